import { createHash, randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { Notice } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { enqueueUnlessWaiting, MONEY_FIRST } from "#app/jobs/queue.server.ts";
import type { Db } from "#db/client.ts";

export type Incoming = {
  body: string;
  contentType: string;
  /** The X-External-ID header. */
  externalId: string | null;
  /** What the gateway's adapter read in the body; null when it is no notice. */
  notice: Notice | null;
  now: Date;
};

/** After these, the same notice coming again is no reason to ask again. */
const FINAL = [
  "settled",
  "already-settled",
  "second-payment",
  "late-payment",
  "wrong-amount",
  "refunded",
  "unknown-reference",
  "unreadable",
];

/**
 * Keeps a notice as it came, once, and sees that a reader is on its way. The same body again is counted, and asked about
 * again only while its answer was not final. Asks nobody itself.
 */
export async function storeNotice(
  db: Db,
  { body, contentType, externalId, notice, now }: Incoming,
): Promise<{ eventId: string; isNew: boolean }> {
  const isReadable = Boolean(notice?.trxId);
  const event = await db
    .insertInto("gateway_events")
    .values({
      body_hash: createHash("sha256").update(body).digest("hex"),
      content_type: contentType.slice(0, 200),
      external_id: externalId?.slice(0, 100) ?? null,
      body,
      is_signed: notice?.isSigned ?? false,
      trx_id: notice?.trxId ?? null,
      reference_id: notice?.referenceId ?? null,
      received_at: now,
      is_waiting: isReadable,
      ...(!isReadable && { outcome: "unreadable", handled_at: now }),
    })
    .onConflict((conflict) =>
      conflict.column("body_hash").doUpdateSet({
        deliveries: sql`gateway_events.deliveries + 1`,
        is_signed: sql`gateway_events.is_signed or excluded.is_signed`,
        is_waiting: sql`gateway_events.outcome is null or gateway_events.outcome <> all(${FINAL}::text[])`,
        // Whoever is reading it may have asked too early; another shall ask again.
        claimed_by: null,
        claimed_until: null,
      }),
    )
    .returning(["id", "deliveries", "is_waiting"])
    .executeTakeFirstOrThrow();
  if (event.is_waiting) await callReader(db);
  return { eventId: event.id, isNew: event.deliveries === 1 };
}

/**
 * Sees that a reader comes at once. It finds what was committed before this call, so this is no part of the transaction
 * that stores a notice: what is stored and never called for, the next sweep calls for.
 */
export async function callReader(db: Db): Promise<void> {
  const options = { key: "read-notices", priority: MONEY_FIRST };
  await enqueueUnlessWaiting(db, "read-notices", { reader: randomUUID() }, options);
}

/** Calls a reader when any notice waits, for those whose reader died or was never called. */
export async function callReaderIfNeeded(db: Db): Promise<void> {
  const waiting = await db
    .selectFrom("gateway_events")
    .select("id")
    .where("is_waiting", "=", true)
    .limit(1)
    .executeTakeFirst();
  if (waiting) await callReader(db);
}

export type StoredNotice = {
  id: string;
  receivedAt: Date;
  trxId: string | null;
  referenceId: string | null;
  isSigned: boolean;
  deliveries: number;
  outcome: string | null;
};

/** The notices that came last, for staff; at most 50, without their bodies. */
export async function listNotices(db: Db): Promise<StoredNotice[]> {
  const rows = await db
    .selectFrom("gateway_events")
    .select(["id", "received_at", "trx_id", "reference_id", "is_signed", "deliveries", "outcome"])
    .orderBy("received_at", "desc")
    .limit(50)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    receivedAt: row.received_at,
    trxId: row.trx_id,
    referenceId: row.reference_id,
    isSigned: row.is_signed,
    deliveries: row.deliveries,
    outcome: row.outcome,
  }));
}
