import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { askForAttention } from "#app/domain/attention/attention.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import { enqueue, MONEY_FIRST } from "#app/jobs/queue.server.ts";
import type { Db } from "#db/client.ts";
import { type Settlement, settleTransaction } from "./settlement.server.ts";

type Incoming = {
  body: string;
  contentType: string;
  /** The X-External-ID header. */
  externalId: string | null;
  /** The X-Signature header. */
  signature: string | null;
  now: Date;
};

/** After these, the same notice coming again is no reason to ask again. */
const FINAL: string[] = [
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
 * Keeps a notice as it came, once, and queues a question to the gateway in the same transaction. The same body again is
 * counted, and asked about again only while its answer was not final. Asks nobody itself.
 */
export async function storeNotice(
  { db, gateway }: { db: Db; gateway: PaymentGateway },
  { body, contentType, externalId, signature, now }: Incoming,
): Promise<{ eventId: string; isNew: boolean; isSigned: boolean }> {
  const notice = gateway.readNotice(body, signature);
  const isSigned = notice?.isSigned ?? false;
  return db.transaction().execute(async (tx) => {
    const event = await tx
      .insertInto("gateway_events")
      .values({
        body_hash: createHash("sha256").update(body).digest("hex"),
        content_type: contentType.slice(0, 200),
        external_id: externalId?.slice(0, 100) ?? null,
        body,
        is_signed: isSigned,
        trx_id: notice?.trxId ?? null,
        reference_id: notice?.referenceId ?? null,
        received_at: now,
        ...(!notice?.trxId && { outcome: "unreadable", handled_at: now }),
      })
      .onConflict((conflict) =>
        conflict.column("body_hash").doUpdateSet({
          deliveries: sql`gateway_events.deliveries + 1`,
          is_signed: sql`gateway_events.is_signed or excluded.is_signed`,
        }),
      )
      .returning(["id", "deliveries", "outcome"])
      .executeTakeFirstOrThrow();
    if (!event.outcome || !FINAL.includes(event.outcome)) {
      const options = { key: `read-notice:${event.id}`, priority: MONEY_FIRST };
      await enqueue(tx, "read-notice", { eventId: event.id }, options);
    }
    return { eventId: event.id, isNew: event.deliveries === 1, isSigned };
  });
}

/** A notice may overtake the gateway's own books; after this long it is not that any more. */
const PATIENCE_MS = 60 * 60_000;

/**
 * Asks the gateway about the transaction a notice names, and settles it. Throws, to be run again later, when the gateway
 * does not answer, or does not know the transaction yet although the notice is signed. Running twice changes nothing.
 */
export async function readNotice(
  deps: { db: Db; gateway: PaymentGateway; settings: Settings },
  { eventId }: { eventId: string },
  now: Date,
): Promise<Settlement | null> {
  const event = await deps.db
    .selectFrom("gateway_events")
    .selectAll()
    .where("id", "=", eventId)
    .executeTakeFirst();
  if (!event?.trx_id) return null;
  const settlement = await settleTransaction(deps, event.trx_id, now);
  const { outcome } = settlement;
  const age = now.getTime() - event.received_at.getTime();
  if (outcome === "unknown-transaction" && event.is_signed && age < PATIENCE_MS) {
    throw new Error(`The gateway does not know transaction ${event.trx_id} yet`);
  }
  const claimsPaid = deps.gateway.readNotice(event.body, null)?.claimsPaid ?? false;
  const isUntrue = claimsPaid && ["open", "closed", "unknown-transaction"].includes(outcome);
  const handled = (db: Db) =>
    db.updateTable("gateway_events").set({ outcome, handled_at: now }).where("id", "=", eventId).execute();
  if (!isUntrue) {
    await handled(deps.db);
    return settlement;
  }
  // Signed or not, it said "paid" and the gateway does not. One matter stands for a whole flood of them.
  await deps.db.transaction().execute(async (tx) => {
    await handled(tx);
    await askForAttention(tx, {
      kind: "notice-untrue",
      subject: settlement.orderId ? event.trx_id! : "unknown-transactions",
      detail: { trxId: event.trx_id, isSigned: event.is_signed, gatewaySays: outcome },
      orderId: settlement.orderId ?? null,
    });
  });
  return settlement;
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
