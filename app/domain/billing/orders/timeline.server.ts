import type { Db } from "#db/client.ts";
import { listRefunds, type Refund } from "../credit/refund-lists.server.ts";
import { listTransactions, type Recorded } from "../payments/transactions.server.ts";

/** One thing that happened to an order, or is still ahead (`at` is null). The page has the words. */
export type Step = {
  event:
    | "ordered"
    | "payment-opened"
    | "code-given"
    | "paid"
    | "refunded"
    | "expired"
    | "cancelled"
    | "wrong-amount"
    | "credited"
    | "invoice-issued"
    | "given-back"
    | "site-making"
    | "site-failed"
    | "site-ready"
    | "first-live";
  at: Date | null;
  amountIdr?: number;
  method?: string | null;
  channel?: string | null;
  /** For a code: until when it can be paid, as the gateway says. */
  until?: Date | null;
  websiteId?: string;
};

/** The history of one of the customer's own orders, oldest first, from "ordered" to "site live", then what is still ahead. */
export async function orderTimeline(
  db: Db,
  { userId, orderId }: { userId: string; orderId: string },
): Promise<Step[]> {
  const order = await db
    .selectFrom("orders")
    .selectAll()
    .where("id", "=", orderId)
    .where("user_id", "=", userId)
    .executeTakeFirst();
  if (!order) return [];
  const isSold = order.paid_at !== null;
  const transactions = await listTransactions(db, orderId);
  const steps: Step[] = [
    { event: "ordered", at: order.created_at },
    ...(await attemptSteps(db, orderId)),
    ...transactions.flatMap(transactionSteps),
    ...(order.paid_at ? [paidStep(order.paid_at, order.total_idr, transactions)] : []),
    ...(order.closed_at ? [{ event: order.status as "expired" | "cancelled", at: order.closed_at }] : []),
    ...(isSold ? await deliverySteps(db, orderId) : []),
    ...(await listRefunds(db, orderId)).map(refundStep),
  ];
  if (order.status === "awaiting-payment") steps.push({ event: "paid", at: null });
  return steps
    .map((step, position) => ({ step, position }))
    .sort(byTime)
    .map(({ step }) => step);
}

/** What has no time yet comes last; things of one moment keep the order they were told in. */
function byTime(a: { step: Step; position: number }, b: { step: Step; position: number }): number {
  const timeOf = (step: Step) => step.at?.getTime() ?? Number.MAX_SAFE_INTEGER;
  return timeOf(a.step) - timeOf(b.step) || a.position - b.position;
}

function paidStep(at: Date, amountIdr: number, transactions: Recorded[]): Step {
  const { method, channel } = transactions.find((one) => one.outcome === "settled") ?? {};
  return { event: "paid", at, amountIdr, method, channel };
}

async function attemptSteps(db: Db, orderId: string): Promise<Step[]> {
  const attempts = await db
    .selectFrom("payment_attempts")
    .select("created_at")
    .where("order_id", "=", orderId)
    .where("url", "is not", null)
    .orderBy("created_at")
    .limit(50)
    .execute();
  return attempts.map(({ created_at }) => ({ event: "payment-opened", at: created_at }));
}

function refundStep({ at, totalIdr: amountIdr }: Refund): Step {
  return { event: "given-back", at, amountIdr };
}

function transactionSteps(row: Recorded): Step[] {
  const amountIdr = row.subtotal_idr ?? row.amount_idr;
  const { method, channel } = row;
  const given: Step = { event: "code-given", at: row.first_seen_at, method, channel, until: row.expires_at };
  if (row.outcome === "open" || row.outcome === "closed") return [given];
  if (row.outcome === "wrong-amount") return [{ event: "wrong-amount", at: row.updated_at, amountIdr }];
  if (row.outcome === "refunded") return [{ event: "refunded", at: row.updated_at, amountIdr }];
  if (row.outcome === "settled" || row.outcome === "unknown-reference") return [];
  return [{ event: "credited", at: row.updated_at, amountIdr }];
}

async function deliverySteps(db: Db, orderId: string): Promise<Step[]> {
  const invoice = await db
    .selectFrom("invoices")
    .select("issued_at")
    .where("order_id", "=", orderId)
    .where("kind", "=", "invoice")
    .executeTakeFirst();
  const site = await db
    .selectFrom("websites")
    .select(["id", "status", "created_at", "activated_at"])
    .where("order_id", "=", orderId)
    .executeTakeFirst();
  const steps: Step[] = invoice ? [{ event: "invoice-issued", at: invoice.issued_at }] : [];
  if (!site) return steps;
  const websiteId = site.id;
  const live = await db
    .selectFrom("deployments")
    .select((of) => of.fn.min("finished_at").as("at"))
    .where("website_id", "=", websiteId)
    .where("status", "in", ["live", "superseded"])
    .executeTakeFirst();
  steps.push({ event: "site-making", at: site.created_at, websiteId });
  if (site.status === "failed" && !site.activated_at)
    steps.push({ event: "site-failed", at: null, websiteId });
  else steps.push({ event: "site-ready", at: site.activated_at, websiteId });
  steps.push({ event: "first-live", at: live?.at ?? null, websiteId });
  return steps;
}
