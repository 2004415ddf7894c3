import { Form } from "@remix-run/react";
import type { Root } from "#app/domain/hosting/archives/archives.ts";
import { Button, ButtonLink } from "#app/ui/button.tsx";
import { formatBytes } from "#app/ui/bytes.ts";
import { formatCount } from "#app/ui/counts.ts";
import { HiddenField, SubmitButton } from "#app/ui/form.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Panel } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { uploadWords } from "./upload.words.ts";

/** The choice of a folder, where there is one, and the button that puts it live. */
export function PublishForm({ upload, roots }: { upload: { root: string | null }; roots: Root[] }) {
  const t = useWords(uploadWords);
  return (
    <Panel>
      <Form method="post" reloadDocument className="grid gap-5">
        {(roots.length > 1 || upload.root === null) && <RootChoice roots={roots} chosen={upload.root} />}
        <HiddenField name="intent" value="publish" />
        <SubmitButton>{t.publish}</SubmitButton>
        <SubmitButton look="secondary" name="as" value="draft">
          {t.draft}
        </SubmitButton>
        <p className="text-small text-soft">{t.publishHint}</p>
      </Form>
    </Panel>
  );
}

function RootChoice({ roots, chosen }: { roots: Root[]; chosen: string | null }) {
  const t = useWords(uploadWords);
  const locale = useLocale();
  // one folder and yet a question: it holds no start page
  const isSingle = roots.length === 1;
  return (
    <fieldset>
      <legend className="font-semibold">{isSingle ? t.withoutIndex : t.chooseTitle}</legend>
      {chosen === null && !isSingle && <p className="text-small text-soft">{t.chooseHint}</p>}
      {roots.map((root) => (
        <label key={root.path} className="flex min-h-11 items-start gap-3 py-2.5">
          <input
            type="radio"
            name="root"
            value={root.path}
            defaultChecked={root.path === chosen}
            required
            className="mt-0.5 size-5 shrink-0 accent-ink"
          />
          <span className="min-w-0 break-words">
            {t.rootText(
              root.path || t.top,
              formatCount(root.fileCount, locale),
              formatBytes(root.totalBytes, locale),
            )}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Names the archive and what removing it means, before it is done. */
export function RemoveForm({ upload, back }: { upload: { fileName: string }; back: string }) {
  const t = useWords(uploadWords);
  return (
    <Form method="post" reloadDocument>
      <HiddenField name="intent" value="remove" />
      <Notice
        tone="trouble"
        title={t.removeTitle}
        actions={
          <>
            <Button type="submit" look="danger">
              {t.remove}
            </Button>
            <ButtonLink look="quiet" href={back}>
              {t.keep}
            </ButtonLink>
          </>
        }
      >
        {t.removeText(upload.fileName)}
      </Notice>
    </Form>
  );
}
