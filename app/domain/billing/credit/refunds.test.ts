import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "vitest";
import { openStore } from "#app/adapters/storage/storage.server.ts";
import { sweepLeftovers } from "#app/domain/hosting/uploads/uploads-leftovers.server.ts";
import { aCustomer, anOpenOrder, anOrder } from "#app/test/billing.ts";
import { test } from "#app/test/fixtures.ts";
import { takeJobs } from "#app/test/renewing.ts";
import type { Db } from "#db/client.ts";
import { findCreditNote, issueCreditNote } from "../invoices/credit-notes.server.ts";
import { findInvoice, issueInvoice } from "../invoices/invoices.server.ts";
import { settleTransaction } from "../payments/settlement.server.ts";
import { creditBalance } from "./credit.server.ts";
import { dropUnusedProof, keepProof } from "./refund-proofs.server.ts";
import { type GivingBack, giveBack } from "./refunds.server.ts";

type Shop = Parameters<typeof anOpenOrder>[0];
type Payer = { pay: (reference: string, how: { notify: "never" }) => Promise<{ trxId: string }> };

const now = new Date("2026-12-31T17:30:00Z");

async function aPaidOrder(shop: Shop, ipaymu: Payer) {
  const order = await anOpenOrder(shop);
  await settleTransaction(shop, (await ipaymu.pay(order.reference, { notify: "never" })).trxId, new Date());
  return order;
}

const asked = (order: { orderId: string; userId: string }, more: Partial<GivingBack> = {}): GivingBack => ({
  orderId: order.orderId,
  userId: order.userId,
  way: "credit",
  cause: "staff",
  subtotalIdr: 20_000,
  taxIdr: 0,
  reason: "not happy",
  now,
  ...more,
});

const give = (db: Db, giving: GivingBack) => db.transaction().execute((tx) => giveBack(tx, giving));

test("a part given back as credit is in the books once, however often the form is sent", async ({
  shop,
  db,
  ipaymu,
}) => {
  const order = await aPaidOrder(shop, ipaymu);
  const id = crypto.randomUUID();
  const outcomes = await Promise.all([1, 2, 3].map(() => give(db, asked(order, { id }))));
  expect(outcomes).toEqual(Array(3).fill({ outcome: "given", refundId: id }));
  expect(await creditBalance(db, order.userId)).toBe(20_000);
  const { status } = await db.selectFrom("orders").select("status").executeTakeFirstOrThrow();
  expect(status).toBe("paid");
  expect(await takeJobs(db, "issue-credit-note")).toEqual([{ refundId: id }]);
});

test("two refunds at once never give back more than was paid, and the last rupiah ends the order", async ({
  db,
  gateway,
  settings,
  ipaymu,
}) => {
  const order = await aPaidOrder({ db, gateway, settings }, ipaymu);
  const both = await Promise.all([1, 2].map(() => give(db, asked(order, { subtotalIdr: 30_000 }))));
  expect(both.map((one) => one.outcome).sort()).toEqual(["given", "more-than-paid"]);
  expect(await creditBalance(db, order.userId)).toBe(30_000);
  expect(await give(db, asked(order, { subtotalIdr: 19_001 }))).toEqual({ outcome: "more-than-paid" });
  expect((await give(db, asked(order, { subtotalIdr: 19_000 }))).outcome).toBe("given");
  const { status } = await db.selectFrom("orders").select("status").executeTakeFirstOrThrow();
  expect(status).toBe("refunded");
  expect(await give(db, asked(order, { subtotalIdr: 1 }))).toEqual({ outcome: "more-than-paid" });
});

test("an unpaid order, and somebody else's, give nothing back", async ({ shop, db, ipaymu }) => {
  expect(await give(db, asked(await anOrder(shop)))).toEqual({ outcome: "more-than-paid" });
  const order = await aPaidOrder(shop, ipaymu);
  const stranger = { orderId: order.orderId, userId: await aCustomer(db) };
  expect(await give(db, asked(stranger))).toEqual({ outcome: "more-than-paid" });
});

