import { sql } from "kysely";
import { record } from "#app/domain/audit/audit.server.ts";
import type { Db } from "#db/client.ts";
import { type DifferenceKind, type Finding, kindOf } from "./difference-kinds.ts";

export type Difference = {
  id: string;
  kind: string;
  subject: string;
  detail: Finding["detail"];
  orderNumber: string | null;
  firstSeenAt: Date;
  lastSeenAt: Date;
  /** When a cure was begun; whether it helped, the next comparison sees. */
  healedAt: Date | null;
};

const MOST = 200;

/** What is open, the oldest first; at most 200. */
export async function listDifferences(db: Db): Promise<Difference[]> {
  const rows = await db
    .selectFrom("differences")
    .leftJoin("orders", "orders.id", "differences.order_id")
    .selectAll("differences")
    .select("orders.number")
    .where("resolved_at", "is", null)
    .orderBy("first_seen_at")
    .orderBy("differences.id")
    .limit(MOST)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    detail: row.detail as Finding["detail"],
    orderNumber: row.number,
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
    healedAt: row.healed_at,
  }));
}

/**
 * Writes down a difference that was seen. One that is open already is only seen again; one that a person has dealt with
 * stays so as long as it looks the same. Returns the open row's id, and whether it is new.
 */
export async function keepFinding(
  db: Db,
  { kind, subject, detail, orderId }: Finding,
  now: Date,
): Promise<{ id: string | null; isNew: boolean }> {
  const text = JSON.stringify(detail);
  const last = await db
    .selectFrom("differences")
    .select(["id", "resolved_at", "resolved_by", sql<boolean>`detail = ${text}::jsonb`.as("is_same")])
    .where("kind", "=", kind)
    .where("subject", "=", subject)
    .orderBy("first_seen_at", "desc")
    .limit(1)
    .executeTakeFirst();
  if (last && (!last.resolved_at || (last.resolved_by && last.is_same))) {
    await db
      .updateTable("differences")
      .set({ last_seen_at: now, detail: text })
      .where("id", "=", last.id)
      .execute();
    return { id: last.resolved_at ? null : last.id, isNew: false };
  }
  const made = await db
    .insertInto("differences")
    .values({ kind, subject, detail: text, order_id: orderId ?? null, first_seen_at: now, last_seen_at: now })
    // Another comparison at the same time has written it.
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  return { id: made?.id ?? null, isNew: made !== undefined };
}

/** Notes that a cure was begun, and with `isGone` that it has helped. */
export async function noteCure(db: Db, id: string, isGone: boolean, now: Date): Promise<void> {
  await db
    .updateTable("differences")
    .set({ healed_at: now, ...(isGone && { resolved_at: now }) })
    .where("id", "=", id)
    .where("resolved_at", "is", null)
    .execute();
}

/** Open differences not seen since `since`, of the part compared; they may be gone. */
export async function unseenSince(db: Db, part: "gateway" | "books" | "panel", since: Date) {
  const open = await db
    .selectFrom("differences")
    .selectAll()
    .where("resolved_at", "is", null)
    .where("last_seen_at", "<", since)
    .execute();
  return open
    .filter((row) => kindOf(row.kind)?.part === part)
    .map((row) => ({ ...row, kind: row.kind as DifferenceKind, detail: row.detail as Finding["detail"] }));
}

/** Closes a difference that is no longer there. */
export async function closeGone(db: Db, id: string, now: Date): Promise<void> {
  await db
    .updateTable("differences")
    .set({ resolved_at: now })
    .where("id", "=", id)
    .where("resolved_at", "is", null)
    .execute();
}

type Deed = { differenceId: string; staffId: string; now: Date };

/** A person has dealt with it, and says how. Done twice, the first stands. */
export async function dealWith(
  db: Db,
  { differenceId, staffId, note, now }: Deed & { note: string },
): Promise<{ outcome: "dealt-with" | "not-open" }> {
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .updateTable("differences")
      .set({ resolved_at: now, resolved_by: staffId, note })
      .where("id", "=", differenceId)
      .where("resolved_at", "is", null)
      .returning(["kind", "subject"])
      .executeTakeFirst();
    if (!row) return { outcome: "not-open" };
    await recordDeed(tx, { differenceId, staffId, now }, "difference-dealt-with", row);
    return { outcome: "dealt-with" };
  });
}

/** One line of history about what a person did to a difference. */
export async function recordDeed(
  db: Db,
  { differenceId, staffId, now }: Deed,
  event: string,
  detail: { kind: string; subject: string },
): Promise<void> {
  const who = { actor: "staff" as const, actorId: staffId };
  const { kind, subject } = detail;
  await record(db, {
    ...who,
    subjectType: "billing",
    subjectId: differenceId,
    event,
    detail: { kind, subject },
    now,
  });
}
