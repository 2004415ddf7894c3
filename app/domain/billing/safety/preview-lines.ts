import { wibDay } from "../renewals/periods.ts";

/** What a billing run would do to one subscription, or has done. Amounts in whole rupiah. */
export type PreviewLine = {
  subscriptionId: string;
  customer: string;
  planName: string;
  host: string | null;
  outcome: string;
  statusBefore: string;
  statusAfter: string;
  /** The bill that would be made. */
  billIdr: number | null;
  /** What of the customer's credit would pay it, or one made before; 0 when none. */
  creditIdr: number;
  /** Kinds of letters that would go out. */
  letters: string[];
  /** Lines of history, in order: all that would change. */
  events: string[];
  /** Why it could not be worked out: the real run would fail here too, or the row is in use right now. */
  trouble: string | null;
};

export type PreviewTotals = {
  subscriptions: number;
  bills: number;
  billedIdr: number;
  paidFromCredit: number;
  paidFromCreditIdr: number;
  letters: number;
  suspended: number;
  terminated: number;
  heldBack: number;
  troubles: number;
};

export function totalsOf(lines: readonly PreviewLine[]): PreviewTotals {
  const count = (fits: (line: PreviewLine) => boolean) => lines.filter(fits).length;
  const sum = (values: number[]) => values.reduce((all, one) => all + one, 0);
  return {
    subscriptions: lines.length,
    bills: count((line) => line.billIdr !== null),
    billedIdr: sum(lines.map((line) => line.billIdr ?? 0)),
    paidFromCredit: count((line) => line.creditIdr > 0),
    paidFromCreditIdr: sum(lines.map((line) => line.creditIdr)),
    letters: sum(lines.map((line) => line.letters.length)),
    suspended: count((line) => line.events.includes("subscription-suspended")),
    terminated: count((line) => line.events.includes("subscription-terminated")),
    heldBack: count((line) => line.outcome === "held-back"),
    troubles: count((line) => line.trouble !== null),
  };
}

const MOST_YEARS = 10;

/**
 * The moment meant by `2027-01-31` (the day's beginning in WIB; today is now) or `2027-01-31 09:30` (WIB); null for what is
 * no such day, lies before now, or more than ten years ahead.
 */
export function previewMoment(text: string, now: Date): Date | null {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d))?$/.exec(text.trim()) ?? [];
  if (!day) return null;
  const moment = new Date(`${day}T${time ?? "00:00"}:00+07:00`);
  // 31 February would silently become a day of March.
  if (Number.isNaN(moment.getTime()) || wibDay(moment) !== day) return null;
  if (moment.getTime() > now.getTime() + MOST_YEARS * 366 * 86_400_000) return null;
  if (moment >= now) return moment;
  return !time && day === wibDay(now) ? now : null;
}
