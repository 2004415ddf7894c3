import type { StaffOrder } from "#app/domain/billing/orders/staff-orders.server.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { formatMoment } from "#app/ui/dates.ts";
import { Section } from "#app/ui/page.tsx";
import { Cell, DataTable, Row } from "#app/ui/table.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { historyWords } from "./history.words.ts";
import { staffOrderWords } from "./order.words.ts";
import { staffWords, wordOf } from "./words.ts";

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
  const { outcomes } = useWords(staffWords);
  const h = useWords(historyWords);
  const refunds = found.refunds.map((one) => ({
    key: one.id,
    what: [t.ways[one.way], one.reference, one.reason, one.noteNumber].filter(Boolean).join(" · "),
    who: wordOf(h.causes, one.cause) ?? one.cause,
    amountIdr: one.totalIdr,
    at: one.at,
    file: one.hasProofFile ? `/staff/orders/${found.order.number}/refunds/${one.id}/proof` : null,
  }));
  const attempts = found.attempts.map(({ reference, status, at }) => {
    return {
      key: reference,
      what: reference,
      who: wordOf(h.attempts, status) ?? status,
      amountIdr: null,
      at,
    };
  });
  const transactions = found.transactions.map(({ trxId, outcome, amountIdr, at }) => {
    return { key: trxId, what: trxId, who: wordOf(outcomes, outcome ?? "") ?? outcome, amountIdr, at };
  });
  const history = found.history.map(({ event, actor, email, at }, place) => {
    const what = wordOf(h.events, event) ?? event;
    return { key: String(place), what, who: email ?? wordOf(h.actors, actor) ?? actor, amountIdr: null, at };
  });
  return (
    <>
      <Lines title={t.refunds} lines={refunds} who={t.cause} hasAmount />
      <Lines title={t.attempts} lines={attempts} who={t.state} />
      <Lines title={t.transactions} lines={transactions} who={t.outcome} hasAmount />
      <Lines title={t.history} lines={history} who={t.who} />
    </>
  );
}

/** `who` says what stands in the second column: the state of things, or who did them. */
type LinesProps = { title: string; lines: readonly Line[]; who: string; hasAmount?: boolean };

function Lines({ title, lines, who, hasAmount = false }: LinesProps) {
  const t = useWords(staffOrderWords);
  const locale = useLocale();
  const columns = [
    { label: t.what },
    { label: who },
    { label: t.when },
    ...(hasAmount ? [{ label: t.amountColumn, align: "right" as const }] : []),
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
                <span className="wrap-anywhere">{line.what}</span>
                {line.file && (
                  <>
                    {" "}
                    <a href={line.file} download className="link tap">
                      {t.proofFile}
                    </a>
                  </>
                )}
              </Cell>
              <Cell label={who}>
                <span className="wrap-anywhere">{line.who}</span>
              </Cell>
              <Cell label={t.when}>{formatMoment(line.at, locale)}</Cell>
              {hasAmount && (
                <Cell label={t.amountColumn} align="right">
                  {line.amountIdr === null ? "–" : formatRupiah(line.amountIdr)}
                </Cell>
              )}
            </Row>
          ))}
        </DataTable>
      )}
    </Section>
  );
}
