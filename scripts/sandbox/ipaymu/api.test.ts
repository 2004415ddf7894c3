import { describe, expect } from "vitest";
import { test } from "./test-gateway.ts";
import { anOrder, call, callJson } from "./test-shop.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const WIB = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

describe("a hosted payment", () => {
  test("answers a session and a page, and no transaction until a channel is chosen", async ({
    gateway,
    shop,
  }) => {
    const created = await callJson(gateway, "payment", anOrder(shop.url));
    expect(created).toMatchObject({ status: 200, body: { Status: 200, Success: true, Message: "Success" } });
    expect(created.body.Data.SessionID).toMatch(UUID);
    expect(created.body.Data.Url).toBe(`${gateway.url}/payment/${created.body.Data.SessionID}`);
    expect(gateway.transactions()).toEqual([]);

    const { trxId } = await gateway.choose("INV-1-A1", "bca");
    const { body } = await callJson(gateway, "transaction", { transactionId: trxId, account: gateway.va });
    expect(body.Data).toMatchObject({
      TransactionId: Number(trxId),
      SessionId: created.body.Data.SessionID,
      ReferenceId: "INV-1-A1",
      Amount: 333000,
      SubTotal: 333000,
      Fee: 4000,
      Status: 0,
      PaidStatus: "unpaid",
      SuccessDate: null,
      PaymentChannel: "bca",
    });
    expect(body.Data.ExpiredDate).toMatch(WIB);
    const expires = Date.parse(`${body.Data.ExpiredDate.replace(" ", "T")}+07:00`);
    expect(expires - Date.now()).toBeGreaterThan(11.9 * 3_600_000);
    expect(expires - Date.now()).toBeLessThanOrEqual(12 * 3_600_000);
  });

  test("asked for twice is two sessions, and each can be paid", async ({ gateway, shop }) => {
    const first = await callJson(gateway, "payment", anOrder(shop.url));
    const second = await callJson(gateway, "payment", anOrder(shop.url));
    const paid = [
      await gateway.pay(first.body.Data.SessionID),
      await gateway.pay(second.body.Data.SessionID),
      await gateway.pay(second.body.Data.SessionID),
    ];
    expect(new Set(paid.map((one) => one.trxId)).size).toBe(3);
    expect(gateway.transactions().every((one) => one.status === 6 && one.referenceId === "INV-1-A1")).toBe(
      true,
    );
  });

  test("paid by the buyer with a fee of theirs shows the fee on top of the amount", async ({
    gateway,
    shop,
  }) => {
    await callJson(gateway, "payment", anOrder(shop.url, { feeDirection: "BUYER", price: [150000] }));
    const { trxId } = await gateway.pay("INV-1-A1", { channel: "qris" });
    const { body } = await callJson(gateway, "transaction", { transactionId: trxId });
    expect(body.Data).toMatchObject({
      Amount: 151050,
      SubTotal: 150000,
      Fee: 1050,
      Status: 1,
      PaidStatus: "paid",
    });
  });

  test.for([
    [{ product: undefined }, "invalid request", { product: ["product wajib diisi."] }],
    [{ notifyUrl: undefined }, "invalid request", { notifyUrl: ["notify url wajib diisi."] }],
    [{ notifyUrl: "not an address" }, "Format isian notify url tidak valid.", undefined],
    [{ price: [4999] }, "Total price min Rp 5000 and max Rp 999999999", undefined],
    [{ price: [1_000_000_000] }, "Total price min Rp 5000 and max Rp 999999999", undefined],
    [{ paymentMethod: "debitonline" }, "Invalid payment method", undefined],
  ] as const)(
    "with %j is refused in the vendor's words",
    async ([wrong, message, fields], { gateway, shop }) => {
      const { status, body } = await callJson(gateway, "payment", anOrder(shop.url, wrong));
      expect(status).toBe(400);
      expect(body).toEqual({
        Status: 400,
        Success: false,
        Message: message,
        Data: null,
        ...(fields && { Error: fields }),
      });
    },
  );
});

