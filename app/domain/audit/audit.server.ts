import type { Insertable } from "kysely";
import type { Db } from "#db/client.ts";
import type { AuditLog } from "#db/schema.ts";

export type Actor = { actor: AuditLog["actor"]; actorId?: string };
export const SYSTEM: Actor = { actor: "system" };
export const GATEWAY: Actor = { actor: "gateway" };

export type Entry = Actor & {
  subjectType: AuditLog["subject_type"];
  subjectId: string;
  /** The order whose timeline shows this, if any. */
  orderId?: string | null;
  /** What happened, as `noun-verb`: `order-paid`, `website-activated`. */
  event: string;
  /** Numbers, names and codes only: never a secret. */
  detail?: Record<string, string | number | boolean | null>;
  now: Date;
};

/** Writes one line of history on the caller's connection. The table refuses changes; called twice, it writes two lines. */
export async function record(db: Db, entry: Entry): Promise<void> {
  await recordAll(db, [entry]);
}

/** Writes several lines as `record` does, in one statement and in this order. */
export async function recordAll(db: Db, entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return;
  await db.insertInto("audit_log").values(entries.map(toRow)).execute();
}

function toRow(entry: Entry): Insertable<AuditLog> {
  return {
    at: entry.now,
    actor: entry.actor,
    actor_id: entry.actorId ?? null,
    subject_type: entry.subjectType,
    subject_id: entry.subjectId,
    order_id: entry.orderId ?? null,
    event: entry.event,
    detail: JSON.stringify(entry.detail ?? {}),
  };
}
