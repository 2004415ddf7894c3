import { describe, expect } from "vitest";
import { issueInvoice } from "#app/domain/billing/invoices/invoices.server.ts";
import { settleTransaction } from "#app/domain/billing/payments/settlement.server.ts";
import { type App, test } from "#app/test/app.ts";
import { anOpenOrder, anOrder, shopOf } from "#app/test/billing.ts";
import { textOfPdf } from "#app/test/pdf.ts";
import { aCustomer, aVisitor } from "#app/test/people.ts";

let people = 0;
const aBuyer = (app: App) => aCustomer(app, { email: `pemesan-${++people}@warung.test` });
type Buyer = Awaited<ReturnType<typeof aBuyer>>;

async function aPaidOrder(app: App, buyer: Buyer) {
  const shop = shopOf(app);
  const order = await anOpenOrder(shop, { userId: buyer.account.id });
  const { trxId } = await app.ipaymu.pay(order.reference, { notify: "never" });
  await settleTransaction(shop, trxId, new Date());
  return { ...order, trxId };
}

describe("the list of orders", () => {
  test("says what to do first while it is empty, in both languages", async ({ app }) => {
    const buyer = await aBuyer(app);
    const { html } = await buyer.get("/orders");
    expect(html).toContain("Belum ada pesanan");
    expect(html).not.toContain("<script");
    const english = await buyer.ask("/orders", { headers: { "accept-language": "en" } });
    expect(english.html).toContain("No orders yet");
    expect((await aVisitor(app).get("/orders")).location).toBe("/login?next=%2Forders");
  });

  test("is paged by links and filtered by status", async ({ app }) => {
    const buyer = await aBuyer(app);
    const shop = shopOf(app);
    for (let one = 0; one < 21; one++) await anOrder(shop, { userId: buyer.account.id });
    const paid = await aPaidOrder(app, buyer);
    const first = await buyer.get("/orders");
    expect(new Set(first.html.match(/LC-\d{4}-\d{6}(?=<)/g)).size).toBe(20);
    const older = first.html.match(/href="(\/orders\?before=[^"]+)" rel="next"/)![1]!;
    expect(new Set((await buyer.get(older)).html.match(/LC-\d{4}-\d{6}(?=<)/g)).size).toBe(2);
    const filtered = await buyer.get("/orders?status=paid");
    expect(filtered.html.match(/LC-\d{4}-\d{6}(?=<)/g)).toEqual([paid.number]);
    expect((await buyer.get("/orders?status=cancelled")).html).toContain(
      "Tidak ada pesanan dengan status ini",
    );
    expect((await buyer.get("/orders?status=%27&before=%00")).status).toBe(200);
  });
});

describe("an order's page", () => {
  test("shows its way from ordered to paid, with what is still ahead", async ({ app }) => {
    const buyer = await aBuyer(app);
    const order = await anOpenOrder(shopOf(app), { userId: buyer.account.id });
    const waiting = await buyer.get(`/orders/${order.number}`);
    expect(waiting.html).toContain("Pesanan ini menunggu pembayaran.");
    expect(waiting.html).toContain("Buka pembayaran lagi");
    const { trxId } = await app.ipaymu.pay(order.reference, { notify: "never" });
    await settleTransaction(shopOf(app), trxId, new Date());
    const paid = await buyer.get(`/orders/${order.number}`);
    for (const words of ["Dipesan", "Dibayar", "Situs mulai disiapkan", "Situs siap diisi", "Berikutnya"]) {
      expect(paid.html).toContain(words);
    }
    expect(paid.html).not.toContain("Buka pembayaran lagi");
    expect(paid.html).toContain('http-equiv="refresh" content="5"');
    const english = await buyer.ask(`/orders/${order.number}`, { headers: { "accept-language": "en" } });
    expect(english.html).toContain("This order is paid. Thank you.");
    expect(english.html).not.toContain("<script");
  });

  test("does not exist for anybody else, nor do its invoice, payment and cancelling", async ({ app }) => {
    const [sari, budi] = [await aBuyer(app), await aBuyer(app)];
    const order = await aPaidOrder(app, sari);
    for (const path of ["", "/invoice", "/cancel"]) {
      expect((await budi.get(`/orders/${order.number}${path}`)).status, path).toBe(404);
    }
    for (const path of ["/pay", "/cancel"]) {
      expect((await budi.post(`/orders/${order.number}${path}`, {})).status, path).toBe(404);
    }
    expect((await sari.get("/orders/LC-2026-999999")).status).toBe(404);
    expect((await sari.get("/orders/%27")).status).toBe(404);
  });

  test("tells of credit after a second payment, and of a wrong amount", async ({ app }) => {
    const buyer = await aBuyer(app);
    const shop = shopOf(app);
    const order = await aPaidOrder(app, buyer);
    const second = await app.ipaymu.choose(order.reference, "bca");
    await app.ipaymu.pay(second.trxId, { notify: "never" });
    await settleTransaction(shop, second.trxId, new Date());
    expect((await buyer.get(`/orders/${order.number}`)).html).toContain(
      "Rp49.000 dari pesanan ini menjadi saldo Anda.",
    );

    const other = await anOpenOrder(shop, { userId: buyer.account.id });
    const wrong = await app.ipaymu.pay(other.reference, { channel: "bca", amount: 10_000, notify: "never" });
    await settleTransaction(shop, wrong.trxId, new Date());
    expect((await buyer.get(`/orders/${other.number}`)).html).toContain(
      "uang yang tidak sama dengan tagihan",
    );
  });
});

