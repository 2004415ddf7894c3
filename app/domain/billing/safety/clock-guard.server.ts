import fs from "node:fs";
import type { UploadStore } from "#app/adapters/storage/storage.server.ts";
import { askForAttention, endAttention } from "#app/domain/attention/attention.server.ts";
import { record } from "#app/domain/audit/audit.server.ts";
import { enqueue } from "#app/jobs/queue.server.ts";
import type { Db } from "#db/client.ts";
import { BILLING_RUN } from "./brake.server.ts";
import { findMark, noteRun, RUN, TOLERANCE_MS, type Trouble } from "./clock-marks.server.ts";

type Deps = { db: Db; store: UploadStore };

/** No outage of ours lasts this long: a clock that says so is more likely wrong. */
const LEAP_MS = 45 * 86_400_000;

/** Kept beside the uploads, outside the database: what a database of yesterday cannot know. */
const MARK = "marks/books";

/**
 * Whether the billing run may believe its clock and its database; if so, how far both have come is noted. A moment
 * before the last run or before what is written already, a leap of 45 days, and books that end before where they had
 * come to are each a trouble: a person is asked, and nothing is billed or taken away. A clock that is right again ends
 * its own trouble; a database that went back is believed again only when a person says so.
 */
export async function checkTime({ db, store }: Deps, now: Date): Promise<Trouble | null> {
  const trouble = await findTrouble({ db, store }, now);
  if (!trouble) {
    await noteRun(db, RUN, now);
    await db
      .updateTable("clock_marks")
      .set({ trouble: null, trouble_at: null })
      .where("name", "=", RUN)
      .execute();
    await settleMatters(db, now, null);
    await keepMark({ db, store });
    return null;
  }
  await db
    .insertInto("clock_marks")
    .values({ name: RUN, beat_at: now, marked_at: now, trouble, trouble_at: now })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ beat_at: now, trouble, trouble_at: now }))
    .execute();
  await askForAttention(db, { kind: trouble, subject: RUN, detail: { now: now.toISOString() } });
  return trouble;
}

async function findTrouble({ db, store }: Deps, now: Date): Promise<Trouble | null> {
  const mark = await findMark(db);
  if (mark?.trouble === "database-back") return "database-back";
  const newest = await newestLine(db);
  if (((await readMark(store)) ?? 0) > (newest?.id ?? 0)) return "database-back";
  const reached = Math.max(mark?.marked_at.getTime() ?? 0, newest?.at.getTime() ?? 0);
  if (now.getTime() < reached - TOLERANCE_MS) return "clock-back";
  if (mark && now.getTime() > mark.marked_at.getTime() + LEAP_MS) return "clock-leap";
  return null;
}

/**
 * A person has looked: clock and database are right as they are, and the billing run goes on from here, at once. Done
 * twice, or without a trouble, it changes nothing.
 */
export async function believeTime(
  { db, store }: Deps,
  { staffId, now }: { staffId: string; now: Date },
): Promise<{ outcome: "believed" | "no-trouble" }> {
  const outcome = await db.transaction().execute(async (tx) => {
    const { trouble } =
      (await tx
        .updateTable("clock_marks as mark")
        .from((from) =>
          from.selectFrom("clock_marks").selectAll().where("name", "=", RUN).forUpdate().as("was"),
        )
        .set({ trouble: null, trouble_at: null, marked_at: now })
        .where("mark.name", "=", RUN)
        .where("was.trouble", "is not", null)
        .returning("was.trouble as trouble")
        .executeTakeFirst()) ?? {};
    if (!trouble) return "no-trouble";
    await record(tx, {
      actor: "staff",
      actorId: staffId,
      subjectType: "billing",
      subjectId: BILLING_RUN,
      event: "time-believed",
      detail: { trouble },
      now,
    });
    await settleMatters(tx, now, staffId);
    await enqueue(tx, "billing-tick", {}, { key: "billing-tick" });
    return "believed";
  });
  if (outcome === "believed") await keepMark({ db, store });
  return { outcome };
}

async function settleMatters(db: Db, now: Date, staffId: string | null): Promise<void> {
  await endAttention(db, { kinds: ["clock-back", "clock-leap", "database-back"], staffId, now });
}

/** The newest line of history: the log only grows, so a smaller number than once means an older database. */
function newestLine(db: Db) {
  return db.selectFrom("audit_log").select(["id", "at"]).orderBy("id", "desc").limit(1).executeTakeFirst();
}

async function readMark(store: UploadStore): Promise<number | null> {
  const text = await fs.promises.readFile(store.path(MARK), "utf8").catch(() => "");
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

async function keepMark({ db, store }: Deps): Promise<void> {
  const newest = await newestLine(db);
  await store.write(MARK, [Buffer.from(String(newest?.id ?? 0))], { limitBytes: 100 });
}
