import { Form } from "@remix-run/react";
import { Button } from "#app/ui/button.tsx";
import { HiddenField } from "#app/ui/form.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { useWords } from "#app/ui/words.ts";
import { detailsWords } from "./details.words.ts";

type Props = { url: string; days: number; failure: string | null };

/** A draft that waits: where to look at it, and what can become of it. */
export function DraftPanel({ url, days, failure }: Props) {
  const t = useWords(detailsWords);
  return (
    <Notice title={t.draft}>
      {failure && <p className="font-semibold text-trouble">{failure}</p>}
      <p>{t.draftText(days)}</p>
      <p>
        <a href={url} className="link tap wrap-anywhere" rel="noreferrer">
          {url}
        </a>
      </p>
      <div className="mt-3 flex flex-wrap gap-3">
        <Form method="post">
          <HiddenField name="intent" value="publish" />
          <Button>{t.publish}</Button>
        </Form>
        <Form method="post">
          <HiddenField name="intent" value="discard" />
          <Button look="danger">{t.discard}</Button>
        </Form>
      </div>
    </Notice>
  );
}
