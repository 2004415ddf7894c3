import { type Selectable, sql } from "kysely";
import { askForAttention, endAttention } from "#app/domain/attention/attention.server.ts";
import { record } from "#app/domain/audit/audit.server.ts";
import { enqueue } from "#app/jobs/queue.server.ts";
import type { Db, Tx } from "#db/client.ts";
import type { Brake, HeldBack } from "#db/schema.ts";
import { wibDay } from "../renewals/periods.ts";
import { isTimeDoubted } from "./clock-marks.server.ts";

/** How many subscriptions may lose their website within a day: this share of the running ones, and always `least`. */
export const BRAKE = { share: 0.1, least: 5, hours: 24 };

/** The billing run as a whole, where the history wants a subject. */
export const BILLING_RUN = "00000000-0000-4000-8000-000000000001";

const MATTER = { kind: "mass-suspension", subject: "billing-run" };
const HOUR_MS = 3_600_000;
const LOOK_AGAIN_MS = HOUR_MS;
const COUNT_AGAIN_MS = HOUR_MS / 6;

export type Act = HeldBack["act"];
type Taking = { subscriptionId: string; act: Act; endsAt: Date };

/**
 * Asked before a subscription loses its website to non-payment, under its lock: true when it must not, because time is
 * in doubt or too many would go within a day. Then it waits, is looked at again in an hour, and a person is asked. False
 * counts it as gone. All wait here for each other, so that any number at once are counted one by one.
 */
export async function isHeldBack(tx: Tx, taking: Taking, now: Date): Promise<boolean> {
  const { subscriptionId, act, endsAt } = taking;
  if (await isTimeDoubted(tx, now)) {
    await wait(tx, taking, now);
    return true;
  }
  const brake = await tx.selectFrom("brake").selectAll().forUpdate().executeTakeFirstOrThrow();
  const { taken, most } = await allowance(tx, brake, now);
  if (taken >= most && !isAllowed(brake, now)) {
    await wait(tx, { subscriptionId, act, endsAt }, now);
    await askForAttention(tx, { ...MATTER, detail: { taken, most, hours: BRAKE.hours } });
    return true;
  }
  await tx.insertInto("taken_away").values({ subscription_id: subscriptionId, act, at: now }).execute();
  await tx.deleteFrom("held_back").where("subscription_id", "=", subscriptionId).execute();
  return false;
}

async function wait(tx: Tx, { subscriptionId, act, endsAt }: Taking, now: Date): Promise<void> {
  await tx
    .insertInto("held_back")
    .values({ subscription_id: subscriptionId, act, ends_at: endsAt, since: now })
    .onConflict((conflict) => conflict.column("subscription_id").doUpdateSet({ act, ends_at: endsAt }))
    .execute();
  await tx
    .updateTable("subscriptions")
    .set({ next_step_at: new Date(now.getTime() + LOOK_AGAIN_MS) })
    .where("id", "=", subscriptionId)
    .execute();
}

type BrakeRow = Selectable<Brake>;

function isAllowed(brake: BrakeRow, now: Date): boolean {
  return brake.allowed_until !== null && now < brake.allowed_until;
}

/** Under the brake's lock. The base is counted only when it matters, and again after ten minutes. */
async function allowance(tx: Tx, brake: BrakeRow, now: Date): Promise<{ taken: number; most: number }> {
  const since = new Date(now.getTime() - BRAKE.hours * HOUR_MS);
  const taken = await countTaken(tx, since);
  if (taken < BRAKE.least) return { taken, most: BRAKE.least };
  const age = brake.base_counted_at && Math.abs(now.getTime() - brake.base_counted_at.getTime());
  let base = brake.base;
  if (base === null || age === null || age > COUNT_AGAIN_MS) {
    base = (await countRunning(tx)) + taken;
    await tx.updateTable("brake").set({ base, base_counted_at: now }).execute();
  }
  return { taken, most: Math.max(BRAKE.least, Math.floor(base * BRAKE.share)) };
}

