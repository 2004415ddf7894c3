import { describe, expect } from "vitest";
import { refreshChannels } from "#app/domain/billing/payments/channels.server.ts";
import { type App, test } from "#app/test/app.ts";
import { anOpenOrder, anOrder, shopOf } from "#app/test/billing.ts";
import { aCustomer, aVisitor } from "#app/test/people.ts";

let people = 0;
async function aBuyer(app: App) {
  const buyer = await aCustomer(app, { email: `pembayar-${++people}@warung.test` });
  await app.db.updateTable("users").set({ phone: "081234567890" }).execute();
  return buyer;
}

/** A buyer with an order that waits, and the list of channels fetched. */
async function scene(app: App) {
  const buyer = await aBuyer(app);
  await refreshChannels(shopOf(app), new Date());
  const order = await anOrder(shopOf(app), { userId: buyer.account.id });
  return { buyer, order, pay: `/orders/${order.number}/pay` };
}

const inEnglish = { headers: { "accept-language": "en" } };
const pathOf = (address: string) => new URL(address, "http://lumi.test").pathname;

describe("the choice of a way to pay", () => {
  test("has the gateway's page first and chosen, then QRIS, banks and shops, in both languages", async ({
    app,
  }) => {
    const { buyer, order, pay } = await scene(app);
    const { html, status } = await buyer.get(pay);
    expect(status).toBe(200);
    const values = [...html.matchAll(/name="way"[^>]* value="([^"]+)"/g)].map((one) => one[1]);
    expect(values.slice(0, 2)).toEqual(["page", "qris.mpm"]);
    expect(values).toContain("va.bca");
    expect(values.at(-1)).toMatch(/^cstore\./);
    expect(values).not.toContain("va.danamon");
    expect(html).toMatch(/<input type="radio"[^>]*(checked=""[^>]*value="page"|value="page"[^>]*checked="")/);
    expect(html).toContain("biaya kanal kami yang tanggung");
    expect(html).not.toContain("<script");
    expect((await buyer.ask(pay, inEnglish)).html).toContain("we bear the channel");
    expect((await buyer.get(`/orders/${order.number}`)).html).toContain("Pilih cara bayar");
  });

  test("is for the owner of an order that can be paid, and of no use where the setting is off", async ({
    app,
  }) => {
    const { buyer, order, pay } = await scene(app);
    const stranger = await aBuyer(app);
    expect((await stranger.get(pay)).status).toBe(404);
    expect((await aVisitor(app).get(pay)).location).toContain("/login");
    const { payment } = (
      globalThis as unknown as { lumicloud: { settings: { payment: { isDirect: boolean } } } }
    ).lumicloud.settings;
    payment.isDirect = false;
    expect((await buyer.get(pay)).location).toBe(`/orders/${order.number}`);
    expect((await buyer.post(pay, { way: "va.bni" })).location).toContain(app.ipaymu.url);
    payment.isDirect = true;
  });

  test("without a choice, or with the page chosen, leads to the gateway; a way that is none is refused", async ({
    app,
  }) => {
    const { buyer, pay } = await scene(app);
    for (const way of ["va.danamon", "cc.cc", "va.bca'", "qris"]) {
      const answer = await buyer.post(pay, { way });
      expect([answer.status, answer.html.includes("sedang tidak tersedia")]).toEqual([400, true]);
    }
    const page = await buyer.post(pay, {});
    expect(page.location).toContain(app.ipaymu.url);
    expect((await buyer.post(pay, { way: "page" })).location).toBe(page.location);
  });

  test.for([
    ["Suspicious buyer", "belum mengizinkan pembayaran langsung"],
    ["Failed to generate VA", "sedang tidak bisa dipakai"],
  ] as const)("refused with «%s» says so and offers the page", async ([message, sentence], { app }) => {
    const { buyer, pay } = await scene(app);
    app.ipaymu.faults.set({ on: "direct", kind: "error", message });
    const answer = await buyer.post(pay, { way: "va.bni" });
    expect([answer.status, answer.location]).toEqual([303, pay]);
    const { html } = await buyer.get(pay);
    expect(html).toContain(sentence);
    expect(html).toContain('value="page"');
  });

  test("a gateway that fails, and a missing telephone number, are told in a sentence", async ({ app }) => {
    const { buyer, pay } = await scene(app);
    app.ipaymu.faults.set({ on: "direct", kind: "502-html" });
    await buyer.post(pay, { way: "va.bni" });
    expect((await buyer.get(pay)).html).toContain("Kode bayar belum bisa dibuat");
    await app.db.updateTable("users").set({ phone: null }).execute();
    await buyer.post(pay, { way: "va.bni" });
    expect((await buyer.get(pay)).html).toContain("iPaymu meminta nomor telepon");
  });
});

