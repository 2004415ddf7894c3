import type { PaymentChannel, PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { enqueue } from "#app/jobs/queue.server.ts";
import type { Db } from "#db/client.ts";
import type { Choice } from "./attempt-claims.server.ts";

/** A way to pay inside the storefront; `feeIdr` is the fee for one amount, in whole rupiah. */
export type PaymentWay = Choice & { name: string; feeIdr: number };

/** Ways that give a code without a page of the gateway's, in the order they are offered. */
const METHODS = ["qris", "va", "cstore"];
/** A QRIS payment is ten million rupiah at most, by the rule of Bank Indonesia. */
const MOST: Record<string, number> = { qris: 10_000_000 };

const DAY_MS = 24 * 3_600_000;

/**
 * Asks the gateway for its channels and keeps them; what it no longer lists is kept as inactive. Run twice, the later
 * answer stands. Throws `GatewayError` when the gateway does not say, and then nothing changes.
 */
export async function refreshChannels(
  { db, gateway }: { db: Db; gateway: PaymentGateway },
  now: Date,
): Promise<{ active: number }> {
  const channels = await gateway.listChannels();
  await db.transaction().execute(async (tx) => {
    for (const channel of channels) await keepChannel(tx, channel, now);
    await tx.updateTable("payment_channels").set({ is_active: false }).where("seen_at", "<", now).execute();
  });
  return { active: channels.filter((one) => one.isActive).length };
}

async function keepChannel(db: Db, channel: PaymentChannel, now: Date): Promise<void> {
  const told = {
    name: channel.name,
    fee_flat_idr: channel.feeFlatIdr,
    fee_percent: channel.feePercent,
    is_active: channel.isActive,
    seen_at: now,
  };
  await db
    .insertInto("payment_channels")
    .values({ method: channel.method, code: channel.code, ...told })
    .onConflict((conflict) => conflict.columns(["method", "code"]).doUpdateSet(told))
    .execute();
}

/**
 * The ways inside the storefront for an amount in whole rupiah: QRIS, virtual accounts, shops. Asks nobody; a list
 * older than a day is given all the same while the worker fetches another.
 */
export async function listWays(db: Db, amountIdr: number, now: Date): Promise<PaymentWay[]> {
  const rows = await db.selectFrom("payment_channels").selectAll().orderBy("name").execute();
  const newest = Math.max(0, ...rows.map((row) => row.seen_at.getTime()));
  if (now.getTime() - newest > DAY_MS) await wantChannels(db);
  return rows
    .filter((row) => row.is_active && isOffered(row.method, amountIdr))
    .map((row) => ({
      method: row.method,
      channel: row.code,
      name: row.name,
      feeIdr: row.fee_flat_idr + Math.round((amountIdr * row.fee_percent) / 100),
    }))
    .sort((a, b) => METHODS.indexOf(a.method) - METHODS.indexOf(b.method));
}

/** Has the channels fetched in the background; asked for many times, they are fetched once. */
export async function wantChannels(db: Db): Promise<void> {
  await enqueue(db, "refresh-channels", {}, { key: "refresh-channels" });
}

/** One way for an amount, or undefined when it is not offered at the moment. */
export async function findWay(db: Db, choice: Choice, amountIdr: number): Promise<Choice | undefined> {
  const row = await db
    .selectFrom("payment_channels")
    .select(["method", "code as channel"])
    .where("method", "=", choice.method)
    .where("code", "=", choice.channel)
    .where("is_active", "=", true)
    .executeTakeFirst();
  return row && isOffered(row.method, amountIdr) ? row : undefined;
}

function isOffered(method: string, amountIdr: number): boolean {
  return METHODS.includes(method) && amountIdr <= (MOST[method] ?? Number.POSITIVE_INFINITY);
}