async function countTaken(db: Db, since: Date): Promise<number> {
  const { rows } = await sql<{ taken: number }>`
    select count(*) as taken from taken_away where at > ${since}`.execute(db);
  return rows[0]!.taken;
}

async function countRunning(db: Db): Promise<number> {
  const { rows } = await sql<{ running: number }>`
    select count(*) as running from subscriptions where status in ('active', 'past-due', 'cancelling')`.execute(
    db,
  );
  return rows[0]!.running;
}

export type HeldSubscription = {
  subscriptionId: string;
  act: Act;
  customer: string;
  planName: string;
  host: string | null;
  endsAt: Date;
  since: Date;
};

export type BrakeState = {
  taken: number;
  allowedUntil: Date | null;
  /** Those that would have lost their website, the longest waiting first; at most 200. */
  held: HeldSubscription[];
};

/** What the brake has let through within a day and what it holds. For staff only: it names customers. */
export async function brakeState(db: Db, now: Date): Promise<BrakeState> {
  const brake = await db.selectFrom("brake").selectAll().executeTakeFirstOrThrow();
  const taken = await countTaken(db, new Date(now.getTime() - BRAKE.hours * HOUR_MS));
  const rows = await heldNow(db)
    .innerJoin("users", "users.id", "subscriptions.user_id")
    .innerJoin("plans", "plans.id", "subscriptions.plan_id")
    .leftJoin("websites", "websites.subscription_id", "subscriptions.id")
    .select(["held_back.subscription_id", "held_back.act", "held_back.since", "held_back.ends_at"])
    .select(["users.email", "plans.name as plan_name", "websites.host"])
    .orderBy("held_back.since")
    .orderBy("held_back.subscription_id")
    .limit(200)
    .execute();
  const held = rows.map((row) => ({
    subscriptionId: row.subscription_id,
    act: row.act,
    customer: row.email,
    planName: row.plan_name,
    host: row.host,
    endsAt: row.ends_at,
    since: row.since,
  }));
  return { taken, allowedUntil: isAllowed(brake, now) ? brake.allowed_until : null, held };
}

/** Those that were held and still would be: whoever has paid meanwhile is none of them. */
function heldNow(db: Db) {
  return db
    .selectFrom("held_back")
    .innerJoin("subscriptions", "subscriptions.id", "held_back.subscription_id")
    .whereRef("subscriptions.ends_at", "=", "held_back.ends_at")
    .where((where) =>
      where.or([
        where.and([where("held_back.act", "=", "suspend"), where("subscriptions.status", "=", "past-due")]),
        where.and([
          where("held_back.act", "=", "terminate"),
          where("subscriptions.status", "=", "suspended"),
        ]),
      ]),
    );
}

/**
 * Lets the billing run take away as many websites as are due until midnight in WIB, or for two hours when that is
 * longer, and looks at those that wait at once. Done twice, it is the same permission.
 */
export async function allowForToday(
  db: Db,
  { staffId, now }: { staffId: string; now: Date },
): Promise<{ outcome: "allowed"; waiting: number }> {
  return db.transaction().execute(async (tx) => {
    // The subscriptions first, as everybody who waits for the brake holds one already.
    const held = await heldNow(tx).select("held_back.subscription_id as id").orderBy("id").execute();
    const ids = held.map(({ id }) => id);
    if (ids.length > 0)
      await tx.updateTable("subscriptions").set({ next_step_at: now }).where("id", "in", ids).execute();
    const midnight = new Date(`${wibDay(now, 1)}T00:00:00+07:00`);
    const until = new Date(Math.max(midnight.getTime(), now.getTime() + 2 * HOUR_MS));
    await tx.updateTable("brake").set({ allowed_until: until }).execute();
    await endAttention(tx, { kinds: [MATTER.kind], staffId, now });
    await record(tx, {
      actor: "staff",
      actorId: staffId,
      subjectType: "billing",
      subjectId: BILLING_RUN,
      event: "mass-suspension-allowed",
      detail: { waiting: ids.length, until: until.toISOString() },
      now,
    });
    await enqueue(tx, "billing-tick", {}, { key: "billing-tick" });
    return { outcome: "allowed", waiting: ids.length };
  });
}
