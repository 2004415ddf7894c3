import { type DragEvent, type FormEvent, useEffect, useMemo, useRef, useState } from "react";
import { formatBytes } from "#app/ui/bytes.ts";
import { SubmitButton, TextField } from "#app/ui/form.tsx";
import { Panel } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import type { KitProps, LargerPlan } from "./upload-kit.tsx";
import { uploadsWords } from "./uploads.words.ts";

const FIELD = "archive";

type Site = { id: string; uploadBytes: number; unpackedBytes: number; maxFiles: number };
type Unfinished = { fileName: string; sizeBytes: number; receivedBytes: number };
type Props = { site: Site; largerPlans: LargerPlan[]; unfinished: Unfinished[]; problem: string | null };
type Kit = (props: KitProps) => React.ReactNode;

/**
 * A plain file form. With script it takes dropped files too, and what looks into an archive and sends it in parts is
 * loaded when one is chosen; where that cannot be had, the browser sends the form as it is.
 */
export function UploadForm({ site, largerPlans, unfinished, problem }: Props) {
  const t = useWords(uploadsWords);
  const locale = useLocale();
  const form = useRef<HTMLFormElement>(null);
  const [hasScript, setHasScript] = useState(false);
  const [file, setFile] = useState<File | null>(null);
  const [kit, setKit] = useState<{ Kit: Kit } | null>(null);
  const [isAsked, setAsked] = useState(false);
  const [ownProblem, setOwnProblem] = useState(problem);
  useEffect(() => setHasScript(true), []);
  const { uploadBytes, unpackedBytes, maxFiles } = site;
  const limits = useMemo(
    () => ({ uploadBytes, unpackedBytes, maxFiles }),
    [uploadBytes, unpackedBytes, maxFiles],
  );
  const limit = formatBytes(uploadBytes, locale);

  async function load(): Promise<boolean> {
    // parts carry hashes, which browsers reckon on safe addresses only
    if (kit || !crypto.subtle) return kit !== null;
    const loaded = await import("./upload-kit.tsx").catch(() => null);
    if (loaded) setKit({ Kit: loaded.default });
    return loaded !== null;
  }

  function choose(chosen: File | null) {
    setFile(chosen);
    setAsked(false);
    setOwnProblem(null);
    if (chosen) void load();
  }

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const target = event.currentTarget;
    if (!file) return setOwnProblem(t.noFile);
    setOwnProblem(null);
    setAsked(true);
    if (!(await load())) target.submit();
  }

  function drop(event: DragEvent) {
    event.preventDefault();
    const input = form.current?.elements.namedItem(FIELD);
    if (!(input instanceof HTMLInputElement) || event.dataTransfer.files.length === 0 || isAsked) return;
    input.files = event.dataTransfer.files;
    choose(input.files[0] ?? null);
  }

  return (
    <Panel>
      <form
        ref={form}
        method="post"
        encType="multipart/form-data"
        className="grid gap-5"
        onSubmit={send}
        onDragOver={(event) => event.preventDefault()}
        onDrop={drop}
      >
        {hasScript && unfinished.length > 0 && !file && (
          <p role="status">
            {unfinished.map(({ fileName, sizeBytes, receivedBytes }) =>
              t.unfinished(fileName, Math.floor((receivedBytes / sizeBytes) * 100)),
            )}
          </p>
        )}
        <TextField
          type="file"
          name={FIELD}
          label={t.file}
          hint={hasScript ? `${t.fileHint(limit)} ${t.drop}` : t.fileHint(limit)}
          error={ownProblem}
          accept=".zip,.tar.gz,.tgz,application/zip,application/gzip"
          onChange={(event) => choose(event.currentTarget.files?.[0] ?? null)}
          required
        />
        <SubmitButton disabled={isAsked}>{t.submit}</SubmitButton>
        {file && kit && (
          <kit.Kit
            key={`${file.name} ${file.size} ${file.lastModified}`}
            file={file}
            base={`/sites/${site.id}/uploads`}
            limits={limits}
            largerPlans={largerPlans}
            isAsked={isAsked}
            onEnd={(sentence) => {
              setAsked(false);
              setOwnProblem(sentence);
            }}
          />
        )}
      </form>
    </Panel>
  );
}
