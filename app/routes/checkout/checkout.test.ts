import { describe, expect } from "vitest";
import { addStarterPlans } from "#app/domain/catalog/starter-plans.ts";
import { limits } from "#app/http/rate-limits.server.ts";
import { type App, test } from "#app/test/app.ts";
import { aCustomer, anAccount, aVisitor, PASSWORD } from "#app/test/people.ts";

type Customer = Awaited<ReturnType<typeof aCustomer>>;

let people = 0;
const nobodyYet = () => `pembeli-${++people}@warung.test`;

async function aBuyer(app: App): Promise<Customer> {
  await addStarterPlans(app.db);
  return aCustomer(app, { email: nobodyYet() });
}

/** What the page's form would send, as it stands. */
async function theForm(buyer: Customer, label: string, path = "/checkout/usaha") {
  const { html } = await buyer.get(path);
  const hidden = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  const fields = Object.fromEntries(hidden.map(([, name, value]) => [name!, value!]));
  return {
    ...fields,
    address: "free",
    label,
    domain: "",
    name: "Sari Wulandari",
    phone: "0812 3456 7890",
    terms: "yes",
  };
}

const ordersOf = (app: App, buyer: Customer) =>
  app.db.selectFrom("orders").selectAll().where("user_id", "=", buyer.account.id).execute();

describe("the checkout page", () => {
  test("shows total, term and renewal in both languages, without script", async ({ app }) => {
    const buyer = await aBuyer(app);
    for (const [language, words] of [
      ["id", ["Pesan paket Usaha", "Rp490.000", "Perpanjangan Rp490.000 setiap tahun", "untuk 1 tahun"]],
      ["en", ["Order Usaha", "Rp490.000", "Renews at Rp490.000 every year", "for 1 year"]],
    ] as const) {
      const { status, html, headers } = await buyer.ask("/checkout/usaha?cycle=yearly", {
        headers: { "accept-language": language },
      });
      expect(status).toBe(200);
      for (const word of words) expect(html).toContain(word);
      expect(html).not.toContain("<script");
      expect(headers.get("content-security-policy")).toContain("script-src 'none'");
      expect(headers.get("content-security-policy")).toContain(new URL(app.ipaymu.url).origin);
    }
  });

  test("is for people whose address is confirmed, and for plans on sale", async ({ app }) => {
    const buyer = await aBuyer(app);
    expect((await aVisitor(app).get("/checkout/usaha?cycle=yearly")).location).toBe(
      "/login?next=%2Fcheckout%2Fusaha%3Fcycle%3Dyearly",
    );
    const email = nobodyYet();
    await anAccount(app, { email, isVerified: false });
    const unconfirmed = aVisitor(app);
    await unconfirmed.post("/login", { email, password: PASSWORD });
    expect((await unconfirmed.get("/checkout/usaha")).location).toMatch(/^\/verify\?next=/);
    expect((await buyer.get("/checkout/mewah")).status).toBe(404);
  });
});

