import type { Refund } from "#app/domain/billing/credit/refund-lists.server.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { formatMoment } from "#app/ui/dates.ts";
import { Panel, Section } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { orderWords } from "./words.ts";

type Props = { orderNumber: string; refunds: readonly Omit<Refund, "reason" | "hasProofFile">[] };

/** What was given back of an order, how, and its credit notes; nothing when there is none. */
export function OrderRefunds({ orderNumber, refunds }: Props) {
  const { refunds: t } = useWords(orderWords);
  const locale = useLocale();
  if (refunds.length === 0) return null;
  return (
    <Section title={t.title}>
      <Panel>
        <ul className="grid gap-4">
          {refunds.map((refund) => (
            <li key={refund.id}>
              <p className="font-semibold">
                {t.given[refund.way](formatRupiah(refund.totalIdr), refund.reference ?? "")}
              </p>
              <p className="text-small text-soft">
                {`${t.causes[refund.cause]} · ${formatMoment(refund.at, locale)}`}
              </p>
              {refund.noteNumber && (
                <a
                  href={`/orders/${orderNumber}/credit-notes/${refund.noteNumber}`}
                  className="link inline-flex min-h-11 items-center"
                >
                  {t.note(refund.noteNumber)}
                </a>
              )}
            </li>
          ))}
        </ul>
      </Panel>
    </Section>
  );
}
