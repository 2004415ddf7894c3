import { sql } from "kysely";
import type { Settings } from "#app/domain/settings.ts";
import { type QueuedJob, queuedJobs } from "#app/jobs/queued-jobs.server.ts";
import type { Db, Tx } from "#db/client.ts";
import { decideEnd } from "../changes/cancellations.server.ts";
import { decideTrashEnd } from "../changes/site-trash.server.ts";
import { lockSubscription } from "../renewals/renewal-rows.server.ts";
import { isDue, takeStep } from "../renewals/renewals.server.ts";
import { decideSuspension, decideTermination } from "../renewals/suspensions.server.ts";
import { findMark, type Trouble } from "./clock-marks.server.ts";
import { type PreviewLine, type PreviewTotals, totalsOf } from "./preview-lines.ts";

type Deps = { db: Db; settings: Settings };

export type Preview = {
  at: Date;
  lines: PreviewLine[];
  totals: PreviewTotals;
  /** More is due than was looked at. */
  isCut: boolean;
  /** Why the billing run stands still today; null when it does not. */
  trouble: Trouble | null;
};

/**
 * What one billing run at the moment `at` would do, given the books as they are now, by running its own code: each
 * customer's subscriptions in a transaction that is always rolled back, so that locks are short and credit is spent
 * once. The gateway is not asked: what must be asked about first is shown as if nobody had paid. Nothing changes: order
 * numbers come from a sequence of this connection's own, which hides the real one; only row ids of history and jobs are
 * used up. Which subscriptions the brake would hold may differ from the real run, not how many.
 */
export async function previewBilling(
  { db, settings }: Deps,
  at: Date,
  most = Number.POSITIVE_INFINITY,
): Promise<Preview> {
  return db.connection().execute(async (connection) => {
    const due = await dueAt(connection, at, most);
    const shown = due.slice(0, most);
    const lines: PreviewLine[] = [];
    await hideOrderNumbers(connection);
    try {
      for (const customer of byCustomer(shown)) {
        lines.push(...(await previewCustomer({ connection, settings, at, customer, taken: takenIn(lines) })));
      }
    } finally {
      await sql`drop sequence pg_temp.order_numbers`.execute(connection);
    }
    const mark = await findMark(connection);
    return {
      at,
      lines,
      totals: totalsOf(lines),
      isCut: due.length > shown.length,
      trouble: mark?.trouble ?? null,
    };
  });
}

type Due = Awaited<ReturnType<typeof dueAt>>[number];

async function dueAt(db: Db, at: Date, most: number) {
  return db
    .selectFrom((from) => from.selectFrom("subscriptions").selectAll().where(isDue(at)).as("due"))
    .innerJoin("users", "users.id", "due.user_id")
    .innerJoin("plans", "plans.id", "due.plan_id")
    .leftJoin("websites", "websites.subscription_id", "due.id")
    .select(["due.id", "due.user_id as userId", "due.status", "users.email"])
    .select(["plans.name as planName", "websites.host"])
    .orderBy("due.next_step_at")
    .orderBy("due.id")
    .$if(Number.isFinite(most), (query) => query.limit(most + 1))
    .execute();
}

function byCustomer(due: readonly Due[]): Due[][] {
  const groups = new Map<string, Due[]>();
  for (const one of due) groups.set(one.userId, [...(groups.get(one.userId) ?? []), one]);
  return [...groups.values()];
}

/** Unqualified names are looked up among a session's temporary things first: `order_numbers` is then this one. */
async function hideOrderNumbers(connection: Db): Promise<void> {
  const { rows } = await sql<{ next: number }>`
    select last_value + is_called::int as next from public.order_numbers`.execute(connection);
  await sql`create temporary sequence order_numbers start with ${sql.lit(rows[0]!.next)}`.execute(connection);
}

function takenIn(lines: readonly PreviewLine[]): string[] {
  const isTaken = (line: PreviewLine) =>
    line.outcome === "terminated" || line.events.includes("subscription-suspended");
  return lines.filter(isTaken).map((line) => line.subscriptionId);
}

type Customer = {
  connection: Db;
  settings: Settings;
  at: Date;
  customer: readonly Due[];
  /** Subscriptions of other customers that this run has taken off already: the brake counts them. */
  taken: readonly string[];
};

