import { sql } from "kysely";
import type { PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import { enqueueAll, job, MONEY_FIRST } from "#app/jobs/queue.server.ts";
import type { Db } from "#db/client.ts";
import { expireOrders } from "../orders/endings.server.ts";
import { LIVE_ATTEMPT } from "../orders/order-status.ts";
import { closeAttempt, lockOrder } from "./attempt-rows.server.ts";
import { LATE_MS, nextCheck, SESSION_MS } from "./check-times.ts";
import { askAboutAttempt } from "./inquiries.server.ts";
import { callReaderIfNeeded } from "./notices.server.ts";

type Deps = { db: Db; gateway: PaymentGateway; settings: Settings };

/** A check that was queued and never ran is queued again after this. */
const LEASE_MS = 10 * 60_000;
const BATCH = 500;

/**
 * Queues a look at every attempt that is due, calls a reader for notices that still wait, and expires orders whose time is over. Run twice at once, each attempt is
 * queued once. Throws after all else is done when some orders could not be asked about.
 */
export async function sweepAttempts(deps: Deps, now: Date): Promise<{ queued: number; expired: number }> {
  const queued = await deps.db.transaction().execute(async (tx) => {
    const due = await sql<{ id: string }>`
      update payment_attempts set next_check_at = ${new Date(now.getTime() + LEASE_MS)}
      where id in (
        select id from payment_attempts
        where next_check_at <= ${now} and status in ('created', 'open', 'awaiting')
        order by next_check_at limit ${BATCH} for update skip locked
      ) returning id`.execute(tx);
    const check = ({ id }: { id: string }) =>
      job("check-attempt", { attemptId: id }, { key: `check-attempt:${id}`, priority: MONEY_FIRST });
    await enqueueAll(tx, due.rows.map(check));
    return due.rows.length;
  });
  await callReaderIfNeeded(deps.db);
  const { expired, troubles } = await expireOrders(deps, now);
  if (troubles.length > 0)
    throw new AggregateError(troubles, `${troubles.length} orders could not be expired`);
  return { queued, expired };
}

/**
 * Looks at one unpaid attempt and sets the time of the next look: after 1, 3, 10 and 30 minutes, then hourly until a day
 * after it ran out, when it is closed. Throws when the gateway does not answer; looking again is always safe.
 */
export async function checkAttempt(
  deps: Deps,
  attemptId: string,
  now: Date,
): Promise<{ outcome: "ended" | "still-open" | "closed" }> {
  const attempt = await findLive(deps.db, attemptId);
  if (!attempt) return { outcome: "ended" };
  await askAboutAttempt(deps, attempt, now);
  return deps.db.transaction().execute(async (tx) => {
    const order = await lockOrder(tx, attempt.order_id);
    const live = await findLive(tx, attemptId);
    if (!live) return { outcome: "ended" };
    const pageEnd = Math.min(order.expires_at.getTime(), live.created_at.getTime() + SESSION_MS);
    if (now.getTime() > (live.expires_at?.getTime() ?? pageEnd) + LATE_MS) {
      await closeAttempt(tx, live, now);
      return { outcome: "closed" };
    }
    const checks = live.checks + 1;
    await tx
      .updateTable("payment_attempts")
      .set({ checks, next_check_at: nextCheck(now, checks, live.expires_at) })
      .where("id", "=", attemptId)
      .execute();
    return { outcome: "still-open" };
  });
}

function findLive(db: Db, attemptId: string) {
  return db
    .selectFrom("payment_attempts")
    .selectAll()
    .where("id", "=", attemptId)
    .where("status", "in", LIVE_ATTEMPT)
    .executeTakeFirst();
}
