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

test("channels that do not work are left out, and the balance proves the key", async ({
  gateway,
  ipaymu,
}) => {
  const channels = await gateway.paymentChannels();
  expect(channels.map((one) => one.code)).toContain("bca");
  expect(channels.map((one) => one.code)).not.toContain("danamon");
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
