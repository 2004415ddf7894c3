import { Form } from "@remix-run/react";
import { Button } from "./button.tsx";
import { formatMoment } from "./dates.ts";
import { HiddenField } from "./form.tsx";
import { Notice } from "./notice.tsx";
import { trashNoticeWords } from "./trash.words.ts";
import { useLocale, useWords } from "./words.ts";

type Site = { id: string; address: string; suspendedReason: string | null; trashEndsAt: Date | null };

/** That a site is deleted, until when it can be taken back, and the button that does; nothing for other sites. */
export function TrashNotice({ site }: { site: Site }) {
  const t = useWords(trashNoticeWords);
  const locale = useLocale();
  if (site.suspendedReason !== "trash" || !site.trashEndsAt) return null;
  return (
    <Notice
      tone="waiting"
      title={<span className="break-all">{t.banner(site.address)}</span>}
      actions={
        <Form method="post" action={`/sites/${site.id}/delete`}>
          <HiddenField name="intent" value="take-back" />
          <Button>{t.take}</Button>
        </Form>
      }
    >
      {t.bannerBody(formatMoment(site.trashEndsAt, locale))}
    </Notice>
  );
}
