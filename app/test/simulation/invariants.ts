import { sql } from "kysely";
import { DAY_MS } from "./clock.ts";
import type { Worker } from "./jobs.ts";
import { notices } from "./promises/letters.ts";
import { balanceOfMoney, credit, creditIsUsed, gatewayMoney, ordersPaidOnce } from "./promises/money.ts";
import { coupons, invoiceNumbers, invoiceSums, refunds } from "./promises/papers.ts";
import type { Checked, Rule } from "./promises/promise.ts";
import { periodsInLine, periodsJoined, removals, sites, standing } from "./promises/terms.ts";
import { touchReader } from "./touches.ts";
import type { World } from "./world.ts";

/** A promise that was broken, with what it is about. */
export type Violation = { rule: string; about: string };

type Auditing = { world: World; worker: Worker; compareEvery: number };
type Look = { /** Nothing has been wrong since then. */ quietSince: number; isComplete: boolean };

/** Each returns what is wrong; all of them hold after every simulated day. */
const promises = (): Record<string, Rule> => ({
  "money in at the gateway is in the books, with what became of it": gatewayMoney(),
  "what the gateway was paid equals settled orders, credit from it, and what is put before a person":
    balanceOfMoney,
  "a paid order has one payment, one period, and the amount it asked for": ordersPaidOnce,
  "periods of a subscription end where the anchor says": periodsInLine,
  "periods of a subscription have neither gap nor overlap": periodsJoined,
  "a subscription stands as its dates say": standing,
  "sites of paid subscriptions are on, of suspended and terminated ones off": sites,
  "invoice numbers have no gap and every paid order has its invoice": invoiceNumbers,
  "credit is what its entries say, and never below nothing": credit,
  "credit that covers a bill pays it": creditIsUsed,
  "every refund has its credit note, and none is more than was paid": refunds,
  "invoices say what their orders say": invoiceSums,
  "a coupon is used as often as it says and takes off what it says": coupons,
  "a site is removed for good only after its last export and a week's warning": removals,
  "no difference between gateway, books and panel stays open": differences,
  "every notice comes once": notices(),
  "no job has given up": jobsGivenUp,
});

/**
 * Looks after each day at whatever was written since the last look, and at what may have been forgotten: the whole
 * standing of everybody. A complete look reads all books again from the beginning.
 */
export function createAuditor({ world, worker, compareEvery }: Auditing) {
  const rules = Object.entries(promises());
  const news = touchReader(world.books);
  return async ({ quietSince, isComplete }: Look): Promise<Violation[]> => {
    const { books, clock } = world;
    const touched = await news();
    const users = isComplete ? await everybody(world) : touched.users;
    const checked: Checked = {
      world,
      books,
      worker,
      now: clock.now(),
      quietSince,
      users,
      touched: isComplete ? null : touched,
      compareEvery,
    };
    const found: Violation[] = [];
    for (const [rule, check] of rules) {
      for (const about of await check(checked)) found.push({ rule, about });
    }
    return found;
  };
}

async function everybody({ books }: World): Promise<string[]> {
  const rows = await books.selectFrom("users").select("id").where("role", "=", "customer").execute();
  return rows.map((row) => row.id);
}

/** What the nightly comparison found is healed by it or by what runs anyway, and closed by one of the next. */
const HEALED_MS = 8 * DAY_MS;

async function differences({ books, now, quietSince, compareEvery }: Checked): Promise<string[]> {
  const patience = HEALED_MS + 2 * (compareEvery - 1) * DAY_MS;
  if (now.getTime() < quietSince + patience) return [];
  const rows = await books
    .selectFrom("differences")
    .select(["kind", "subject", "detail", "first_seen_at", "last_seen_at"])
    .where("resolved_at", "is", null)
    .where("first_seen_at", "<", new Date(now.getTime() - patience))
    .execute();
  return rows.map((row) => JSON.stringify(row));
}

async function jobsGivenUp({ books, worker }: Checked): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select task.identifier || ' ' || job.payload::text as what from graphile_worker._private_jobs as job
    join graphile_worker._private_tasks as task on task.id = job.task_id
    where job.attempts >= job.max_attempts and job.locked_at is null`.execute(books);
  return rows.map((row) => `${row.what} gave up: ${String(worker.troubles.at(-1)?.error)}`);
}
