import { Form } from "@remix-run/react";
import type { CancelOffer } from "#app/domain/billing/changes/cancellations.server.ts";
import { Button } from "#app/ui/button.tsx";
import { formatMoment } from "#app/ui/dates.ts";
import { HiddenField } from "#app/ui/form.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { cancelStandingWords } from "./cancel-standing.words.ts";

/** On a site's page: that its subscription will end, with the button that takes that back; nothing otherwise. */
export function CancelStanding({ siteId, offer }: { siteId: string; offer: CancelOffer | null }) {
  const t = useWords(cancelStandingWords);
  const locale = useLocale();
  if (!offer?.canTakeBack) return null;
  return (
    <Notice
      tone="waiting"
      title={t.pending(formatMoment(offer.endsAt, locale))}
      actions={
        <Form method="post" action={`/sites/${siteId}/cancel`}>
          <HiddenField name="intent" value="take-back" />
          <Button>{t.takeBack}</Button>
        </Form>
      }
    >
      {t.pendingBody}
    </Notice>
  );
}

/** The way to the page that ends a subscription, while there is something to end. */
export function CancelLink({ siteId, offer }: { siteId: string; offer: CancelOffer | null }) {
  const t = useWords(cancelStandingWords);
  if (!offer?.canNow) return null;
  return (
    <a href={`/sites/${siteId}/cancel`} className="link inline-flex min-h-11 items-center">
      {offer.canTakeBack ? t.endNow : t.link}
    </a>
  );
}
