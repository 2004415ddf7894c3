import type { Choice } from "#app/domain/billing/changes/plan-change-quotes.server.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { formatBytes } from "#app/ui/bytes.ts";
import { Cell, DataTable, Row } from "#app/ui/table.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { planWords } from "./plan.words.ts";

/** Every plan with both its terms, and what moving there would cost now. */
export function PlanChoices({ siteId, choices }: { siteId: string; choices: readonly Choice[] }) {
  const t = useWords(planWords);
  const locale = useLocale();
  const plans = [...new Map(choices.map(({ target }) => [target.planId, target])).values()];
  const columns = [
    { label: t.plan },
    { label: t.disk },
    { label: t.cycles.monthly },
    { label: t.cycles.yearly },
  ];
  return (
    <DataTable caption={t.choices} columns={columns}>
      {plans.map(({ planId, planName, diskBytes }) => (
        <Row key={planId}>
          <Cell>
            <strong>{planName}</strong>
          </Cell>
          <Cell label={t.disk}>{formatBytes(diskBytes, locale)}</Cell>
          {(["monthly", "yearly"] as const).map((cycle) => (
            <Cell key={cycle} label={t.cycles[cycle]}>
              <Offer
                siteId={siteId}
                choice={choices.find(({ target }) => target.planId === planId && target.cycle === cycle)}
              />
            </Cell>
          ))}
        </Row>
      ))}
    </DataTable>
  );
}

function Offer({ siteId, choice }: { siteId: string; choice: Choice | undefined }) {
  const t = useWords(planWords);
  if (!choice) return null;
  const { target } = choice;
  const price = `${formatRupiah(target.amountIdr)} ${t.cycles[target.cycle]}`;
  const href = `/sites/${siteId}/plan/${target.planId}/${target.cycle}`;
  if ("refusal" in choice) {
    const { outcome } = choice.refusal;
    if (outcome === "same") {
      return (
        <span className="grid">
          <strong>{price}</strong>
          <span className="text-small text-soft">{t.here}</span>
        </span>
      );
    }
    if (outcome === "too-many-domains")
      return <OfferLink href={href} price={price} what={t.tooManyDomains} />;
    if (outcome !== "too-small") return price;
    return <OfferLink href={href} price={price} what={t.tooSmall} />;
  }
  const { way, price: sum } = choice.quote;
  const total = formatRupiah(sum.totalIdr);
  const what = { pay: t.costs(total), "give-back": t.gives(total), even: t.even, free: t.free }[way];
  return <OfferLink href={href} price={price} what={what} />;
}

function OfferLink({ href, price, what }: { href: string; price: string; what: string }) {
  return (
    <span className="grid">
      <a href={href} className="link tap justify-self-end sm:justify-self-start">
        {price}
      </a>
      <span className="text-small text-soft">{what}</span>
    </span>
  );
}