describe("paying", () => {
  test("leads to the page that is open already; a paid order is not paid again", async ({ app }) => {
    const buyer = await aBuyer(app);
    const order = await anOpenOrder(shopOf(app), { userId: buyer.account.id });
    expect((await buyer.post(`/orders/${order.number}/pay`, {})).location).toBe(order.url);
    const paid = await aPaidOrder(app, buyer);
    const answer = await buyer.post(`/orders/${paid.number}/pay`, {});
    expect(answer.location).toBe(`/orders/${paid.number}`);
    expect((await buyer.get(answer.location)).html).toContain("Anda tidak perlu membayar lagi.");
    expect((await buyer.get(`/orders/${paid.number}/pay`)).location).toBe(`/orders/${paid.number}`);
  });
});

describe("cancelling", () => {
  test("is confirmed on a page that names the order, and done once", async ({ app }) => {
    const buyer = await aBuyer(app);
    const order = await anOpenOrder(shopOf(app), { userId: buyer.account.id });
    const asked = await buyer.get(`/orders/${order.number}/cancel`);
    expect(asked.html).toContain(`Batalkan pesanan ${order.number}?`);
    await buyer.post(`/orders/${order.number}/cancel`, {});
    expect((await buyer.get(`/orders/${order.number}`)).html).toContain("Pesanan sudah dibatalkan.");
    await buyer.post(`/orders/${order.number}/cancel`, {});
    expect((await buyer.get(`/orders/${order.number}`)).html).toContain("Pesanan ini sudah ditutup");
    expect((await buyer.get(`/orders/${order.number}/cancel`)).location).toBe(`/orders/${order.number}`);
  });

  test("an order that was paid meanwhile is not cancelled; nor any while the gateway is silent", async ({
    app,
  }) => {
    const buyer = await aBuyer(app);
    const order = await anOpenOrder(shopOf(app), { userId: buyer.account.id });
    app.ipaymu.faults.set({ on: "history", kind: "500" });
    await buyer.post(`/orders/${order.number}/cancel`, {});
    expect((await buyer.get(`/orders/${order.number}`)).html).toContain("iPaymu sedang tidak menjawab");
    await app.ipaymu.pay(order.reference, { notify: "never" });
    await buyer.post(`/orders/${order.number}/cancel`, {});
    expect((await buyer.get(`/orders/${order.number}`)).html).toContain("Ternyata pesanan ini sudah dibayar");
  });
});

describe("the invoice", () => {
  test("is shown once it is issued, in both languages; before that the page waits for it", async ({
    app,
  }) => {
    const buyer = await aBuyer(app);
    const order = await aPaidOrder(app, buyer);
    expect((await buyer.get(`/orders/${order.number}/invoice`)).html).toContain("Faktur sedang dibuat");
    await issueInvoice(shopOf(app), order, new Date());
    const { html } = await buyer.get(`/orders/${order.number}/invoice`);
    for (const words of ["Faktur INV-", "Sari Wulandari", "Lunas", "Rp49.000", "menu Cetak"])
      expect(html).toContain(words);
    expect(html).not.toContain("<script");
    const english = await buyer.ask(`/orders/${order.number}/invoice`, {
      headers: { "accept-language": "en" },
    });
    expect(english.html).toContain("Paid in full");
    const unpaid = await anOrder(shopOf(app), { userId: buyer.account.id });
    expect((await buyer.get(`/orders/${unpaid.number}/invoice`)).status).toBe(404);
  });

  test("is downloaded as PDF by its owner only, from the day it is issued", async ({ app }) => {
    const [buyer, stranger] = [await aBuyer(app), await aBuyer(app)];
    const order = await aPaidOrder(app, buyer);
    const path = `/orders/${order.number}/invoice.pdf`;
    const download = (who: Buyer, language = "id") =>
      app.visit(path, {
        headers: {
          cookie: [...who.cookies].map((pair) => pair.join("=")).join("; "),
          "accept-language": language,
        },
      });
    expect((await download(buyer)).headers.get("location")).toBe(`/orders/${order.number}/invoice`);
    const issued = await issueInvoice(shopOf(app), order, new Date());
    if (issued.outcome !== "issued") throw new Error(issued.outcome);
    const answer = await download(buyer);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/pdf"]);
    expect(answer.headers.get("content-disposition")).toBe(`attachment; filename="${issued.number}.pdf"`);
    expect(answer.headers.get("cache-control")).toContain("private");
    const text = textOfPdf(Buffer.from(await answer.arrayBuffer()));
    expect(text).toContain(`Faktur ${issued.number}`);
    expect(text).toContain("Sari Wulandari");
    expect(textOfPdf(Buffer.from(await (await download(buyer, "en")).arrayBuffer()))).toContain(
      "Paid in full",
    );
    for (const page of [`/orders/${order.number}`, `/orders/${order.number}/invoice`])
      expect((await buyer.get(page)).html).toContain(path);

    const refused = await download(stranger);
    expect(refused.status).toBe(404);
    expect(await refused.text()).toContain("Faktur itu tidak ada, atau bukan milik akun ini.");
    expect((await aVisitor(app).get(path)).location).toBe(`/login?next=${encodeURIComponent(path)}`);
    expect((await buyer.get("/orders/%27/invoice.pdf")).status).toBe(404);
  });

  test("shows the buyer's address and NPWP when they are given", async ({ app }) => {
    const buyer = await aBuyer(app);
    await buyer.post("/account", { intent: "save-buyer", address: "Jl. Melati 2", npwp: "0123456789012345" });
    const order = await aPaidOrder(app, buyer);
    await issueInvoice(shopOf(app), order, new Date());
    const { html } = await buyer.get(`/orders/${order.number}/invoice`);
    expect(html).toContain("Jl. Melati 2");
    expect(html).toContain("NPWP 0123 4567 8901 2345");
  });
});
