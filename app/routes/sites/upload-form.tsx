import { type DragEvent, type FormEvent, useEffect, useRef, useState } from "react";
import { formatBytes } from "#app/ui/bytes.ts";
import { SubmitButton, TextField } from "#app/ui/form.tsx";
import { Panel } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { sendForm } from "./send-form.ts";
import { uploadsWords } from "./uploads.words.ts";

const FIELD = "archive";

/** A plain file form; with script it also takes dropped files, knows the limit, and shows how far it is. */
export function UploadForm({ limitBytes, problem }: { limitBytes: number; problem: string | null }) {
  const t = useWords(uploadsWords);
  const locale = useLocale();
  const form = useRef<HTMLFormElement>(null);
  const [hasScript, setHasScript] = useState(false);
  const [percent, setPercent] = useState<number | null>(null);
  const [ownProblem, setOwnProblem] = useState(problem);
  useEffect(() => setHasScript(true), []);
  const limit = formatBytes(limitBytes, locale);

  function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (percent !== null) return;
    const body = new FormData(event.currentTarget);
    const file = body.get(FIELD);
    if (!(file instanceof File) || file.name === "") return setOwnProblem(t.noFile);
    if (file.size > limitBytes) return setOwnProblem(t.tooLargeHere(formatBytes(file.size, locale), limit));
    setOwnProblem(null);
    setPercent(0);
    sendForm(body, {
      onProgress: setPercent,
      onProblem(sentence) {
        setPercent(null);
        setOwnProblem(sentence ?? t.cutHere);
      },
      problemId: `${FIELD}-error`,
    });
  }

  function drop(event: DragEvent) {
    event.preventDefault();
    const input = form.current?.elements.namedItem(FIELD);
    if (!(input instanceof HTMLInputElement) || event.dataTransfer.files.length === 0) return;
    input.files = event.dataTransfer.files;
    form.current?.requestSubmit();
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
        <TextField
          type="file"
          name={FIELD}
          label={t.file}
          hint={hasScript ? `${t.fileHint(limit)} ${t.drop}` : t.fileHint(limit)}
          error={ownProblem}
          accept=".zip,.tar.gz,.tgz,application/zip,application/gzip"
          required
        />
        <SubmitButton disabled={percent !== null}>{t.submit}</SubmitButton>
        <div aria-live="polite">
          {percent !== null && (
            <p className="grid gap-2">
              <progress max={100} value={percent} aria-label={t.submit} className="h-2 w-full accent-lumi" />
              <span className="tabular-nums">{percent < 100 ? t.sending(percent) : t.arrived}</span>
            </p>
          )}
        </div>
      </form>
    </Panel>
  );
}
