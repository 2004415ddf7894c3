import type { StoredNotice } from "#app/domain/billing/payments/notices.server.ts";
import { formatMoment } from "#app/ui/dates.ts";
import { StatusMark } from "#app/ui/status-mark.tsx";
import { Cell, DataTable, Row } from "#app/ui/table.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { staffWords, wordOf } from "./words.ts";

/** The gateway's notices as they came, newest first. */
export function Notices({ notices }: { notices: StoredNotice[] }) {
  const t = useWords(staffWords);
  const locale = useLocale();
  const columns = [t.received, t.transaction, t.reference, t.signature, t.times, t.outcome].map((label) => ({
    label,
  }));
  return (
    <DataTable caption={t.events} columns={columns}>
      {notices.map((notice) => (
        <Row key={notice.id}>
          <Cell label={t.received}>{formatMoment(notice.receivedAt, locale)}</Cell>
          <Cell label={t.transaction} mono>
            {notice.trxId ?? "–"}
          </Cell>
          <Cell label={t.reference} mono>
            {notice.referenceId ?? "–"}
          </Cell>
          <Cell label={t.signature}>
            <StatusMark
              tone={notice.isSigned ? "good" : "trouble"}
              label={notice.isSigned ? t.signed : t.unsigned}
            />
          </Cell>
          <Cell label={t.times}>{notice.deliveries}</Cell>
          <Cell label={t.outcome}>
            {notice.outcome ? (wordOf(t.outcomes, notice.outcome) ?? notice.outcome) : t.pending}
          </Cell>
        </Row>
      ))}
    </DataTable>
  );
}
