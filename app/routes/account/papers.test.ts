import { describe, expect } from "vitest";
import { giveBack } from "#app/domain/billing/credit/refunds.server.ts";
import { issueCreditNote } from "#app/domain/billing/invoices/credit-notes.server.ts";
import { issueInvoice } from "#app/domain/billing/invoices/invoices.server.ts";
import { settleTransaction } from "#app/domain/billing/payments/settlement.server.ts";
import { type App, test } from "#app/test/app.ts";
import { anOpenOrder, shopOf } from "#app/test/billing.ts";
import { manyInvoices } from "#app/test/many-invoices.ts";
import { textOfPdf } from "#app/test/pdf.ts";
import { aCustomer, aVisitor } from "#app/test/people.ts";

let people = 0;
const aBuyer = (app: App) => aCustomer(app, { email: `surat-${++people}@warung.test` });
const english = { headers: { "accept-language": "en" } };

describe("the pages of invoices and of credit", () => {
  test("say what will be there while they are empty, in both languages, for their owner only", async ({
    app,
  }) => {
    const buyer = await aBuyer(app);
    for (const [path, id, en] of [
      ["/account/invoices", "Belum ada faktur", "No invoices yet"],
      ["/account/credit", "Belum ada saldo", "No credit yet"],
    ] as const) {
      const { html, status } = await buyer.get(path);
      expect(status).toBe(200);
      expect(html).toContain(id);
      expect(html).not.toContain("<script");
      expect((await buyer.ask(path, english)).html).toContain(en);
      expect((await aVisitor(app).get(path)).location).toBe(`/login?next=${encodeURIComponent(path)}`);
      for (const from of ["/account", "/dashboard"])
        expect((await buyer.get(from)).html).toContain(`"${path}"`);
    }
  });

  test("invoices are paged by links, each leading to its page and its PDF", async ({ app }) => {
    const [buyer, stranger] = [await aBuyer(app), await aBuyer(app)];
    const from = new Date("2026-11-01T00:00:00Z");
    const wish = { userId: buyer.account.id, count: 23, from, everyMs: 60_000 };
    await manyInvoices({ db: app.db }, wish);
    const numbersOf = (html: string) => html.match(/INV-2026-\d{6}(?=<)/g) ?? [];
    const first = await buyer.get("/account/invoices");
    expect(numbersOf(first.html)).toHaveLength(20);
    expect(first.html).toContain("/orders/LC-2026-500023/invoice.pdf");
    const older = first.html.match(/href="(\/account\/invoices\?before=[^"]+)" rel="next"/)![1]!;
    expect(numbersOf((await buyer.get(older)).html)).toEqual([
      "INV-2026-000003",
      "INV-2026-000002",
      "INV-2026-000001",
    ]);
    const pdf = await app.visit("/orders/LC-2026-500023/invoice.pdf", {
      headers: { cookie: [...buyer.cookies].map((pair) => pair.join("=")).join("; ") },
    });
    expect(pdf.headers.get("content-type")).toBe("application/pdf");
    expect(numbersOf((await stranger.get(older)).html)).toEqual([]);
    expect((await buyer.get("/account/invoices?before=%00%27")).status).toBe(200);
  });

  test("money given back has a credit note on the order, in the list, as a page and as a PDF, for its owner only", async ({
    app,
  }) => {
    const [buyer, stranger] = [await aBuyer(app), await aBuyer(app)];
    const shop = shopOf(app);
    const order = await anOpenOrder(shop, { userId: buyer.account.id });
    const { trxId } = await app.ipaymu.pay(order.reference, { notify: "never" });
    await settleTransaction(shop, trxId, new Date());
    const { number: invoice } = (await issueInvoice(shop, order, new Date("2030-01-01"))) as {
      number: string;
    };
    const giving = { orderId: order.orderId, userId: order.userId, cause: "staff", way: "credit" } as const;
    const sum = { subtotalIdr: 12_000, taxIdr: 0, reason: "only for staff", now: new Date() };
    const given = await app.db.transaction().execute((tx) => giveBack(tx, { ...giving, ...sum }));
    if (given.outcome !== "given") throw new Error(given.outcome);
    const { number } = await issueCreditNote(app.db, given, new Date());
    const page = `/orders/${order.number}/credit-notes/${number}`;

    const onOrder = (await buyer.get(`/orders/${order.number}`)).html;
    for (const words of ["Rp12.000 menjadi saldo Anda.", "Uang dikembalikan", page])
      expect(onOrder).toContain(words);
    expect(onOrder).not.toContain("only for staff");
    const list = (await buyer.get("/account/invoices")).html;
    for (const words of [page, `${page}/pdf`, "nota kredit", "−Rp12.000"]) expect(list).toContain(words);
    const { html, status } = await buyer.get(page);
    expect(status).toBe(200);
    for (const words of [`Nota kredit ${number}`, `Mengoreksi faktur ${invoice}`, "−Rp12.000"])
      expect(html).toContain(words);
    expect((await buyer.ask(page, english)).html).toContain(`Corrects invoice ${invoice}`);
    const pdf = await app.visit(`${page}/pdf`, {
      headers: { cookie: [...buyer.cookies].map((pair) => pair.join("=")).join("; ") },
    });
    expect(pdf.headers.get("content-disposition")).toContain(`${number}.pdf`);
    const text = textOfPdf(Buffer.from(await pdf.arrayBuffer())).replace(/\s+/g, " ");
    for (const words of [
      `Nota kredit ${number}`,
      `Mengoreksi faktur ${invoice}`,
      "Total -Rp12.000",
      "Sudah dikembalikan",
    ])
      expect(text).toContain(words);
    for (const path of [page, `${page}/pdf`, `/orders/${order.number}/credit-notes/${invoice}`])
      expect((await stranger.get(path)).status).toBe(404);
  });

  test("credit tells why it came, from which order, and the balance after it", async ({ app }) => {
    const [buyer, stranger] = [await aBuyer(app), await aBuyer(app)];
    const shop = shopOf(app);
    const order = await anOpenOrder(shop, { userId: buyer.account.id });
    for (let paid = 0; paid < 2; paid++) {
      const { trxId } = await app.ipaymu.choose(order.reference, "bca");
      await app.ipaymu.pay(trxId, { notify: "never" });
      await settleTransaction(shop, trxId, new Date());
    }
    await app.db
      .insertInto("credit_entries")
      .values({ user_id: buyer.account.id, amount_idr: -9_000, reason: "refund" })
      .execute();
    const { html } = await buyer.get("/account/credit");
    for (const words of [
      "Saldo Anda sekarang Rp40.000.",
      "Pesanan terbayar lebih dari sekali",
      `/orders/${order.number}`,
      "+Rp49.000",
      "−Rp9.000",
      "Pengembalian dana",
    ]) {
      expect(html).toContain(words);
    }
    expect(html.indexOf("−Rp9.000")).toBeLessThan(html.indexOf("+Rp49.000"));
    expect((await stranger.get("/account/credit")).html).not.toContain("Rp49.000");
    expect((await buyer.get("/account/credit?before=%00%27")).status).toBe(200);
  });
});

