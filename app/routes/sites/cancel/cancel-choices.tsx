import type { CancelOffer } from "#app/domain/billing/changes/cancellations.server.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { formatMoment } from "#app/ui/dates.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Panel, Section } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { cancelWords } from "./cancel.words.ts";
import type { CancelProblem } from "./cancel-form.tsx";

type Props = { siteId: string; offer: CancelOffer; problem: CancelProblem | null };

/** Both ways of ending a subscription, with what each means to the day and the rupiah. */
export function CancelChoices({ siteId, offer, problem }: Props) {
  const t = useWords(cancelWords);
  const locale = useLocale();
  const here = `/sites/${siteId}/cancel`;
  const end = formatMoment(offer.endsAt, locale);
  if (!offer.canNow) return <Notice tone="off">{t.over}</Notice>;
  return (
    <>
      {problem && (
        <div className="mb-6" role="alert">
          <Notice tone="trouble">{t.errors[problem]}</Notice>
        </div>
      )}
      <Section title={t.atTermTitle}>
        <Panel>
          {offer.canAtTerm ? (
            <div className="grid justify-items-start gap-4">
              <p>{t.atTerm(end)}</p>
              <ButtonLink href={`${here}?mode=at-term`}>{t.choose["at-term"]}</ButtonLink>
            </div>
          ) : (
            <p>{offer.status === "cancelling" ? t.atTermAlready(end) : t.atTermNot}</p>
          )}
        </Panel>
      </Section>
      <Section title={t.nowTitle}>
        <Panel>
          <div className="grid justify-items-start gap-4">
            <EndingNow creditIdr={offer.creditIdr} />
            <ButtonLink href={`${here}?mode=now`} look="secondary">
              {t.choose.now}
            </ButtonLink>
          </div>
        </Panel>
      </Section>
    </>
  );
}

/** What goes off at once, and what comes back. */
export function EndingNow({ creditIdr }: { creditIdr: number }) {
  const t = useWords(cancelWords);
  return (
    <>
      <p>{t.now}</p>
      <p>{creditIdr > 0 ? t.credit(formatRupiah(creditIdr)) : t.noCredit}</p>
      <a href="/refunds" className="link inline-flex min-h-11 items-center">
        {t.policy}
      </a>
    </>
  );
}
