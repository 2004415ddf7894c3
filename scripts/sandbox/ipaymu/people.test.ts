import { expect } from "vitest";
import { test } from "./test-gateway.ts";
import { anOrder, callJson } from "./test-shop.ts";

function post(url: string, fields: Record<string, string>) {
  return fetch(url, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
}

test("a buyer chooses a channel, pays, and is sent back to the shop", async ({ gateway, shop }) => {
  const { body } = await callJson(gateway, "payment", anOrder(shop.url, { product: ["<b>Starter</b>"] }));
  const url = body.Data.Url;
  const first = await (await fetch(url)).text();
  expect(first).toContain("SANDBOX");
  expect(first).toContain("&#60;b&#62;Starter");
  expect(first).toContain("Rp333.000");
  expect(first).not.toContain("<script");
  expect(first).not.toContain("Bayar sekarang");

  const chosen = await post(url, { channel: "alfamart" });
  expect([chosen.status, chosen.headers.get("location")]).toEqual([303, `/payment/${body.Data.SessionID}`]);
  const { id } = gateway.transactions()[0]!;
  expect(await (await fetch(url)).text()).toContain("Bayar sekarang");

  const paid = await post(`${url}/${id}`, { do: "pay", status: "7", notify: "" });
  expect(paid.status).toBe(303);
  expect(paid.headers.get("location")).toBe(
    `${shop.url}/return/INV-1?return=true&sid=${body.Data.SessionID}&trx_id=${id}&status=berhasil&tipe=cstore&payment_method=cstore&payment_channel=alfamart`,
  );
  expect(gateway.transactions()[0]!.status).toBe(7);
});

test.for([
  ["fail", [5], "gagal"],
  ["expire", [-2], "expired"],
  ["pay-twice", [6, 6], "berhasil"],
] as const)("a buyer can also let it %s", async ([does, statuses, word], { gateway, shop }) => {
  const { body } = await callJson(gateway, "payment", anOrder(shop.url));
  const { trxId } = await gateway.choose("INV-1-A1");
  const answer = await post(`${body.Data.Url}/${trxId}`, { do: does });
  expect(gateway.transactions().map((one) => one.status)).toEqual(statuses);
  expect(answer.headers.get("location")).toContain(`trx_id=${trxId}&status=${word}`);
});

test("a buyer who goes back without paying is pending", async ({ gateway, shop }) => {
  const { body } = await callJson(
    gateway,
    "payment",
    anOrder(shop.url, { paymentMethod: "qris", lang: "en" }),
  );
  const page = await (await fetch(body.Data.Url)).text();
  expect(page).toContain("Back to the shop");
  expect(page).toContain("mpm");
  expect(page).not.toContain("alfamart");
  const back = await fetch(`${body.Data.Url}/back`, { redirect: "manual" });
  expect(back.headers.get("location")).toBe(
    `${shop.url}/return/INV-1?return=true&sid=${body.Data.SessionID}&status=pending`,
  );
  expect((await post(body.Data.Url, { channel: "alfamart" })).status).toBe(400);
  expect((await fetch(`${gateway.url}/payment/nothing`)).status).toBe(404);
});

test("the overview shows what happened and takes orders for trouble", async ({ gateway, shop }) => {
  await callJson(gateway, "payment", anOrder(shop.url));
  await gateway.pay("INV-1-A1");
  await gateway.idle();
  const page = await (await fetch(gateway.url)).text();
  expect(page).toContain("INV-1-A1");
  expect(page).toContain("delivered");

  const order = await post(`${gateway.url}/faults`, {
    do: "set",
    on: "balance",
    kind: "500",
    times: "1",
    ms: "",
  });
  expect(order.status).toBe(303);
  expect((await callJson(gateway, "balance", { account: gateway.va })).status).toBe(500);
  const wrong = await post(`${gateway.url}/faults`, { do: "set", on: "balance", kind: "never", times: "1" });
  expect(wrong.status).toBe(400);
});

test("another process drives it in JSON", async ({ gateway, shop }) => {
  const tell = async (path: string, input: object) => {
    const response = await fetch(`${gateway.url}/_control/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(input),
    });
    return { status: response.status, body: await response.json() };
  };
  await callJson(gateway, "payment", anOrder(shop.url));
  const chosen = await tell("choose", { reference: "INV-1-A1", channel: "bni" });
  const paid = await tell("pay", { reference: "INV-1-A1", notify: "twice", status: 1 });
  expect(paid).toEqual({ status: 200, body: { trxId: chosen.body.trxId } });
  await tell("idle", {});
  expect(shop.statuses()).toEqual(["pending", "berhasil", "berhasil"]);
  expect((await tell("refund", { trxId: paid.body.trxId })).body.status).toBe(3);
  expect((await tell("pay", { reference: "nobody" })).status).toBe(404);
  expect((await tell("pay", {})).status).toBe(400);
  expect((await tell("faults", { on: "payment", kind: "never" })).status).toBe(400);
  const faults = await tell("faults", { on: "callback", kind: "never", times: 2 });
  expect(faults.body).toMatchObject([{ kind: "never", left: 2 }]);
  const state = await (await fetch(`${gateway.url}/_control/state`)).json();
  expect(state).toMatchObject({ sessions: [{ referenceId: "INV-1-A1" }], transactions: [{ status: 3 }] });
  await tell("reset", {});
  expect(gateway.sessions()).toEqual([]);
});

test("a code given without a page is paid by its number, once and only while it lives", async ({
  gateway,
  shop,
}) => {
  const direct = (referenceId: string, paymentMethod: string, paymentChannel: string) =>
    callJson(gateway, "payment/direct", {
      name: "Budi",
      phone: "0812",
      email: "budi@example.com",
      amount: 100000,
      notifyUrl: `${shop.url}/notify`,
      referenceId,
      paymentMethod,
      paymentChannel,
    });
  const va = (await direct("D-1", "va", "bni")).body.Data;
  const page = async (code: string) => {
    const answer = await fetch(`${gateway.url}/code?code=${encodeURIComponent(code)}`);
    return { status: answer.status, html: await answer.text() };
  };
  expect(await page(va.PaymentNo)).toMatchObject({ status: 200, html: expect.stringContaining("Rp100.000") });
  expect((await page("")).html).not.toContain("<script");
  expect((await page("12")).status).toBe(404);

  const paid = await post(`${gateway.url}/code/${va.TransactionId}`, { do: "pay" });
  expect([paid.status, paid.headers.get("location")]).toEqual([303, `/code?code=${va.TransactionId}`]);
  await post(`${gateway.url}/code/${va.TransactionId}`, { do: "expire" });
  expect(gateway.transactions()[0]!.status).toBe(6);

  const qris = (await direct("D-1", "qris", "mpm")).body.Data;
  expect(qris.TransactionId).not.toBe(va.TransactionId);
  expect((await page(qris.QrString)).html).toContain("QRIS MPM");
  await post(`${gateway.url}/code/${qris.TransactionId}`, { do: "pay-escrow" });
  expect(gateway.transactions()[1]!.status).toBe(7);
  const ended = (await direct("D-2", "cstore", "alfamart")).body.Data;
  await post(`${gateway.url}/code/${ended.TransactionId}`, { do: "expire" });
  await post(`${gateway.url}/code/${ended.TransactionId}`, { do: "pay" });
  expect(gateway.transactions()[2]!.status).toBe(-2);
});
