import type { PreviewLine, PreviewTotals } from "#app/domain/billing/safety/preview-lines.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { Facts } from "#app/ui/facts.tsx";
import { Cell, DataTable, Row } from "#app/ui/table.tsx";
import { useWords } from "#app/ui/words.ts";
import { previewWords } from "./preview.words.ts";
import { wordOf } from "./words.ts";

export function PreviewSums({ totals }: { totals: PreviewTotals }) {
  const t = useWords(previewWords);
  const withMoney = (count: number, amount: number) => `${count} (${formatRupiah(amount)})`;
  const items = [
    { label: t.subscriptions, value: totals.subscriptions },
    { label: t.bills, value: withMoney(totals.bills, totals.billedIdr) },
    { label: t.fromCredit, value: withMoney(totals.paidFromCredit, totals.paidFromCreditIdr) },
    { label: t.letters, value: totals.letters },
    { label: t.suspended, value: totals.suspended },
    { label: t.terminated, value: totals.terminated },
    { label: t.heldBack, value: totals.heldBack },
    { label: t.troubles, value: totals.troubles },
  ];
  return <Facts items={items} />;
}

export function PreviewList({ lines }: { lines: PreviewLine[] }) {
  const t = useWords(previewWords);
  const columns = [
    { label: t.customer },
    { label: t.site },
    { label: t.result },
    { label: t.bill, align: "right" as const },
    { label: t.letters },
  ];
  return (
    <DataTable caption={t.title} columns={columns}>
      {lines.map((line) => (
        <Row key={line.subscriptionId}>
          <Cell>
            <span className="wrap-anywhere">{line.customer}</span>
          </Cell>
          <Cell label={t.site}>
            <span className="wrap-anywhere">{line.host ?? line.planName}</span>
          </Cell>
          <Cell label={t.result}>
            <Outcome line={line} />
          </Cell>
          <Cell label={t.bill} align="right">
            {line.billIdr === null ? "–" : formatRupiah(line.billIdr)}
          </Cell>
          <Cell label={t.letters}>
            {line.letters.map((kind) => wordOf(t.letterKinds, kind) ?? kind).join(", ") || "–"}
          </Cell>
        </Row>
      ))}
    </DataTable>
  );
}

function Outcome({ line }: { line: PreviewLine }) {
  const t = useWords(previewWords);
  return (
    <span className="grid gap-0.5">
      <span>{wordOf(t.outcomes, line.outcome) ?? line.outcome}</span>
      {line.trouble && <span className="text-small wrap-anywhere text-soft">{line.trouble}</span>}
    </span>
  );
}