test.for([
  ["another VA", { va: "9999" }, "unauthorized"],
  ["no signature", { signature: "" }, "unauthorized"],
  ["another signature", { signature: "0".repeat(64) }, "unauthorized signature"],
] as const)("%s is answered 401", async ([_, headers, message], { gateway, shop }) => {
  const { status, body } = await callJson(gateway, "payment", anOrder(shop.url), headers);
  expect(status).toBe(401);
  expect(body).toMatchObject({ Status: 401, Message: message });
});

test.for([
  ["an empty string", { paymentChannel: "" }],
  ["a null", { paymentChannel: null }],
  ["an empty object", { extra: {} }],
  ["a name above ASCII", { buyerName: "José" }],
  ["a space at the end", { buyerName: "Budi " }],
])("%s in a signed body is answered as a wrong signature", async ([_, wrong], { gateway, shop }) => {
  const { status, body } = await callJson(gateway, "payment", anOrder(shop.url, wrong as object));
  expect([status, body.Message]).toEqual([401, "unauthorized signature"]);
});

test("a direct payment answers the number to pay to, in upper-case names", async ({ gateway, shop }) => {
  const order = {
    name: "Budi",
    phone: "0812",
    email: "budi@example.com",
    amount: 100000,
    notifyUrl: `${shop.url}/notify`,
    referenceId: "D-1",
    feeDirection: "BUYER",
  };
  const va = await callJson(gateway, "payment/direct", {
    ...order,
    paymentMethod: "va",
    paymentChannel: "bni",
  });
  expect(va.body.Data).toMatchObject({
    SessionId: "D-1",
    Via: "VA",
    Channel: "BNI",
    Total: 103500,
    Fee: 3500,
  });
  const qris = await callJson(gateway, "payment/direct", {
    ...order,
    paymentMethod: "qris",
    paymentChannel: "mpm",
  });
  expect(qris.body.Data).toMatchObject({ Via: "QRIS", Channel: "MPM", Fee: 700, Total: 100700 });
  expect(qris.body.Data.QrString).toBe(qris.body.Data.PaymentNo);
  const minutes = (Date.parse(`${qris.body.Data.Expired.replace(" ", "T")}+07:00`) - Date.now()) / 60_000;
  expect(minutes).toBeGreaterThan(4.9);
  expect(minutes).toBeLessThanOrEqual(5);

  const offline = { ...order, paymentMethod: "va", paymentChannel: "danamon" };
  expect((await callJson(gateway, "payment/direct", offline)).body.Message).toBe("Failed to generate VA");
  const nobody = { paymentMethod: "va", paymentChannel: "bca", amount: 10000 };
  expect((await callJson(gateway, "payment/direct", nobody)).body.Error.name).toEqual(["name wajib diisi."]);
});

test("a transaction is known by its number only", async ({ gateway, shop }) => {
  await callJson(gateway, "payment", anOrder(shop.url));
  await gateway.pay("INV-1-A1");
  expect(await callJson(gateway, "transaction", { transactionId: "INV-1-A1" })).toMatchObject({
    status: 404,
  });
  expect(await callJson(gateway, "transaction", { transactionId: "1" })).toMatchObject({ status: 404 });
  const { body } = await callJson(gateway, "transaction", {});
  expect(body.Error).toEqual({ transactionId: ["transaction id wajib diisi."] });
});

test("the history comes in pages of at most twenty, filtered by day and status", async ({
  gateway,
  shop,
}) => {
  await callJson(gateway, "payment", anOrder(shop.url));
  for (let i = 0; i < 22; i++) await gateway.choose("INV-1-A1");
  const { trxId } = await gateway.pay(String(gateway.transactions()[0]!.id), { status: 7 });

  const first = await callJson(gateway, "history", { limit: 50, order: "ASC", orderBy: "id" });
  expect(first.body.Data.Pagination).toEqual({
    total: 22,
    count: 20,
    per_page: 20,
    current_page: 1,
    total_pages: 2,
  });
  expect(first.body.Data.Transaction[0]).toMatchObject({
    ReferenceId: "INV-1-A1",
    Status: 7,
    IsEscrow: true,
  });
  const second = await callJson(gateway, "history", { page: 2 });
  expect(second.body.Data.Pagination).toMatchObject({ count: 2, current_page: 2 });

  const today = first.body.Data.Transaction[0].SuccessDate.slice(0, 10);
  const paid = await callJson(gateway, "history", {
    status: 7,
    date: "indate",
    startdate: today,
    enddate: today,
  });
  expect(
    paid.body.Data.Transaction.map((one: { TransactionId: number }) => String(one.TransactionId)),
  ).toEqual([trxId]);
  const before = await callJson(gateway, "history", { enddate: "2000-01-01" });
  expect(before.body.Data.Transaction).toEqual([]);
});

