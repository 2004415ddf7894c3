import type { Settings } from "#app/domain/settings.ts";
import type { Db } from "#db/client.ts";
import { readPayToken } from "../payments/pay-links.ts";
import { type Cycle, nextPeriodEnd } from "../renewals/periods.ts";
import type { OrderStatus } from "./order-status.ts";
import type { OrderRow } from "./orders.server.ts";
import { hostOf } from "./site-address.ts";

type Reader = { db: Db; settings: Settings };

/** What whoever holds a link to pay may see: the bill, and nothing about the person. Amounts in whole rupiah. */
export type Bill = {
  number: string;
  kind: OrderRow["kind"];
  planName: string;
  cycle: Cycle;
  host: string;
  /** The period it buys; null while only the payment will say when it begins. */
  period: { startsAt: Date; endsAt: Date } | null;
  /** Past its time it is "expired", whether or not the row says so yet. */
  status: OrderStatus;
  totalIdr: number;
  expiresAt: Date;
  paidAt: Date | null;
};

export type Payable =
  | { outcome: "not-ours" }
  | { outcome: "link-expired"; number: string }
  | {
      outcome: "found";
      orderId: string;
      userId: string;
      /** Without the buyer's number the gateway gives no code, only its page. */
      canHaveCode: boolean;
      bill: Bill;
    };

/** The order that a link to pay names, if the link is ours and its order is still there. */
export async function findPayable({ db, settings }: Reader, token: string, now: Date): Promise<Payable> {
  const read = readPayToken(settings.linkKeys, token, now);
  if (read.outcome === "not-ours") return read;
  const row = await db
    .selectFrom("orders")
    .innerJoin("plans", "plans.id", "orders.plan_id")
    .innerJoin("users", "users.id", "orders.user_id")
    .leftJoin("subscriptions", "subscriptions.id", "orders.subscription_id")
    .selectAll("orders")
    .select(["plans.name as plan_name", "subscriptions.anchor_at", "users.phone"])
    .where("orders.id", "=", read.orderId)
    .executeTakeFirst();
  if (!row) return { outcome: "not-ours" };
  if (read.outcome === "expired") return { outcome: "link-expired", number: row.number };
  const bill = billOf(row, settings, now);
  return { outcome: "found", orderId: row.id, userId: row.user_id, canHaveCode: Boolean(row.phone), bill };
}

type BillRow = OrderRow & { plan_name: string; anchor_at: Date | null };

function billOf(row: BillRow, { sitesDomain }: Settings, now: Date): Bill {
  const isOver = row.status === "awaiting-payment" && row.expires_at <= now;
  return {
    number: row.number,
    kind: row.kind,
    planName: row.plan_name,
    cycle: row.cycle,
    host: hostOf({ label: row.site_label, domain: row.site_domain }, sitesDomain),
    period: periodOf(row),
    status: isOver ? "expired" : row.status,
    totalIdr: row.total_idr,
    expiresAt: row.expires_at,
    paidAt: row.paid_at,
  };
}

function periodOf({ anchor_at: anchor, period_starts_at: startsAt, cycle }: BillRow): Bill["period"] {
  if (!anchor || !startsAt) return null;
  return { startsAt, endsAt: nextPeriodEnd(anchor, cycle, startsAt) };
}