test("a transfer touches no credit, and the history says who recorded it", async ({
  db,
  gateway,
  settings,
  ipaymu,
}) => {
  const order = await aPaidOrder({ db, gateway, settings }, ipaymu);
  const staffId = await aCustomer(db, "Tono");
  const proof = { reference: "BCA 99887" };
  expect((await give(db, asked(order, { way: "transfer", staffId, proof }))).outcome).toBe("given");
  expect(await creditBalance(db, order.userId)).toBe(0);
  const line = await db
    .selectFrom("audit_log")
    .select(["actor", "actor_id", "detail"])
    .where("event", "=", "refund-recorded")
    .executeTakeFirstOrThrow();
  expect(line).toMatchObject({
    actor: "staff",
    actor_id: staffId,
    detail: { totalIdr: 20_000, way: "transfer", reference: "BCA 99887" },
  });
});

test("a credit note waits for its invoice, carries its frozen parties, and is issued once", async ({
  db,
  gateway,
  settings,
  ipaymu,
}) => {
  const taxed = { ...settings, tax: { ratePercent: 12, baseNumerator: 11, baseDenominator: 12 } };
  const shop = { db, gateway, settings: taxed };
  const order = await aPaidOrder(shop, ipaymu);
  const given = await give(db, asked(order, { subtotalIdr: 20_000, taxIdr: 2_200 }));
  if (given.outcome !== "given") throw new Error(given.outcome);
  await expect(issueCreditNote(db, given, now)).rejects.toThrow("no invoice to correct yet");
  await issueInvoice(shop, order, now);
  await db.updateTable("users").set({ name: "Sari Baru" }).execute();
  const noteNumber = "CN-2027-000001";
  expect(await issueCreditNote(db, given, now)).toEqual({ outcome: "issued", number: noteNumber });
  expect(await issueCreditNote(db, given, now)).toEqual({ outcome: "already-issued", number: noteNumber });
  const note = await findCreditNote(db, order.userId, { orderNumber: order.number, noteNumber });
  expect(note).toMatchObject({
    corrects: "INV-2027-000001",
    buyer: { name: "Sari" },
    taxRule: { ratePercent: 12 },
    lines: [{ planName: "Usaha", amountIdr: -20_000 }],
    subtotalIdr: -20_000,
    taxIdr: -2_200,
    totalIdr: -22_200,
  });
  expect(await findCreditNote(db, await aCustomer(db), { orderNumber: order.number, noteNumber })).toBeNull();
  expect(await findInvoice(db, order.userId, order.number)).toMatchObject({
    number: "INV-2027-000001",
    corrects: null,
  });
  const letters = await takeJobs(db, "send-notice");
  expect(letters.filter((letter) => letter.kind === "credit-note-issued")).toHaveLength(1);
});

test("credit notes issued at once have numbers without a gap, apart from the invoices", async ({
  shop,
  db,
  ipaymu,
}) => {
  const order = await aPaidOrder(shop, ipaymu);
  await issueInvoice(shop, order, now);
  const refunds = [];
  for (let one = 0; one < 8; one++) {
    const given = await give(db, asked(order, { subtotalIdr: 1000 }));
    if (given.outcome === "given") refunds.push(given, given);
  }
  await Promise.all(refunds.map((refund) => issueCreditNote(db, refund, now)));
  const rows = await db
    .selectFrom("invoices")
    .select("number")
    .where("kind", "=", "credit-note")
    .orderBy("number")
    .execute();
  expect(rows.map((row) => row.number)).toEqual(
    Array.from({ length: 8 }, (_, n) => `CN-2027-${String(n + 1).padStart(6, "0")}`),
  );
});

test("the proof of a refund outlives the sweep of leftovers; one that no refund names does not", async ({
  db,
  gateway,
  settings,
  ipaymu,
}) => {
  const order = await aPaidOrder({ db, gateway, settings }, ipaymu);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lumicloud-proofs-"));
  const store = openStore(`file:${folder}`);
  const id = crypto.randomUUID();
  const pdf = new TextEncoder().encode("%PDF-1.4");
  const [proof, unused] = [(await keepProof(store, id, pdf))!, (await keepProof(store, id, pdf))!];
  const staffId = await aCustomer(db, "Staf");
  const given = asked(order, { id, way: "transfer", staffId, proof: { reference: "BCA 1", ...proof } });
  expect(await give(db, given)).toEqual({ outcome: "given", refundId: id });
  await sweepLeftovers({ db, store }, new Date(Date.now() + 48 * 3_600_000));
  expect([await store.size(proof.key), await store.size(unused.key)]).toEqual([8, null]);
  await dropUnusedProof({ db, store }, proof);
  expect(await store.size(proof.key)).toBe(8);
  fs.rmSync(folder, { recursive: true });
});