describe("a code", () => {
  test("of a virtual account shows the number, whole to copy, the amount, the end and what is left", async ({
    app,
  }) => {
    const { buyer, order, pay } = await scene(app);
    const { location } = await buyer.post(pay, { way: "va.bni" });
    const path = pathOf(location);
    expect(path).toMatch(new RegExp(`^${pay}/[0-9a-f-]{36}$`));
    const { html } = await buyer.get(path);
    const { paymentNo } = app.ipaymu.transactions().at(-1)!;
    expect(html.replace(/<[^>]+>/g, "")).toContain(paymentNo);
    for (const words of ["Virtual account BNI", "Rp49.000", "iPaymu Sandbox", "Bayar sebelum"])
      expect(html).toContain(words);
    expect(html).toMatch(/Sisa 23 jam( 59 menit)?\./);
    expect(html).toContain('http-equiv="refresh" content="5"');
    expect(html).not.toContain("<script");
    expect((await buyer.ask(path, inEnglish)).html).toMatch(/23 h( 59 min)? left\./);

    expect((await buyer.get(`/orders/${order.number}`)).html).toContain(paymentNo);
    expect((await buyer.get("/orders")).html).toContain(path);
    expect((await buyer.get(pay)).html).toContain("masih terbuka");
    expect(pathOf((await buyer.post(pay, { way: "va.bni" })).location)).toBe(path);
  });

  test("of QRIS is drawn on the page with its payload beside it", async ({ app }) => {
    const { buyer, pay } = await scene(app);
    const { location } = await buyer.post(pay, { way: "qris.mpm" });
    const { html } = await buyer.get(pathOf(location));
    expect(html).toContain(app.ipaymu.transactions().at(-1)!.paymentNo);
    expect(html).toMatch(/<svg[^>]*role="img"[^>]*aria-label="Kode QRIS untuk membayar Rp49\.000"/);
    expect(html).toMatch(/Sisa (4|5) menit\./);
  });

  test("turns into «paid» by itself, and into «run out» with another way to pay", async ({ app }) => {
    const { buyer, order, pay } = await scene(app);
    const path = pathOf((await buyer.post(pay, { way: "qris.mpm" })).location);
    const { id } = app.ipaymu.transactions().at(-1)!;
    await app.ipaymu.faults.set({ on: "callback", kind: "never" });
    await app.ipaymu.expire(String(id));
    await app.db
      .updateTable("gateway_transactions")
      .set({ updated_at: new Date(Date.now() - 60_000) })
      .execute();
    const over = await buyer.get(path);
    expect(over.html).toContain("Waktu kode ini sudah habis.");
    expect(over.html).toContain(`href="${pay}"`);
    expect(over.html).not.toContain("http-equiv");

    const next = pathOf((await buyer.post(pay, { way: "cstore.alfamart" })).location);
    expect(next).not.toBe(path);
    expect((await buyer.get(next)).html).toContain("Kode bayar");
    await app.ipaymu.pay(String(app.ipaymu.transactions().at(-1)!.id), { notify: "never" });
    await app.db
      .updateTable("gateway_transactions")
      .set({ updated_at: new Date(Date.now() - 60_000) })
      .execute();
    const paid = await buyer.get(next);
    expect(paid.html).toContain("Pesanan ini sudah dibayar.");
    expect(paid.html).not.toContain("http-equiv");
    expect((await buyer.get(path)).html).toContain("Pesanan ini sudah dibayar.");
    expect((await buyer.get(pay)).location).toBe(`/orders/${order.number}`);
  });

  test("exists for its owner and its order only, and not for an attempt on the gateway's page", async ({
    app,
  }) => {
    const { buyer, pay } = await scene(app);
    const path = pathOf((await buyer.post(pay, { way: "va.bni" })).location);
    const stranger = await aBuyer(app);
    expect((await stranger.get(path)).status).toBe(404);
    const other = await anOpenOrder(shopOf(app), { userId: buyer.account.id });
    expect((await buyer.get(`/orders/${other.number}/pay/${path.split("/").at(-1)}`)).status).toBe(404);
    expect((await buyer.get(`/orders/${other.number}/pay/${other.attemptId}`)).status).toBe(404);
    expect((await buyer.get(`${pay}/%27`)).status).toBe(404);
  });
});
