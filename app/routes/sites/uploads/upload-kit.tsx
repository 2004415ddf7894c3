import { useEffect, useRef, useState } from "react";
import { type Diagnosis, examineArchive } from "#app/domain/hosting/archives/archive-doctor.ts";
import type { ArchiveLimits } from "#app/domain/hosting/archives/archives.ts";
import { formatBytes } from "#app/ui/bytes.ts";
import { useLocale, useWords } from "#app/ui/words.ts";
import { startSending } from "./sending.ts";
import type { Progress } from "./sending-pace.ts";
import { UploadDiagnosis } from "./upload-diagnosis.tsx";
import { kitWords } from "./upload-kit.words.ts";
import { UploadProgress } from "./upload-progress.tsx";

export type LargerPlan = { name: string; uploadBytes: number };

export type KitProps = {
  file: File;
  /** Where the site's uploads are. */
  base: string;
  limits: ArchiveLimits & { uploadBytes: number };
  /** Plans that take larger archives, the smallest first. */
  largerPlans: LargerPlan[];
  /** The button was pressed. */
  isAsked: boolean;
  /** Nothing is being sent any more, and why, where there is a reason. */
  onEnd: (problem: string | null) => void;
};

/** Looks into a chosen archive, says what it saw, and once asked sends it. Loaded when a file is chosen. */
export default function UploadKit({ file, base, limits, largerPlans, isAsked, onEnd }: KitProps) {
  const t = useWords(kitWords);
  const locale = useLocale();
  const [diagnosis, setDiagnosis] = useState<Diagnosis | null>(null);
  /** Why this file is not sent at all. */
  const [fault, setFault] = useState<string | null>(null);
  const [isForced, setForced] = useState(false);
  const [progress, setProgress] = useState<Progress | null>(null);
  const sending = useRef<ReturnType<typeof startSending>>();
  const end = useRef(onEnd);
  end.current = onEnd;

  useEffect(() => {
    let isGone = false;
    setFault(null);
    if (file.size > limits.uploadBytes) {
      const fitting = largerPlans.find(({ uploadBytes }) => uploadBytes >= file.size)?.name;
      setFault(t.tooLarge(formatBytes(file.size, locale), formatBytes(limits.uploadBytes, locale), fitting));
      return;
    }
    const read = (start: number, to: number) => file.slice(start, to).arrayBuffer();
    examineArchive({ size: file.size, read }, limits).then(
      (found) => {
        if (isGone) return;
        if (found.outcome === "not-an-archive") setFault(t.notAnArchive);
        else setDiagnosis(found);
      },
      () => !isGone && setFault(t.unreadable),
    );
    return () => {
      isGone = true;
    };
  }, [file, limits, largerPlans, locale, t]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again, the answer is the same
  useEffect(() => {
    if (fault !== null) end.current(fault);
  }, [fault, isAsked]);

  const isFit = diagnosis !== null && (diagnosis.outcome !== "refused" || isForced);
  useEffect(() => {
    if (!isAsked || !isFit) return;
    const started = startSending(file, `${base}/arrivals`, {
      onProgress: setProgress,
      onArrived: (location) => window.location.assign(location),
      onProblem(problem) {
        setProgress(null);
        end.current("sentence" in problem ? problem.sentence : t[problem.code]);
      },
    });
    sending.current = started;
    return () => started.stop();
  }, [isAsked, isFit, file, base, t]);

  function cancel() {
    void sending.current?.cancel();
    setProgress(null);
    onEnd(null);
  }

  return (
    <div className="grid gap-5">
      {fault === null && (
        <UploadDiagnosis diagnosis={diagnosis} onAnyway={isForced ? undefined : () => setForced(true)} />
      )}
      {progress && (
        <UploadProgress
          progress={progress}
          totalBytes={file.size}
          onPause={() => sending.current?.pause()}
          onResume={() => sending.current?.resume()}
          onCancel={cancel}
        />
      )}
    </div>
  );
}
