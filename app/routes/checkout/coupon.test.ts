import { describe, expect } from "vitest";
import { addStarterPlans } from "#app/domain/catalog/starter-plans.ts";
import { limits } from "#app/http/rate-limits.server.ts";
import { type App, test } from "#app/test/app.ts";
import { aCoupon } from "#app/test/coupons.ts";
import { aCustomer } from "#app/test/people.ts";

let people = 0;

async function aBuyer(app: App) {
  await addStarterPlans(app.db);
  const email = `kupon-${++people}@warung.test`;
  return { ...(await aCustomer(app, { email })), label: `toko-kupon-${people}` };
}
type Buyer = Awaited<ReturnType<typeof aBuyer>>;

async function theForm(buyer: Buyer, coupon: string) {
  const { html } = await buyer.get("/checkout/usaha");
  const hidden = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  const ours = Object.fromEntries(hidden.map(([, name, value]) => [name!, value!]));
  return {
    ...ours,
    address: "free",
    label: buyer.label,
    domain: "",
    name: "Sari",
    phone: "",
    coupon,
    terms: "yes",
  };
}

const ordersOf = (app: App, buyer: Buyer) =>
  app.db.selectFrom("orders").selectAll().where("user_id", "=", buyer.account.id).execute();
const apply = (form: Record<string, string>) => ({ ...form, intent: "apply-coupon" });

describe("a coupon on the checkout page", () => {
  test("shows the price with it before anything is ordered, keeps what was typed, and is paid with it", async ({
    app,
  }) => {
    const buyer = await aBuyer(app);
    const { code } = await aCoupon(app.db, { percent: 20 });
    const form = await theForm(buyer, code.toLowerCase());
    const shown = await buyer.post("/checkout/usaha", apply({ ...form, terms: "" }));
    expect(shown.status).toBe(200);
    for (const word of [
      "Kupon dipakai: hemat Rp9.800, jadi Rp39.200.",
      "−Rp9.800",
      "Bayar Rp39.200",
      buyer.label,
    ]) {
      expect(shown.html).toContain(word);
    }
    expect(shown.html).toContain("Perpanjangan Rp49.000");
    expect(shown.html).not.toContain("<script");
    expect(await ordersOf(app, buyer)).toEqual([]);

    const { location } = await buyer.post("/checkout/usaha", form);
    expect(location).toContain(app.ipaymu.url);
    const [order] = await ordersOf(app, buyer);
    expect(order).toMatchObject({ total_idr: 39_200, discount_idr: 9_800 });
    const page = await buyer.get(`/orders/${order!.number}`);
    expect(page.html).toContain(`Kupon ${code}`);
    expect(app.ipaymu.sessions().find((one) => one.referenceId === `${order!.number}-A1`)).toMatchObject({
      subTotal: 39_200,
    });
  });

  test("promised for every payment is in the price of the renewal; a big one leaves the least payment", async ({
    app,
  }) => {
    const buyer = await aBuyer(app);
    const { code } = await aCoupon(app.db, { percent: null, amountIdr: 900_000, payments: "every" });
    const { html } = await buyer.post("/checkout/usaha", apply(await theForm(buyer, code)));
    for (const word of ["Perpanjangan Rp5.000", "Bayar Rp5.000", "paling sedikit Rp5.000"]) {
      expect(html).toContain(word);
    }
  });

  test("is the same sentence for a code that never was and one that is over, and nothing is ordered", async ({
    app,
  }) => {
    const buyer = await aBuyer(app);
    const over = await aCoupon(app.db, { endsAt: new Date(Date.now() - 1000) });
    for (const code of ["TIDAKPERNAH", over.code]) {
      for (const form of [await theForm(buyer, code), apply(await theForm(buyer, code))]) {
        const { status, html } = await buyer.post("/checkout/usaha", form);
        expect(status).toBe(400);
        expect(html).toContain("Kode ini tidak bisa dipakai.");
        expect(html).toContain(`value="${code}"`);
        expect(html).toContain(buyer.label);
      }
    }
    expect(await ordersOf(app, buyer)).toEqual([]);
  });

  test("that is for another plan says so, and an empty one asks for the code", async ({ app }) => {
    const buyer = await aBuyer(app);
    const { code } = await aCoupon(app.db, { planId: "bisnis" });
    const other = await buyer.post("/checkout/usaha", apply(await theForm(buyer, code)));
    expect([other.status, other.html.includes("tidak berlaku untuk paket ini")]).toEqual([400, true]);
    const empty = await buyer.post("/checkout/usaha", apply(await theForm(buyer, " ")));
    expect([empty.status, empty.html.includes("Tulis kode kuponnya dulu.")]).toEqual([400, true]);
  });

  test("sent twice at once is one order with one use", async ({ app }) => {
    const buyer = await aBuyer(app);
    const { code } = await aCoupon(app.db, { maxUses: 1 });
    const form = await theForm(buyer, code);
    const answers = await Promise.all([1, 2, 3].map(() => buyer.post("/checkout/usaha", form)));
    expect(new Set(answers.map((one) => one.location)).size).toBe(1);
    expect(answers[0]!.location).toContain(app.ipaymu.url);
    expect(await ordersOf(app, buyer)).toHaveLength(1);
  });

  test.for(["coupon-account", "coupon-address"] as const)(
    "guessed by force is stopped by %s, and a purchase without one goes on",
    async (name, { app }) => {
      const buyer = await aBuyer(app);
      const { code } = await aCoupon(app.db, {});
      await buyer.post("/checkout/usaha", apply(await theForm(buyer, "TEBAKAN1")));
      await app.db
        .updateTable("rate_limits")
        .set({ hits: limits[name].hits })
        .where("bucket", "like", `${name}%`)
        .execute();
      for (const form of [await theForm(buyer, code), apply(await theForm(buyer, code))]) {
        const { status, html, headers } = await buyer.post("/checkout/usaha", form);
        expect(status).toBe(429);
        expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
        expect(html).toContain("Terlalu banyak kode dicoba");
        expect(html).toContain(buyer.label);
      }
      const without = await buyer.post("/checkout/usaha", await theForm(buyer, ""));
      expect(without.location).toContain(app.ipaymu.url);
      await app.db.deleteFrom("rate_limits").execute();
    },
  );
});