test("the balance tells a right account from a wrong one", async ({ gateway }) => {
  const right = await callJson(gateway, "balance", { account: gateway.va });
  expect(right.body.Data).toEqual({ Va: gateway.va, MerchantBalance: "0", MemberBalance: "0" });
  const wrong = await callJson(gateway, "balance", { account: "1" });
  expect(wrong).toMatchObject({ status: 400, body: { Error: { account: ["Invalid va"] } } });
});

test("the channels are listed, one of them offline and one group without any", async ({ gateway }) => {
  const { status, body } = await callJson(gateway, "payment-channels");
  expect(status).toBe(200);
  const va = body.Data.find((group: { Code: string }) => group.Code === "va");
  const danamon = va.Channels.find((one: { Code: string }) => one.Code === "danamon");
  expect(danamon).toMatchObject({ FeatureStatus: "active", HealthStatus: "offline" });
  expect(body.Data.at(-1)).not.toHaveProperty("Channels");
});

describe("an ordered fault", () => {
  test("answers 500, a page of HTML, or JSON cut short, once each", async ({ gateway, shop }) => {
    gateway.faults.set({ on: "payment", kind: "500" });
    gateway.faults.set({ on: "payment", kind: "502-html" });
    gateway.faults.set({ on: "any", kind: "garbage" });
    gateway.faults.set({ on: "payment", kind: "error", status: 406, message: "invalid domain" });
    expect((await callJson(gateway, "payment", anOrder(shop.url))).status).toBe(500);
    const html = await call(gateway, "payment", anOrder(shop.url));
    expect(html).toMatchObject({ status: 502, text: expect.stringContaining("<html>") });
    expect(gateway.sessions()).toEqual([]);
    const garbage = await call(gateway, "payment", anOrder(shop.url));
    expect(() => JSON.parse(garbage.text)).toThrow();
    expect(gateway.sessions()).toHaveLength(1);
    const refusal = await callJson(gateway, "payment", anOrder(shop.url));
    expect(refusal).toMatchObject({ status: 406, body: { Message: "invalid domain" } });
    expect((await callJson(gateway, "payment", anOrder(shop.url))).status).toBe(200);
  });

  test("breaks the connection before the work or after it", async ({ gateway, shop }) => {
    gateway.faults.set({ on: "payment", kind: "reset-before" });
    await expect(call(gateway, "payment", anOrder(shop.url))).rejects.toThrow();
    expect(gateway.sessions()).toHaveLength(0);
    gateway.faults.set({ on: "payment", kind: "reset-after" });
    await expect(call(gateway, "payment", anOrder(shop.url))).rejects.toThrow();
    expect(gateway.sessions()).toHaveLength(1);
  });

  test("keeps the caller waiting, for a while or for ever", async ({ gateway }) => {
    gateway.faults.set({ on: "balance", kind: "delay", ms: 80 });
    const before = performance.now();
    expect((await callJson(gateway, "balance", { account: gateway.va })).status).toBe(200);
    expect(performance.now() - before).toBeGreaterThan(75);

    gateway.faults.set({ on: "balance", kind: "hang" });
    const signal = AbortSignal.timeout(100);
    await expect(
      fetch(`${gateway.url}/api/v2/balance`, { method: "POST", body: "{}", signal }),
    ).rejects.toThrow("timeout");
  });

  test("reports a transaction status nobody has heard of, and can be taken back", async ({
    gateway,
    shop,
  }) => {
    await callJson(gateway, "payment", anOrder(shop.url));
    const { trxId } = await gateway.pay("INV-1-A1");
    gateway.faults.set({ on: "transaction", kind: "transaction-status", status: 99, times: 5 });
    const { body } = await callJson(gateway, "transaction", { transactionId: trxId });
    expect(body.Data.Status).toBe(99);
    gateway.faults.clear();
    const honest = await callJson(gateway, "transaction", { transactionId: trxId });
    expect(honest.body.Data.Status).toBe(6);
  });
});
