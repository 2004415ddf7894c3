import { sql } from "kysely";
import type { GatewayTransaction, PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { askForAttention } from "#app/domain/attention/attention.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import { enqueueAll, job, MONEY_FIRST } from "#app/jobs/queue.server.ts";
import type { Db } from "#db/client.ts";
import { callReader } from "./notices.server.ts";
import { type Settled, type Settlement, settleAnswers, settleTransaction } from "./settlement.server.ts";

type Deps = { db: Db; gateway: PaymentGateway; settings: Settings };
type Event = { id: string; trx_id: string; body: string; is_signed: boolean; received_at: Date };

/** A notice may overtake the gateway's own books; after this long it is not that any more. */
const PATIENCE_MS = 60 * 60_000;
/** How many notices one reader takes. */
const HANDFUL = 50;
/** How many questions one reader has open at the gateway. */
const AT_ONCE = 6;
/** After this long nothing more is asked: with the gateway's own 20 seconds a reader ends before its claim does. */
const ASKING_MS = 25_000;
const CLAIM_MS = 60_000;
/** How soon a notice that could not be read is looked at by itself. */
const SOON_MS = 3_000;

/**
 * Takes the oldest notices that wait, asks the gateway about them, and settles them together. One that cannot be settled
 * stops no other: it gets a job of its own, `read-notice`, which is tried again for days. A reader whose hands were full
 * calls another before it asks. `reader` names the one who took them: after a crash the same job finds its own again, and
 * any other after a minute. Twice at once they share the work; what both read is settled once.
 */
export async function readNotices(
  deps: Deps,
  { reader }: { reader: string },
  now: Date,
): Promise<{ read: number }> {
  const events = await claim(deps.db, reader, now);
  if (events.length === 0) return { read: 0 };
  if (events.length === HANDFUL) await callReader(deps.db);
  const settled = await settleAsked(deps, [...new Set(events.map((one) => one.trx_id))], now);
  const conclusions = events.map((event) =>
    concludeFrom(deps.gateway, event, settled.get(event.trx_id), now),
  );
  const ofKind = (kind: Conclusion["kind"]) => conclusions.filter((one) => one.kind === kind);
  await handled(deps.db, ofKind("done"), reader, now);
  for (const one of ofKind("untrue")) await noteUntrue(deps.db, one, reader, now);
  await readLater(deps.db, ofKind("later"), reader, now);
  return { read: events.length };
}

async function claim(db: Db, reader: string, now: Date): Promise<Event[]> {
  const { rows } = await sql<Event>`
    update gateway_events set claimed_by = ${reader}, claimed_until = ${new Date(now.getTime() + CLAIM_MS)}
    where id in (
      select id from gateway_events
      where is_waiting and (claimed_until is null or claimed_until <= ${now} or claimed_by = ${reader})
      order by received_at limit ${HANDFUL} for update skip locked
    ) returning id, trx_id, body, is_signed, received_at`.execute(db);
  return rows;
}

/** Asks about each, a few at a time and outside of any transaction, and settles what the gateway knows. */
async function settleAsked({ db, gateway, settings }: Deps, trxIds: string[], now: Date): Promise<Settled> {
  const settled: Settled = new Map();
  const answers: GatewayTransaction[] = [];
  const waiting = [...trxIds];
  const began = performance.now();
  const lane = async () => {
    for (let trxId = waiting.shift(); trxId; trxId = waiting.shift()) {
      if (performance.now() - began > ASKING_MS) {
        settled.set(trxId, { trouble: new Error("The gateway is too slow to be asked for all of them") });
        continue;
      }
      try {
        const transaction = await gateway.findTransaction(trxId);
        if (transaction) answers.push(transaction);
        else settled.set(trxId, { outcome: "unknown-transaction" });
      } catch (trouble) {
        settled.set(trxId, { trouble });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, waiting.length) }, lane));
  for (const [trxId, one] of await settleAnswers({ db, settings }, answers, now)) settled.set(trxId, one);
  return settled;
}