describe("ordering", () => {
  test("writes the order, opens the payment and goes there", async ({ app }) => {
    const buyer = await aBuyer(app);
    const answer = await buyer.post("/checkout/usaha", await theForm(buyer, "toko-satu"));
    expect(answer.status).toBe(303);
    const [order] = await ordersOf(app, buyer);
    const session = app.ipaymu.sessions().find((one) => one.referenceId === `${order!.number}-A1`);
    expect(answer.location).toContain(session!.id);
    expect(order).toMatchObject({ site_label: "toko-satu", total_idr: 49_000, status: "awaiting-payment" });
    const user = await app.db
      .selectFrom("users")
      .select("phone")
      .where("id", "=", buyer.account.id)
      .executeTakeFirst();
    expect(user).toEqual({ phone: "081234567890" });
  });

  test("twice at once, and once more later, is one order and one payment page", async ({ app }) => {
    const buyer = await aBuyer(app);
    const form = await theForm(buyer, "toko-dua");
    const answers = await Promise.all([
      buyer.post("/checkout/usaha", form),
      buyer.post("/checkout/usaha", form),
    ]);
    answers.push(await buyer.post("/checkout/usaha", form));
    expect(new Set(answers.map((one) => one.location)).size).toBe(1);
    expect(answers[0]!.location).toMatch(/^http/);
    expect(await ordersOf(app, buyer)).toHaveLength(1);
  });

  test("survives a gateway that fails: the order is kept and can be paid from its page", async ({ app }) => {
    const buyer = await aBuyer(app);
    app.ipaymu.faults.set({ on: "payment", kind: "reset-after" });
    const answer = await buyer.post("/checkout/usaha", await theForm(buyer, "toko-tiga"));
    expect(answer.location).toMatch(/^\/orders\/LC-/);
    const { html } = await buyer.get(answer.location);
    expect(html).toContain("Pesanan Anda tersimpan dan tidak ada uang yang diambil");
    expect((await buyer.post(`${answer.location}/pay`, {})).location).toMatch(/^http.+\/payment\//);
  });

  test.for([
    ["nothing at all", {}, "Pilih alamat gratis atau domain sendiri."],
    ["no name for the free address", { label: "" }, "Tulis nama untuk alamat gratis Anda"],
    ["a name with spaces", { label: "toko sari" }, "Nama alamat hanya boleh"],
    ["a name of 300 letters and more", { label: "a".repeat(301) }, "Nama alamat hanya boleh"],
    ["our own domain", { address: "own", domain: "x.situs.test" }, "Domain itu milik kami"],
    ["no agreement", { terms: "" }, "Setujui syarat dan ketentuan"],
    ["no name", { name: " " }, "Tulis nama Anda."],
    ["a phone number in words", { phone: "nol delapan" }, "Tulis nomor telepon"],
    ["a key that is none", { checkoutKey: "1" }, "Formulir ini sudah terlalu lama"],
    [
      "a price that is none",
      { priceId: "00000000-0000-4000-8000-000000000000" },
      "Harga paket ini baru saja berubah",
    ],
  ] as const)(
    "with %s is refused in one sentence and keeps what was typed",
    async ([name, change, sentence], { app }) => {
      const buyer = await aBuyer(app);
      const form =
        name === "nothing at all"
          ? {}
          : { ...(await theForm(buyer, "toko-salah")), domain: "tokosari.id", ...change };
      const { status, html } = await buyer.post("/checkout/usaha", form as Record<string, string>);
      expect(status).toBe(400);
      expect(html).toContain(sentence);
      expect(html).toContain("Ada yang perlu diperbaiki");
      if (name !== "nothing at all" && !("domain" in change)) expect(html).toContain('value="tokosari.id"');
      expect(await ordersOf(app, buyer)).toEqual([]);
    },
  );

  test("with repeated or deeply nested fields is refused without an order", async ({ app }) => {
    const buyer = await aBuyer(app);
    const form = Object.entries(await theForm(buyer, "toko-ulang")) as [string, string][];
    const repeated = await buyer.post("/checkout/usaha", [...form, ["label", "dua"]]);
    expect([repeated.status, repeated.html.includes("Nama alamat hanya boleh")]).toEqual([400, true]);
    expect((await buyer.post("/checkout/usaha", [...form, ["a[b][c][d][e][f]", "x"]])).status).toBe(400);
    expect(await ordersOf(app, buyer)).toEqual([]);
  });

  test("for a name somebody else is paying for says so beside the field", async ({ app }) => {
    const [sari, budi] = [await aBuyer(app), await aBuyer(app)];
    await sari.post("/checkout/usaha", await theForm(sari, "rebutan"));
    const { status, html } = await budi.post("/checkout/usaha", await theForm(budi, "rebutan"));
    expect(status).toBe(400);
    expect(html).toContain("Alamat itu sudah dipakai");
  });

  test("is counted: after many orders in an hour one waits", async ({ app }) => {
    const buyer = await aBuyer(app);
    await buyer.post("/checkout/usaha", await theForm(buyer, "toko-batas"));
    await app.db
      .updateTable("rate_limits")
      .set({ hits: limits.checkout.hits })
      .where("bucket", "like", "checkout%")
      .execute();
    const { status, html, headers } = await buyer.post(
      "/checkout/usaha",
      await theForm(buyer, "toko-batas-2"),
    );
    expect(status).toBe(429);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    expect(html).toContain("toko-batas-2");
  });
});

describe("coming back from the payment page", () => {
  test("tells the truth in one sentence, and refreshes itself until it is settled", async ({ app }) => {
    const buyer = await aBuyer(app);
    await buyer.post("/checkout/usaha", await theForm(buyer, "toko-pulang"));
    const [order] = await ordersOf(app, buyer);
    const attempt = await app.db
      .selectFrom("payment_attempts")
      .selectAll()
      .where("order_id", "=", order!.id)
      .executeTakeFirstOrThrow();
    const path = `/payments/${attempt.id}/return`;

    const before = await buyer.get(`${path}?return=true&status=berhasil`);
    expect(before.html).toContain("Kami belum melihat pembayaran");
    expect(before.html).toContain('http-equiv="refresh" content="3"');
    const { trxId } = await app.ipaymu.choose(attempt.reference_id, "bca");
    const chosen = await buyer.get(`${path}?trx_id=${trxId}&status=berhasil`);
    expect(chosen.html).toContain("iPaymu masih menunggu pembayaran Anda.");
    expect(chosen.html).toContain("Virtual account BCA");
    await app.ipaymu.pay(trxId, { notify: "never" });
    await app.db
      .updateTable("gateway_transactions")
      .set({ updated_at: new Date(0) })
      .where("trx_id", "=", trxId)
      .execute();
    const paid = await buyer.get(`${path}?trx_id=${trxId}`);
    expect(paid.html).toContain("Pembayaran Anda sudah kami terima");
    expect(paid.html).not.toContain('http-equiv="refresh"');
    expect((await buyer.ask(path, { headers: { "accept-language": "en" } })).html).toContain(
      "We have your payment",
    );
    for (const { html } of [before, chosen, paid]) expect(html).not.toContain("<script");
  });

  test("somebody else's transaction in the address is left alone, and so is somebody else's page", async ({
    app,
  }) => {
    const [sari, budi] = [await aBuyer(app), await aBuyer(app)];
    await sari.post("/checkout/usaha", await theForm(sari, "toko-sari-x"));
    await budi.post("/checkout/usaha", await theForm(budi, "toko-budi-x"));
    const attempts = await app.db
      .selectFrom("payment_attempts")
      .innerJoin("orders", "orders.id", "order_id")
      .select(["payment_attempts.id", "reference_id", "user_id"])
      .execute();
    const of = (buyer: Customer) => attempts.find((one) => one.user_id === buyer.account.id)!;
    const { trxId } = await app.ipaymu.pay(of(budi).reference_id, { notify: "never" });
    const { html } = await sari.get(`/payments/${of(sari).id}/return?trx_id=${trxId}&status=berhasil`);
    expect(html).toContain("Kami belum melihat pembayaran");
    expect((await ordersOf(app, budi))[0]!.status).toBe("awaiting-payment");
    const others = await sari.get(`/payments/${of(budi).id}/return`);
    expect(others.html).toContain("Kami belum melihat pembayaran untuk tagihan ini");
    expect(others.html).not.toContain(of(budi).reference_id.slice(0, -3));
    expect((await sari.get("/payments/nothing/return")).status).toBe(404);
  });

  test("while the gateway is silent the last known state is shown", async ({ app }) => {
    const buyer = await aBuyer(app);
    await buyer.post("/checkout/usaha", await theForm(buyer, "toko-diam"));
    const [order] = await ordersOf(app, buyer);
    const { id, reference_id } = await app.db
      .selectFrom("payment_attempts")
      .selectAll()
      .where("order_id", "=", order!.id)
      .executeTakeFirstOrThrow();
    const { trxId } = await app.ipaymu.choose(reference_id);
    app.ipaymu.faults.set({ on: "transaction", kind: "500" });
    const { status, html } = await buyer.get(`/payments/${id}/return?trx_id=${trxId}`);
    expect(status).toBe(200);
    expect(html).toContain("iPaymu sedang tidak menjawab");
  });
});
