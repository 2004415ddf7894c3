import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { startIpaymuSandbox } from "./server.ts";
import { test } from "./test-gateway.ts";
import { anOrder, callJson, type Notice, startShop } from "./test-shop.ts";

/** The vendor's recipe for a form body, step by step: types back, keys sorted, slashes escaped, keyed by VA. */
function signatureOf(body: string, va: string): string {
  const fields: Record<string, unknown> = {
    additional_info: [],
    ...Object.fromEntries(new URLSearchParams(body)),
  };
  for (const key of ["trx_id", "status_code", "transaction_status_code", "paid_off"]) {
    fields[key] = Number(fields[key]);
  }
  fields.is_escrow = fields.is_escrow === "1";
  const json = JSON.stringify(
    Object.fromEntries(
      Object.keys(fields)
        .sort()
        .map((key) => [key, fields[key]]),
    ),
  );
  return createHmac("sha256", va).update(json.replaceAll("/", "\\/")).digest("hex");
}

function field(notice: Notice | undefined, name: string) {
  return new URLSearchParams(notice?.body).get(name);
}

test("a payment is told twice: when the channel is chosen and when it is paid", async ({ gateway, shop }) => {
  const { body } = await callJson(gateway, "payment", anOrder(shop.url));
  const { trxId } = await gateway.pay("INV-1-A1", { channel: "bca" });
  await gateway.idle();
  expect(shop.statuses()).toEqual(["pending", "berhasil"]);
  const paid = shop.notices[1]!;
  expect(Object.fromEntries(new URLSearchParams(paid.body))).toMatchObject({
    trx_id: trxId,
    sid: body.Data.SessionID,
    reference_id: "INV-1-A1",
    status_code: "1",
    transaction_status_code: "6",
    amount: "333000",
    fee: "4000",
    paid_off: "329000",
    is_escrow: "0",
    settlement_status: "unsettle",
    via: "va",
    channel: "bca",
    url: `${shop.url}/notify?order=1`,
  });
  expect(field(paid, "va")).toBe(field(paid, "payment_no"));
  expect(field(paid, "additional_info")).toBeNull();
  expect(paid.headers["content-type"]).toContain("application/x-www-form-urlencoded");
  expect(paid.headers["x-external-id"]).toMatch(/^\d{20}$/);
  expect(paid.headers["x-timestamp"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00$/);
  for (const notice of shop.notices) {
    expect(notice.headers["x-signature"]).toBe(signatureOf(notice.body, gateway.va));
  }
  expect(field(shop.notices[0], "paid_at")).toBe("");
});

test("a notice is sent again until it is answered 200", async ({ gateway, shop }) => {
  await callJson(gateway, "payment", anOrder(shop.url));
  await gateway.choose("INV-1-A1");
  await gateway.idle();
  shop.answerNext(500, 302, 204);
  await gateway.pay("INV-1-A1");
  await gateway.idle();
  expect(shop.statuses()).toEqual(["pending", "berhasil", "berhasil", "berhasil", "berhasil"]);
  expect(gateway.callbacks().at(-1)).toMatchObject({ state: "delivered" });
  expect(
    gateway
      .callbacks()
      .at(-1)
      ?.attempts.map((one) => one.status),
  ).toEqual([500, 302, 204, 200]);
});

test("a payment is told only after its pending notice was answered", async ({ gateway, shop }) => {
  await callJson(gateway, "payment", anOrder(shop.url));
  const release = shop.hold();
  await gateway.pay("INV-1-A1");
  await expect.poll(() => shop.notices.length).toBe(1);
  await callJson(gateway, "balance", { account: gateway.va });
  expect(shop.statuses()).toEqual(["pending"]);
  release();
  await gateway.idle();
  expect(shop.statuses()).toEqual(["pending", "berhasil"]);
});

test("a shop that cannot be reached is given up in the end", async ({ gateway, shop }) => {
  await callJson(gateway, "payment", anOrder(shop.url));
  shop.stop();
  await gateway.pay("INV-1-A1");
  await gateway.idle();
  expect(gateway.callbacks().map((one) => one.state)).toEqual(["given-up", "given-up"]);
});

test("expired and failed are told, a refund and a payout are not", async ({ gateway, shop }) => {
  await callJson(gateway, "payment", anOrder(shop.url));
  const expired = await gateway.choose("INV-1-A1");
  await gateway.expire(expired.trxId);
  const failed = await gateway.choose("INV-1-A1");
  await gateway.settle(failed.trxId, 5);
  const paid = await gateway.pay("INV-1-A1");
  await gateway.settle(paid.trxId, 1);
  await gateway.refund(paid.trxId);
  await gateway.idle();
  expect(shop.statuses().sort()).toEqual(["berhasil", "expired", "gagal", "pending", "pending", "pending"]);
  expect(gateway.transactions().map((one) => one.status)).toEqual([-2, 5, 3]);
});

test("a payment of another amount says so in the notice and at the gateway", async ({ gateway, shop }) => {
  await callJson(gateway, "payment", anOrder(shop.url));
  const { trxId } = await gateway.pay("INV-1-A1", { amount: 1000 });
  await gateway.idle();
  expect(field(shop.notices.at(-1), "amount")).toBe("1000");
  const { body } = await callJson(gateway, "transaction", { transactionId: trxId });
  expect(body.Data).toMatchObject({ Amount: 1000, SubTotal: 1000 });
});

describe("on order", () => {
  test("a notice comes twice, never, or late", async ({ gateway, shop }) => {
    await callJson(gateway, "payment", anOrder(shop.url));
    await gateway.pay("INV-1-A1", { notify: "never" });
    await gateway.idle();
    expect(shop.statuses()).toEqual(["pending"]);

    gateway.faults.set({ on: "callback", kind: "twice" });
    await gateway.pay("INV-1-A1");
    await gateway.idle();
    expect(shop.statuses()).toEqual(["pending", "pending", "berhasil", "berhasil"]);
    const [one, other] = shop.notices.slice(-2);
    expect(one?.body).toBe(other?.body);
    expect(one?.headers["x-external-id"]).not.toBe(other?.headers["x-external-id"]);

    const before = performance.now();
    await gateway.pay("INV-1-A1", { notify: "late" });
    await gateway.idle();
    expect(performance.now() - before).toBeGreaterThan(55);
    expect(shop.notices).toHaveLength(6);
  });

  test("the pending notice comes after the payment's own", async ({ gateway, shop }) => {
    await callJson(gateway, "payment", anOrder(shop.url));
    gateway.faults.set({ on: "callback", kind: "out-of-order" });
    await gateway.pay("INV-1-A1");
    await gateway.idle();
    expect(shop.statuses()).toEqual(["berhasil", "pending"]);
    await gateway.pay("INV-1-A1");
    await gateway.idle();
    expect(shop.statuses().slice(2)).toEqual(["pending", "berhasil"]);
  });

  test("a notice carries a wrong signature, JSON, or JSON under the name of a form", async ({
    gateway,
    shop,
  }) => {
    await callJson(gateway, "payment", anOrder(shop.url));
    gateway.faults.set({ on: "callback", kind: "forged" });
    await gateway.pay("INV-1-A1");
    await gateway.idle();
    const forged = shop.notices.at(-1)!;
    expect(forged.headers["x-signature"]).toMatch(/^[0-9a-f]{64}$/);
    expect(forged.headers["x-signature"]).not.toBe(signatureOf(forged.body, gateway.va));

    gateway.faults.set({ on: "callback", kind: "json" });
    await gateway.pay("INV-1-A1");
    await gateway.idle();
    expect(shop.notices.at(-1)!.headers["content-type"]).toBe("application/json");
    expect(JSON.parse(shop.notices.at(-1)!.body)).toMatchObject({
      amount: "333000",
      paid_off: 329000,
      is_escrow: false,
      additional_info: [],
    });

    gateway.faults.set({ on: "callback", kind: "json-as-form" });
    await gateway.pay("INV-1-A1");
    await gateway.idle();
    expect(shop.notices.at(-1)!.headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(shop.notices.at(-1)!.body).toMatch(/^\{/);
  });

  test("a properly signed notice tells of a payment that never was", async ({ gateway, shop }) => {
    await callJson(gateway, "payment", anOrder(shop.url));
    const { trxId } = await gateway.forge("INV-1-A1");
    await gateway.idle();
    const lie = shop.notices.at(-1)!;
    expect(field(lie, "status")).toBe("berhasil");
    expect(lie.headers["x-signature"]).toBe(signatureOf(lie.body, gateway.va));
    const { body } = await callJson(gateway, "transaction", { transactionId: trxId });
    expect(body.Data).toMatchObject({ Status: 0, PaidStatus: "unpaid" });
  });
});

test("a restart keeps the ledger and goes on with the notices it interrupted", async () => {
  const folder = await mkdtemp(join(tmpdir(), "ipaymu-"));
  const stateFile = join(folder, "state", "ipaymu.json");
  const shop = await startShop();
  const slow = { retryMs: [60_000] };
  const before = await startIpaymuSandbox({ stateFile, callbacks: slow });
  const { body } = await callJson(before, "payment", anOrder(shop.url));
  shop.answerNext(200, 503);
  await before.choose("INV-1-A1");
  await before.idle();
  const { trxId } = await before.pay("INV-1-A1");
  await expect.poll(() => before.callbacks().at(-1)?.attempts.length).toBe(1);
  await before.stop();

  const after = await startIpaymuSandbox({ stateFile, callbacks: slow });
  await after.idle();
  expect(shop.statuses()).toEqual(["pending", "berhasil", "berhasil"]);
  expect(after.sessions().map((one) => one.id)).toEqual([body.Data.SessionID]);
  const again = await callJson(after, "transaction", { transactionId: trxId });
  expect(again.body.Data).toMatchObject({ Status: 6, ReferenceId: "INV-1-A1" });
  const next = await after.pay("INV-1-A1");
  expect(Number(next.trxId)).toBeGreaterThan(Number(trxId));
  await after.stop();
  shop.stop();
  await rm(folder, { recursive: true });
});
