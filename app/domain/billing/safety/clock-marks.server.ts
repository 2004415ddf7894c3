import type { Db } from "#db/client.ts";
import type { ClockMarks } from "#db/schema.ts";

export type Trouble = NonNullable<ClockMarks["trouble"]>;
export const RUN = "billing-tick";

/** Clocks of two machines may differ by this without meaning anything. */
export const TOLERANCE_MS = 5 * 60_000;
const LATE_MS = 30 * 60_000;
/** The runs that must not be late; others fail whenever the gateway is silent, which is no fault of the clock's. */
const WATCHED = [RUN, "sweep-attempts"];

/** Whether nothing may be taken away by the clock: something is wrong with time, or this moment lies before the last one. */
export async function isTimeDoubted(db: Db, now: Date): Promise<boolean> {
  const mark = await findMark(db);
  if (!mark) return false;
  return mark.trouble !== null || now.getTime() < mark.marked_at.getTime() - TOLERANCE_MS;
}

export function findMark(db: Db) {
  return db.selectFrom("clock_marks").selectAll().where("name", "=", RUN).executeTakeFirst();
}

/** Notes that a recurring job ran at this moment. For `billing-tick` the guard does it. */
export async function noteRun(db: Db, name: string, now: Date): Promise<void> {
  await db
    .insertInto("clock_marks")
    .values({ name, beat_at: now, marked_at: now })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ beat_at: now, marked_at: now }))
    .execute();
}

export type Scheduler = "on time" | "late" | "never seen";

/** Whether the clock's jobs run: late when the billing run or the look at open payments is half an hour old. */
export async function schedulerState(db: Db, now: Date): Promise<{ state: Scheduler; lastAt: Date | null }> {
  const rows = await db
    .selectFrom("clock_marks")
    .select("beat_at")
    .where("name", "in", WATCHED)
    .orderBy("beat_at")
    .execute();
  const lastAt = rows[0]?.beat_at ?? null;
  if (!lastAt) return { state: "never seen", lastAt };
  return { state: now.getTime() - lastAt.getTime() > LATE_MS ? "late" : "on time", lastAt };
}

/** What staff should see on every page of theirs; empty when all is well. */
export async function warnings(db: Db, now: Date): Promise<(Trouble | "late" | "brake")[]> {
  const [{ state }, mark, held] = await Promise.all([
    schedulerState(db, now),
    findMark(db),
    db
      .selectFrom("attention_items")
      .select("id")
      .where("kind", "=", "mass-suspension")
      .where("resolved_at", "is", null)
      .executeTakeFirst(),
  ]);
  return [
    ...(state === "late" ? (["late"] as const) : []),
    ...(mark?.trouble ? [mark.trouble] : []),
    ...(held ? (["brake"] as const) : []),
  ];
}