describe("details for invoices", () => {
  test("are saved with the separators people write, shown again, and may be emptied", async ({ app }) => {
    const buyer = await aBuyer(app);
    const save = (address: string, npwp: string) =>
      buyer.post("/account", { intent: "save-buyer", address, npwp });
    expect((await save("  Jl. Melati\t No. 2 ", "12.345.678.9-012.345")).status).toBe(303);
    const { html } = await buyer.get("/account");
    expect(html).toContain("Perubahan sudah disimpan.");
    expect(html).toContain('value="Jl. Melati No. 2"');
    expect(html).toContain('value="12.345.678.9-012.345"');
    const row = () =>
      app.db
        .selectFrom("users")
        .select(["address", "npwp"])
        .where("id", "=", buyer.account.id)
        .executeTakeFirstOrThrow();
    expect(await row()).toEqual({ address: "Jl. Melati No. 2", npwp: "123456789012345" });
    await save("", "");
    expect(await row()).toEqual({ address: null, npwp: null });
  });

  test("that are wrong are told in a sentence, and what was typed is kept", async ({ app }) => {
    const buyer = await aBuyer(app);
    const fields = { intent: "save-buyer", address: `Jl. ${"a".repeat(300)}`, npwp: "123 <b>" };
    const answer = await buyer.post("/account", fields);
    expect(answer.status).toBe(400);
    for (const words of [
      "Alamat paling panjang 200 huruf.",
      "Tulis NPWP dengan 15 atau 16 angka",
      "123 &lt;b&gt;",
    ])
      expect(answer.html).toContain(words);
    const inEnglish = await buyer.ask("/account", {
      ...english,
      method: "POST",
      body: new URLSearchParams(fields),
    });
    expect(inEnglish.html).toContain("Write the NPWP with 15 or 16 digits");
    expect((await buyer.post("/account", { intent: "save-buyer" })).status).toBe(400);
  });
});
