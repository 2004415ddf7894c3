import type { PastChange } from "#app/domain/billing/changes/plan-change-history.server.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { formatMoment } from "#app/ui/dates.ts";
import { Cell, DataTable, Row } from "#app/ui/table.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { planWords } from "./plan.words.ts";

/** The changes of a site's plan, the newest first. */
export function PlanHistory({ changes }: { changes: readonly PastChange[] }) {
  const t = useWords(planWords);
  const locale = useLocale();
  const columns = [
    { label: t.when },
    { label: t.what },
    { label: t.difference, align: "right" as const },
    { label: t.status },
  ];
  return (
    <DataTable caption={t.history} columns={columns}>
      {changes.map((change) => (
        <Row key={change.id}>
          <Cell label={t.when}>{formatMoment(change.appliedAt ?? change.createdAt, locale)}</Cell>
          <Cell label={t.what}>
            {t.moved(
              t.current(change.fromPlanName, t.cycles[change.fromCycle]),
              t.current(change.toPlanName, t.cycles[change.toCycle]),
            )}
          </Cell>
          <Cell label={t.difference} align="right">
            {formatRupiah(change.differenceIdr)}
          </Cell>
          <Cell label={t.status}>
            {change.orderNumber ? (
              <a href={`/orders/${change.orderNumber}`} className="link tap">
                {t.statuses[change.status]}
              </a>
            ) : (
              t.statuses[change.status]
            )}
          </Cell>
        </Row>
      ))}
    </DataTable>
  );
}
