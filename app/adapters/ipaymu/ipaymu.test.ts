import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { test as base, expect } from "vitest";
import { startIpaymuSandbox } from "#scripts/sandbox/ipaymu/server.ts";
import { createIpaymu, GatewayError, ipaymuHost, type NewSession } from "./ipaymu.server.ts";
import { parseNotice } from "./notice.server.ts";
import { Transaction } from "./transaction.server.ts";

type Parts = {
  ipaymu: Awaited<ReturnType<typeof startIpaymuSandbox>>;
  gateway: ReturnType<typeof createIpaymu>;
  answering: (listener: RequestListener) => Promise<ReturnType<typeof createIpaymu>>;
};

const test = base.extend<Parts>({
  ipaymu: async ({}, use) => {
    const sandbox = await startIpaymuSandbox({});
    await use(sandbox);
    await sandbox.stop();
  },
  gateway: async ({ ipaymu }, use) =>
    use(createIpaymu({ baseUrl: ipaymu.url, va: ipaymu.va, apiKey: ipaymu.apiKey })),
  /** A gateway that says whatever a test wants to hear. */
  answering: async ({}, use) => {
    const servers: ReturnType<typeof createServer>[] = [];
    await use(async (listener) => {
      const server = createServer(listener);
      servers.push(server);
      await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
      const { port } = server.address() as AddressInfo;
      return createIpaymu({ baseUrl: `http://127.0.0.1:${port}`, va: "123456", apiKey: "secret-key" });
    });
    for (const server of servers) server.close();
  },
});

const session: NewSession = {
  referenceId: "LC-2026-000001-A1",
  title: "Paket Toko 1 bulan",
  description: "LC-2026-000001",
  amountIdr: 49_000,
  buyer: { name: "José – Müller ’Sari’", email: "sari@contoh.test", phone: "+62 812-3456-7890" },
  returnUrl: "http://lumi.test/payments/1/return",
  cancelUrl: "http://lumi.test/orders/LC-2026-000001",
  notifyUrl: "http://127.0.0.1:9/api/payment/callback",
  hours: 24,
  language: "id",
};

test("a session is opened, chosen, paid and found again", async ({ gateway, ipaymu }) => {
  const opened = await gateway.openSession(session);
  expect(opened.url).toContain(opened.sessionId);

  const { trxId } = await ipaymu.choose(opened.sessionId, "bca");
  const open = await gateway.findTransaction(trxId);
  expect(open).toMatchObject({ trxId, state: "open", status: 0, referenceId: session.referenceId });
  expect(open).toMatchObject({ amountIdr: 49_000, subtotalIdr: 49_000, sessionId: opened.sessionId });
  expect(open!.expiresAt!.getTime()).toBeGreaterThan(Date.now());

  await ipaymu.pay(trxId);
  const paid = await gateway.findTransaction(trxId);
  expect(paid).toMatchObject({ state: "paid", status: 6, method: "va", channel: "bca" });
  expect(Math.abs(paid!.paidAt!.getTime() - Date.now())).toBeLessThan(60_000);
});

test("every status of the vendor's table has its meaning", async ({ gateway, ipaymu }) => {
  const { sessionId } = await gateway.openSession(session);
  const { trxId } = await ipaymu.choose(sessionId);
  const states: Record<string, string | undefined> = {};
  for (const status of [-2, 0, 1, 2, 3, 4, 5, 6, 7, 42]) {
    await ipaymu.settle(trxId, status);
    states[status] = (await gateway.findTransaction(trxId))?.state;
  }
  expect(states).toEqual({
    "-2": "closed",
    0: "open",
    1: "paid",
    2: "closed",
    3: "refunded",
    4: "closed",
    5: "closed",
    6: "paid",
    7: "paid",
    42: "unknown",
  });
});

test("a transaction nobody knows is null, whatever its number looks like", async ({ gateway }) => {
  expect(await gateway.findTransaction("999999")).toBeNull();
  expect(await gateway.findTransaction("1; drop table orders")).toBeNull();
  expect(await gateway.findTransaction("0")).toBeNull();
});

test("the history is read page by page, by day of making and of paying", async ({ gateway, ipaymu }) => {
  const { sessionId } = await gateway.openSession(session);
  for (let one = 0; one < 21; one++) await ipaymu.choose(sessionId);
  const { trxId } = await ipaymu.pay(sessionId);
  const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
  const range = { from: today, to: today };

  const first = await gateway.listTransactions({ ...range, by: "created", page: 1 });
  const second = await gateway.listTransactions({ ...range, by: "created", page: 2 });
  expect([first.transactions.length, first.isLast]).toEqual([20, false]);
  expect([second.transactions.length, second.isLast]).toEqual([1, true]);
  const paid = await gateway.listTransactions({ ...range, by: "paid", page: 1 });
  expect(paid.transactions.map((one) => one.trxId)).toEqual([trxId]);
});

