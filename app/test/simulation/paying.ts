import { findPayable } from "#app/domain/billing/orders/payable-orders.server.ts";
import { openPayment } from "#app/domain/billing/payments/attempts.server.ts";
import { openDirectPayment } from "#app/domain/billing/payments/direct-payment.server.ts";
import { payToken } from "#app/domain/billing/payments/pay-links.ts";
import type { Habit } from "./scenario.ts";
import type { World } from "./world.ts";

type Wish = { orderId: string; userId: string; by: Habit["by"]; channel: Habit["channel"] };

/** What the gateway knows a payment by: its page, or the transaction of a code. */
export type Target = { target: string; isCode: boolean };

const CODES: Partial<Record<Habit["channel"], { method: string; channel: string }>> = {
  bca: { method: "va", channel: "bca" },
  bri: { method: "va", channel: "bri" },
  qris: { method: "qris", channel: "mpm" },
  alfamart: { method: "cstore", channel: "alfamart" },
};

/** Opens an order's payment in the buyer's way. "later": the gateway is in trouble. Null: it cannot be paid any more. */
export async function openFor(
  { deps: mortals, books, clock }: World,
  wish: Wish,
): Promise<Target | "later" | null> {
  const deps = { ...mortals, db: books };
  const now = clock.now();
  const { orderId, userId, by } = wish;
  const choice = by === "code" ? CODES[wish.channel] : undefined;
  const opened = choice
    ? await openDirectPayment(deps, { orderId, userId, choice, now })
    : await openPayment(deps, { orderId, userId: await payerOf(), locale: "id", now });
  if (opened.outcome === "gateway-failed") return "later";
  if (opened.outcome !== "open") return null;
  const { session_id: session, trx_id: trxId } = await books
    .selectFrom("payment_attempts")
    .select(["session_id", "trx_id"])
    .where("id", "=", opened.attemptId)
    .executeTakeFirstOrThrow();
  const target = session ?? trxId;
  if (!target) throw new Error(`an open payment of order ${orderId} has neither page nor code`);
  return { target, isCode: session === null };

  /** Whoever holds the link of the letter pays for its owner. */
  async function payerOf(): Promise<string> {
    if (by !== "link") return userId;
    const token = payToken(deps.settings.linkKeys, orderId, now);
    const found = await findPayable(deps, token, now);
    if (found.outcome !== "found") throw new Error(`the link to pay order ${orderId}: ${found.outcome}`);
    return found.userId;
  }
}
