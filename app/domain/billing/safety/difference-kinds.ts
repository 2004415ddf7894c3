/** What can be done about a difference by a click, and by itself where it is safe. */
export type Cure = "settle" | "switch" | "provision" | "decide";

type Kind = { part: "gateway" | "books" | "panel"; cure: Cure | null; isSafe: boolean };

/** Every way in which gateway, books and panel can disagree. */
const differenceKinds = {
  /** Subject of these: the gateway's transaction. */
  "paid-not-settled": { part: "gateway", cure: "settle", isSafe: true },
  "state-differs": { part: "gateway", cure: "settle", isSafe: true },
  "settled-not-paid": { part: "gateway", cure: "settle", isSafe: false },
  "amount-differs": { part: "gateway", cure: null, isSafe: false },
  "not-at-gateway": { part: "gateway", cure: null, isSafe: false },
  /** Subject: a day in WIB. */
  "day-sum": { part: "gateway", cure: null, isSafe: false },
  /** Subject: an order. */
  "paid-without-money": { part: "books", cure: null, isSafe: false },
  "paid-without-period": { part: "books", cure: null, isSafe: false },
  /** Subject: the gateway's transaction. */
  "credit-missing": { part: "books", cure: null, isSafe: false },
  /** Subject: a subscription. */
  "website-missing": { part: "books", cure: null, isSafe: false },
  /** Subject of these: a website. */
  "decision-differs": { part: "books", cure: "decide", isSafe: true },
  "ended-while-paid": { part: "books", cure: null, isSafe: false },
  "not-being-made": { part: "books", cure: "provision", isSafe: true },
  "standing-differs": { part: "panel", cure: "switch", isSafe: true },
  "site-missing": { part: "panel", cure: "provision", isSafe: false },
  "ftp-missing": { part: "panel", cure: "provision", isSafe: false },
  "place-differs": { part: "panel", cure: null, isSafe: false },
  /** Subject: what the panel calls it. */
  "orphan-site": { part: "panel", cure: null, isSafe: false },
  "orphan-ftp": { part: "panel", cure: null, isSafe: false },
} as const satisfies Record<string, Kind>;

export type DifferenceKind = keyof typeof differenceKinds;

export type Finding = {
  kind: DifferenceKind;
  subject: string;
  detail: Record<string, string | number | boolean | null>;
  orderId?: string | null;
};

/** The kind's row, also for a kind as text from the table; null for one that is no more. */
export function kindOf(kind: string): Kind | null {
  return Object.hasOwn(differenceKinds, kind) ? differenceKinds[kind as DifferenceKind] : null;
}