test("channels come with their fees, those that do not work are marked, and the balance proves the key", async ({
  gateway,
  ipaymu,
}) => {
  const channels = await gateway.listChannels();
  const find = (code: string) => channels.find((one) => one.code === code);
  expect(find("bca")).toMatchObject({ method: "va", feeFlatIdr: 4000, feePercent: 0, isActive: true });
  expect(find("mpm")).toMatchObject({ method: "qris", feeFlatIdr: 0, feePercent: 0.7, isActive: true });
  expect(find("cc")).toMatchObject({ feeFlatIdr: 5000, feePercent: 2.8 });
  expect(find("danamon")).toMatchObject({ isActive: false });
  expect(await gateway.checkBalance()).toBe(0);
  const stranger = createIpaymu({ baseUrl: ipaymu.url, va: ipaymu.va, apiKey: "another-key" });
  await expect(stranger.checkBalance()).rejects.toMatchObject({ trouble: "refused" });
});

test.each([
  ["500", "unreachable"],
  ["502-html", "unreachable"],
  ["reset-before", "unreachable"],
  ["reset-after", "unreachable"],
  ["garbage", "unreadable"],
  ["error", "refused"],
] as const)("trouble of kind %s is told as %s", async (kind, trouble) => {
  const ipaymu = await startIpaymuSandbox({});
  const gateway = createIpaymu({ baseUrl: ipaymu.url, va: ipaymu.va, apiKey: ipaymu.apiKey });
  ipaymu.faults.set({ on: "payment", kind });
  await expect(gateway.openSession(session)).rejects.toMatchObject({ name: "GatewayError", trouble });
  // Never asked twice by itself: a second session would be a second page to pay.
  expect(ipaymu.sessions()).toHaveLength(kind === "reset-after" || kind === "garbage" ? 1 : 0);
  await ipaymu.stop();
});

test("a gateway that says nothing is given up after the time allowed", async ({ ipaymu }) => {
  const { url, va, apiKey } = ipaymu;
  ipaymu.faults.set({ on: "transaction", kind: "hang" });
  const gateway = createIpaymu({ baseUrl: url, va, apiKey, timeoutMs: 200 });
  await expect(gateway.findTransaction("1")).rejects.toBeInstanceOf(GatewayError);
});

const direct = {
  referenceId: "LC-2026-000001-A1",
  amountIdr: 49_000,
  buyer: { name: "José – Müller", email: "sari@contoh.test", phone: "+62 812-3456-7890" },
  method: "va",
  channel: "bni",
  notifyUrl: "http://127.0.0.1:9/api/payment/callback",
  hours: 24,
  feeBearer: "merchant",
} as const;

test("a virtual account, a QRIS and a counter's code are given with the vendor's own end and amount", async ({
  gateway,
  ipaymu,
}) => {
  const va = await gateway.openDirect(direct);
  const [made] = ipaymu.transactions();
  expect(va).toMatchObject({ outcome: "opened", trxId: String(made!.id), paymentCode: made!.paymentNo });
  expect(va).toMatchObject({
    totalIdr: 49_000,
    feeIdr: 3_500,
    qrPayload: null,
    paymentName: "iPaymu Sandbox",
  });
  expect(made!.buyer.phone).toBe("6281234567890");

  const qris = await gateway.openDirect({ ...direct, method: "qris", channel: "mpm", feeBearer: "buyer" });
  if (qris.outcome !== "opened") throw new Error(qris.outcome);
  expect(qris).toMatchObject({ paymentCode: null, totalIdr: 49_343, feeIdr: 343 });
  expect(qris.qrPayload).toMatch(/^000201/);
  const minutes = (qris.expiresAt.getTime() - Date.now()) / 60_000;
  expect(minutes).toBeGreaterThan(4.9);
  expect(minutes).toBeLessThanOrEqual(5);
  const counter = await gateway.openDirect({ ...direct, method: "cstore", channel: "alfamart" });
  expect(counter).toMatchObject({ outcome: "opened", paymentCode: expect.stringMatching(/^88/) });
});

test("a bank's own longest time is not asked to be longer, and fixed times are not asked for", async ({
  answering,
}) => {
  const asked: unknown[] = [];
  const gateway = await answering(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    asked.push(JSON.parse(body).expired);
    response.end("{}");
  });
  for (const channel of ["bri", "bsi", "bca", "mpm", "bni"])
    await gateway.openDirect({ ...direct, channel }).catch(() => undefined);
  expect(asked).toEqual([2, 3, undefined, undefined, 24]);
});

test.each([
  ["danamon", undefined, "channel-unavailable"],
  ["bni", "Suspicious buyer", "buyer-refused"],
  ["bni", "Failed from partner", "channel-unavailable"],
  ["bni", "Invalid payment method", "channel-unavailable"],
  ["bni", "Total price min Rp 5000 and max Rp 999999999", "amount-refused"],
] as const)("a direct payment through %s refused with «%s» is %s", async (channel, message, outcome) => {
  const ipaymu = await startIpaymuSandbox({});
  const gateway = createIpaymu({ baseUrl: ipaymu.url, va: ipaymu.va, apiKey: ipaymu.apiKey });
  if (message) ipaymu.faults.set({ on: "direct", kind: "error", message });
  expect(await gateway.openDirect({ ...direct, channel })).toEqual({ outcome });
  await ipaymu.stop();
});

