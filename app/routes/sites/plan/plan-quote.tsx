import { Form } from "@remix-run/react";
import { sumSteps } from "#app/domain/billing/changes/arithmetic-words.ts";
import type { Quote } from "#app/domain/billing/changes/plan-change-quotes.server.ts";
import type { Cycle } from "#app/domain/billing/renewals/periods.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { Button, ButtonLink } from "#app/ui/button.tsx";
import { formatBytes } from "#app/ui/bytes.ts";
import { formatMoment } from "#app/ui/dates.ts";
import { Facts } from "#app/ui/facts.tsx";
import { HiddenField } from "#app/ui/form.tsx";
import { Panel } from "#app/ui/page.tsx";
import { Cell, DataTable, Row } from "#app/ui/table.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { planWords } from "./plan.words.ts";

type Props = {
  siteId: string;
  quote: Quote;
  from: { planName: string; cycle: Cycle };
  quotedAt: string;
  creditIdr: number;
};

/** What a change costs and how that comes about, and the button that does exactly this. */
export function PlanQuote({ siteId, quote, from, quotedAt, creditIdr }: Props) {
  const t = useWords(planWords);
  const { target, arithmetic, way, price } = quote;
  return (
    <Panel>
      <Sums quote={quote} from={from} />
      <Outcome quote={quote} />
      <div className="mt-4 grid gap-2 text-small text-soft">
        {notesOf(quote, creditIdr, t).map((note) => (
          <p key={note}>{note}</p>
        ))}
      </div>
      <Form method="post" className="mt-6 flex flex-wrap gap-3">
        <HiddenField name="priceId" value={target.priceId} />
        <HiddenField name="quotedAt" value={quotedAt} />
        <HiddenField name="differenceIdr" value={String(arithmetic.differenceIdr)} />
        <HiddenField name="totalIdr" value={String(price.totalIdr)} />
        <Button>
          {way === "pay" && creditIdr < price.totalIdr ? t.pay(formatRupiah(price.totalIdr)) : t.change}
        </Button>
        <ButtonLink look="quiet" href={`/sites/${siteId}/plan`}>
          {t.cancel}
        </ButtonLink>
      </Form>
    </Panel>
  );
}

function Sums({ quote, from }: Pick<Props, "quote" | "from">) {
  const t = useWords(planWords);
  const locale = useLocale();
  const columns = [{ label: t.step }, { label: t.how }, { label: t.amount, align: "right" as const }];
  return (
    <DataTable caption={t.sums} columns={columns}>
      {sumSteps(quote.arithmetic, from, quote.target, locale).map(({ label, how, amount }) => (
        <Row key={label}>
          <Cell>{label}</Cell>
          <Cell label={t.how}>{how}</Cell>
          <Cell label={t.amount} align="right">
            {amount}
          </Cell>
        </Row>
      ))}
    </DataTable>
  );
}

function Outcome({ quote: { target, way, price, next } }: Pick<Props, "quote">) {
  const t = useWords(planWords);
  const locale = useLocale();
  const moves = way === "pay" || way === "give-back";
  const total = way === "pay" ? t.toPay : way === "give-back" ? t.toCredit : t.nothing;
  const tax = [
    { label: t.subtotal, value: formatRupiah(price.subtotalIdr) },
    { label: t.tax, value: formatRupiah(price.taxIdr) },
  ];
  return (
    <div className="mt-4">
      <Facts
        items={[
          ...(moves && price.taxIdr > 0 ? tax : []),
          { label: total, value: <strong>{formatRupiah(moves ? price.totalIdr : 0)}</strong> },
          {
            label: t.next,
            value: t.nextValue(formatRupiah(next.price.totalIdr), formatMoment(next.at, locale)),
          },
          { label: t.newLimit, value: formatBytes(target.diskBytes, locale) },
        ]}
      />
    </div>
  );
}

function notesOf({ arithmetic, way, price, least }: Quote, creditIdr: number, t: (typeof planWords)["id"]) {
  const isCapped = way === "give-back" && price.subtotalIdr < -arithmetic.differenceIdr;
  return [
    ...(way === "free" ? [t.freeNote(formatRupiah(least))] : []),
    ...(way === "pay" && creditIdr >= price.totalIdr ? [t.creditNote(formatRupiah(creditIdr))] : []),
    ...(isCapped ? [t.cappedNote] : []),
    ...(arithmetic.mode === "new-period" ? [t.newPeriodNote] : []),
    t.billNote,
    t.holds,
  ];
}
