/** The gateway takes no payment below this, in rupiah (iPaymu, "Total price min Rp 5000", observed). */
export const LEAST_PAYMENT_IDR = 5_000;

/** What a coupon takes off: a share in whole percent, or else an amount in rupiah. */
type CouponTerms = { percent: number | null; amount_idr: number | null };

export type Discount = {
  /** Whole rupiah; zero when nothing may be taken off. */
  discountIdr: number;
  /** Less than the coupon says, because something has to be left to pay. */
  isCapped: boolean;
};

/**
 * What a coupon takes off a price before tax, in whole rupiah, rounded down. Never so much that less than the gateway's
 * least payment is left.
 */
export function discountOn(priceIdr: number, { percent, amount_idr }: CouponTerms): Discount {
  const wanted = percent === null ? (amount_idr ?? 0) : Math.floor((priceIdr * percent) / 100);
  const most = Math.max(0, priceIdr - LEAST_PAYMENT_IDR);
  return { discountIdr: Math.min(wanted, most), isCapped: wanted > most };
}

/**
 * A code as typed or pasted, in capitals, without the spaces and hyphens people read it out with. Null when it can be
 * none.
 */
export function readCode(typed: string): string | null {
  const code = typed.replace(/[\s-]/g, "").toUpperCase();
  return /^[A-Z0-9]{4,30}$/.test(code) ? code : null;
}