type Conclusion = { kind: "done" | "untrue" | "later"; event: Event; settlement?: Settlement };

/** What a notice comes to, once the gateway was asked. */
function concludeFrom(
  gateway: PaymentGateway,
  event: Event,
  settled: Settlement | { trouble: unknown } | undefined,
  now: Date,
): Conclusion {
  if (!settled || "trouble" in settled) return { kind: "later", event };
  const { outcome } = settled;
  const age = now.getTime() - event.received_at.getTime();
  if (outcome === "unknown-transaction" && event.is_signed && age < PATIENCE_MS) {
    return { kind: "later", event, settlement: settled };
  }
  const isDenied = ["open", "closed", "unknown-transaction"].includes(outcome);
  const isUntrue = isDenied && (gateway.readNotice(event.body, null)?.claimsPaid ?? false);
  return { kind: isUntrue ? "untrue" : "done", event, settlement: settled };
}

/** Delivered again meanwhile, a notice is nobody's, and waits on. */
async function handled(db: Db, done: Conclusion[], reader: string | null, now: Date): Promise<void> {
  if (done.length === 0) return;
  const rows = done.map(({ event, settlement }) => ({ id: event.id, outcome: settlement?.outcome }));
  await sql`
    update gateway_events set outcome = read.outcome, handled_at = ${now},
      is_waiting = is_waiting and claimed_by is distinct from ${reader}
    from json_to_recordset(${JSON.stringify(rows)}::json) as read(id uuid, outcome text)
    where gateway_events.id = read.id`.execute(db);
}

/** Signed or not, it said "paid" and the gateway does not. One matter stands for a whole flood of them. */
async function noteUntrue(db: Db, untrue: Conclusion, reader: string | null, now: Date): Promise<void> {
  const { event, settlement } = untrue;
  await db.transaction().execute(async (tx) => {
    await handled(tx, [untrue], reader, now);
    await askForAttention(tx, {
      kind: "notice-untrue",
      subject: settlement?.orderId ? event.trx_id : "unknown-transactions",
      detail: {
        trxId: event.trx_id,
        isSigned: event.is_signed,
        gatewaySays: settlement?.outcome ?? null,
      },
      orderId: settlement?.orderId ?? null,
    });
  });
}

/** From here on a job of its own looks after each: it is tried again by itself, less and less often. */
async function readLater(db: Db, later: Conclusion[], reader: string, now: Date): Promise<void> {
  if (later.length === 0) return;
  const ids = later.map(({ event }) => event.id);
  const runAt = new Date(now.getTime() + SOON_MS);
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable("gateway_events")
      .set({ is_waiting: false })
      .where("id", "in", ids)
      .where("claimed_by", "=", reader)
      .execute();
    const own = (eventId: string) =>
      job("read-notice", { eventId }, { key: `read-notice:${eventId}`, priority: MONEY_FIRST, runAt });
    await enqueueAll(tx, ids.map(own));
  });
}

/**
 * Asks the gateway about the transaction of one notice, and settles it. Throws, to be run again later, when the gateway
 * does not answer, or does not know the transaction yet although the notice is signed. Running twice changes nothing.
 */
export async function readNotice(
  deps: Deps,
  { eventId }: { eventId: string },
  now: Date,
): Promise<Settlement | null> {
  const row = await deps.db
    .selectFrom("gateway_events")
    .select(["id", "trx_id", "body", "is_signed", "received_at"])
    .where("id", "=", eventId)
    .executeTakeFirst();
  if (!row?.trx_id) return null;
  const event = { ...row, trx_id: row.trx_id };
  const settlement = await settleTransaction(deps, event.trx_id, now);
  const conclusion = concludeFrom(deps.gateway, event, settlement, now);
  if (conclusion.kind === "later") {
    throw new Error(`The gateway does not know transaction ${event.trx_id} yet`);
  }
  if (conclusion.kind === "untrue") await noteUntrue(deps.db, conclusion, null, now);
  else await handled(deps.db, [conclusion], null, now);
  return settlement;
}