test.each([
  ["502-html", undefined, "unreachable"],
  ["garbage", undefined, "unreadable"],
  ["error", "Invalid IP", "refused"],
] as const)(
  "trouble of kind %s (%s) with a direct payment is thrown as %s",
  async (kind, message, trouble) => {
    const ipaymu = await startIpaymuSandbox({});
    const gateway = createIpaymu({ baseUrl: ipaymu.url, va: ipaymu.va, apiKey: ipaymu.apiKey });
    ipaymu.faults.set({ on: "direct", kind, message });
    await expect(gateway.openDirect(direct)).rejects.toMatchObject({ name: "GatewayError", trouble });
    await ipaymu.stop();
  },
);

test("an answer with another reference, a smaller amount, no code or no end is no code", async ({
  answering,
}) => {
  const whole = {
    TransactionId: 3084673,
    ReferenceId: direct.referenceId,
    PaymentNo: "578893000000163",
    PaymentName: "iPaymu PT DEMO IPAYMU",
    Total: 49_000,
    Fee: 3500,
    Expired: "2026-11-25 12:17:05",
  };
  let differs: object = {};
  const gateway = await answering((_, response) => {
    response.end(JSON.stringify({ Status: 200, Message: "success", Data: { ...whole, ...differs } }));
  });
  expect(await gateway.openDirect(direct)).toMatchObject({
    outcome: "opened",
    expiresAt: new Date("2026-11-25T05:17:05Z"),
  });
  for (differs of [
    { ReferenceId: "1" },
    { Total: 48_999 },
    { PaymentNo: "" },
    { Expired: "" },
    { Total: "x" },
  ])
    await expect(gateway.openDirect(direct)).rejects.toMatchObject({ trouble: "unreadable" });
});

test("an answer about another transaction is refused", async ({ answering }) => {
  const Data = { TransactionId: 2, Amount: 1, Status: 1 };
  const gateway = await answering((_, response) => {
    response.end(JSON.stringify({ Status: 200, Data }));
  });
  await expect(gateway.findTransaction("1")).rejects.toMatchObject({ trouble: "unreadable" });
});

test("success of the call is not success of the payment, and a call that failed inside 200 is a refusal", async ({
  answering,
}) => {
  const gateway = await answering((_, response) => {
    response.end(JSON.stringify({ Status: 401, Success: false, Message: "unauthorized", Data: null }));
  });
  await expect(gateway.findTransaction("1")).rejects.toMatchObject({ trouble: "refused" });
});

test("older answers with amounts as text and dashes for dates are read", () => {
  const old = { TransactionId: "7", Amount: "14000.00", Fee: "4000", Status: "1", SuccessDate: "-" };
  expect(Transaction.parse({ ...old, ExpiredDate: "" })).toMatchObject({
    trxId: "7",
    amountIdr: 14_000,
    feeIdr: 4_000,
    state: "paid",
    paidAt: null,
    expiresAt: null,
  });
});

test("paid is not believed when PaidStatus says unpaid", () => {
  const told = { TransactionId: 7, Amount: 14_000, Status: 1 };
  expect(Transaction.parse({ ...told, PaidStatus: "unpaid" }).state).toBe("unknown");
  expect(Transaction.parse({ ...told, PaidStatus: "paid" }).state).toBe("paid");
});

test("moments are WIB, wherever this process runs", () => {
  const told = { TransactionId: 7, Amount: 1, Status: 1, SuccessDate: "2026-11-22 00:30:00" };
  expect(Transaction.parse(told).paidAt?.toISOString()).toBe("2026-11-21T17:30:00.000Z");
});

test("a notice is read by its first character, and only its numbers are taken", () => {
  const json = '{"trx_id":5,"reference_id":"LC-1-A1","transaction_status_code":6}';
  const told = { trxId: "5", referenceId: "LC-1-A1", claimsPaid: true, isSigned: false };
  expect(parseNotice(json, null, "1")).toEqual(told);
  expect(parseNotice("trx_id=5&reference_id=LC-1-A1&status_code=1", null, "1")).toEqual(told);
  expect(parseNotice("trx_id=5%27&x=1", null, "1")).toMatchObject({ trxId: null });
  expect(parseNotice("{broken", null, "1")).toBeNull();
  expect(parseNotice("hello", null, "1")).toBeNull();
  expect(parseNotice("[1]", null, "1")).toBeNull();
});

test("each environment has its own host", () => {
  expect(ipaymuHost("sandbox")).toBe("https://sandbox.ipaymu.com");
  expect(ipaymuHost("production")).toBe("https://my.ipaymu.com");
});
