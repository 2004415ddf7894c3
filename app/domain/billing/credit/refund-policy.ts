const DAY_MS = 86_400_000;
/** Within these days money for a term comes back in full; afterwards the term is used to its end. The refund policy says so. */
const REFUND_DAYS = 7;

type Paid = { kind: "new" | "renewal" | "upgrade"; paidAt: Date | null; periodStartsAt: Date | null };

/**
 * Whether the refund policy gives a paid order back when its subscription ends now: 7 days from the payment of a purchase
 * or a change of plan, and for a renewal 7 days from the beginning of its term, which may still lie ahead.
 */
export function isRefundable({ kind, paidAt, periodStartsAt }: Paid, now: Date): boolean {
  const from = kind === "renewal" ? periodStartsAt : paidAt;
  return from !== null && now.getTime() <= from.getTime() + REFUND_DAYS * DAY_MS;
}
