import type { StaffOrder } from "#app/domain/billing/orders/staff-orders.server.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { formatMoment } from "#app/ui/dates.ts";
import { Section } from "#app/ui/page.tsx";
import { Cell, DataTable, Row } from "#app/ui/table.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { staffOrderWords } from "./order.words.ts";

type Line = {
  key: string;
  what: string;
  who: string;
  amountIdr: number | null;
  at: Date;
  file?: string | null;
};

/** What the books say of an order: money given back, attempts, transactions, and who did what. */
export function OrderBooks({ found }: { found: StaffOrder }) {
  const t = useWords(staffOrderWords);
  const refunds = found.refunds.map((one) => ({
    key: one.id,
    what: [t.ways[one.way], one.reference, one.reason, one.noteNumber].filter(Boolean).join(" · "),
    who: one.cause,
    amountIdr: one.totalIdr,
    at: one.at,
    file: one.hasProofFile ? `/staff/orders/${found.order.number}/refunds/${one.id}/proof` : null,
  }));
  const attempts = found.attempts.map(({ reference, status, at }) => {
    return { key: reference, what: reference, who: status, amountIdr: null, at };
  });
  const transactions = found.transactions.map(({ trxId, outcome, amountIdr, at }) => {
    return { key: trxId, what: trxId, who: outcome, amountIdr, at };
  });
  const history = found.history.map(({ event, actor, email, at }, place) => {
    return { key: String(place), what: event, who: email ?? actor, amountIdr: null, at };
  });
  return (
    <>
      <Lines title={t.refunds} lines={refunds} />
      <Lines title={t.attempts} lines={attempts} />
      <Lines title={t.transactions} lines={transactions} />
      <Lines title={t.history} lines={history} />
    </>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly Line[] }) {
  const t = useWords(staffOrderWords);
  const locale = useLocale();
  const columns = [
    { label: t.what },
    { label: t.who },
    { label: t.when },
    { label: t.amountColumn, align: "right" as const },
  ];
  return (
    <Section title={title}>
      {lines.length === 0 ? (
        <p className="text-soft">{t.none}</p>
      ) : (
        <DataTable caption={title} columns={columns}>
          {lines.map((line) => (
            <Row key={line.key}>
              <Cell>
                <span className="break-all">{line.what}</span>
                {line.file && (
                  <>
                    {" "}
                    <a href={line.file} download>
                      {t.proofFile}
                    </a>
                  </>
                )}
              </Cell>
              <Cell label={t.who}>{line.who}</Cell>
              <Cell label={t.when}>{formatMoment(line.at, locale)}</Cell>
              <Cell label={t.amountColumn} align="right">
                {line.amountIdr === null ? "–" : formatRupiah(line.amountIdr)}
              </Cell>
            </Row>
          ))}
        </DataTable>
      )}
    </Section>
  );
}