async function previewCustomer({ connection, settings, at, customer, taken }: Customer) {
  const tx = await connection.startTransaction().execute();
  const lines: PreviewLine[] = [];
  try {
    await sql`set local lock_timeout = '3s'`.execute(tx);
    if (taken.length > 0) {
      const rows = taken.map((id) => ({ subscription_id: id, act: "suspend" as const, at }));
      await tx.insertInto("taken_away").values(rows).execute();
    }
    const seen = new Set<string>();
    for (const due of customer) {
      const from = await newestLine(tx);
      const { outcome } = await renewAlone(tx, settings, due.id, at);
      const effects = await effectsSince(tx, from, seen);
      const { status } = await tx
        .selectFrom("subscriptions")
        .select("status")
        .where("id", "=", due.id)
        .executeTakeFirstOrThrow();
      lines.push({ ...nameOf(due), outcome, statusAfter: status, ...effects, trouble: null });
    }
  } catch (error) {
    // One bad row stops nothing else, as in the real run; the rest of this customer's is not worked out.
    const trouble = error instanceof Error ? error.message : String(error);
    const left = customer.slice(lines.length);
    lines.push(...left.map((due) => ({ ...nameOf(due), ...NOTHING, outcome: "failed", trouble })));
  } finally {
    await tx.rollback().execute();
  }
  return lines;
}

const NOTHING = { billIdr: null, creditIdr: 0, letters: [], events: [], statusAfter: "" };

function nameOf({ id, email, planName, host, status }: Due) {
  return { subscriptionId: id, customer: email, planName, host, statusBefore: status };
}

/** `renewSubscription` in one transaction, as if the gateway had answered that nobody has paid. */
async function renewAlone(
  tx: Tx,
  settings: Settings,
  subscriptionId: string,
  at: Date,
): Promise<{ outcome: string }> {
  const step = await takeStep(tx, settings, subscriptionId, at);
  if (step.outcome === "must-suspend") return decideSuspension(tx, settings, { subscriptionId }, at);
  if (step.outcome === "must-terminate") return decideTermination(tx, { subscriptionId }, at);
  if (step.outcome === "must-end") return decideEnd(tx, await lockSubscription(tx, subscriptionId), at);
  if (step.outcome === "must-empty")
    return decideTrashEnd(tx, await lockSubscription(tx, subscriptionId), at);
  return step;
}

async function newestLine(tx: Tx): Promise<number> {
  const { rows } = await sql<{ id: number | null }>`select max(id) as id from audit_log`.execute(tx);
  return rows[0]?.id ?? 0;
}

/** What this transaction has written since: `seen` are the jobs told of before. */
async function effectsSince(tx: Tx, from: number, seen: Set<string>) {
  const { rows } = await sql<{ event: string; detail: Record<string, unknown> }>`
    select event, detail from audit_log
    where id > ${from} and xmin = pg_current_xact_id()::xid order by id`.execute(tx);
  const jobs = (await queuedJobs(tx)).filter((job) => !seen.has(keyOf(job)));
  for (const job of jobs) seen.add(keyOf(job));
  const made = rows.find((row) => row.event === "order-placed");
  const paid = rows.find((row) => row.event === "order-paid" && row.detail.method === "credit");
  return {
    billIdr: made ? Number(made.detail.totalIdr) : null,
    creditIdr: paid ? Number(paid.detail.amountIdr) : 0,
    letters: await newLetters(tx, jobs),
    events: rows.map((row) => row.event),
  };
}

function keyOf({ id, revision }: QueuedJob): string {
  return `${id}:${revision}`;
}

/** A letter that has gone out before is asked for again and not sent again. */
async function newLetters(tx: Tx, jobs: readonly QueuedJob[]): Promise<string[]> {
  const letters = jobs.filter((job) => job.name === "send-notice").map((job) => job.payload);
  if (letters.length === 0) return [];
  const keys = letters.map((letter) => String(letter.key));
  const sent = await tx
    .selectFrom("mail_messages")
    .select("unique_key")
    .where("unique_key", "in", keys)
    .execute();
  const known = new Set(sent.map((row) => row.unique_key));
  return letters.filter((letter) => !known.has(String(letter.key))).map((letter) => String(letter.kind));
}
