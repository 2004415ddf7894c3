import type { Bill } from "#app/domain/billing/orders/payable-orders.server.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { formatDate, formatMoment } from "#app/ui/dates.ts";
import { Facts } from "#app/ui/facts.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { payWords } from "./words.ts";

/** Whether there is anything to pay, in one sentence. */
export function BillState({ bill }: { bill: Bill }) {
  const t = useWords(payWords);
  const locale = useLocale();
  switch (bill.status) {
    case "awaiting-payment":
      return <Notice>{t.waiting(formatMoment(bill.expiresAt, locale))}</Notice>;
    case "paid":
      return (
        <Notice tone="good" title={t.paid} role="status">
          {bill.paidAt && t.paidAt(formatMoment(bill.paidAt, locale))}
        </Notice>
      );
    case "refunded":
      return <Notice tone="off" title={t.refunded} role="status" />;
    default:
      return (
        <Notice tone="off" title={bill.status === "expired" ? t.expired : t.cancelled} role="status">
          {t.closed}
        </Notice>
      );
  }
}

/** What is being paid for. */
export function BillFacts({ bill }: { bill: Bill }) {
  const t = useWords(payWords);
  const locale = useLocale();
  const { facts } = t;
  const period = bill.period
    ? t.period(formatDate(bill.period.startsAt, locale), formatDate(bill.period.endsAt, locale))
    : t.cycles[bill.cycle];
  return (
    <Facts
      items={[
        { label: facts.number, value: bill.number },
        { label: facts.what, value: `${t.kinds[bill.kind]}: ${bill.planName}` },
        { label: facts.host, value: bill.host, mono: true },
        { label: facts.period, value: period },
        { label: facts.total, value: <strong>{formatRupiah(bill.totalIdr)}</strong> },
      ]}
    />
  );
}
