import { expect } from "vitest";
import { refreshChannels } from "#app/domain/billing/payments/channels.server.ts";
import { addStarterPlans } from "#app/domain/catalog/starter-plans.ts";
import { type App, test } from "#app/test/app.ts";
import { shopOf } from "#app/test/billing.ts";
import { hiddenFields } from "#app/test/changing.ts";
import { aCustomer } from "#app/test/people.ts";

type Payment = { isDirect: boolean; feeBearer: "merchant" | "buyer" };
const payment = () =>
  (globalThis as unknown as { lumicloud: { settings: { payment: Payment } } }).lumicloud.settings.payment;

let people = 0;
async function aBuyer(app: App) {
  await addStarterPlans(app.db);
  await refreshChannels(shopOf(app), new Date());
  const buyer = await aCustomer(app, { email: `cara-bayar-${++people}@warung.test` });
  const { html } = await buyer.get("/checkout/usaha");
  const person = { name: "Sari", phone: "081234567890", terms: "yes" };
  const form = { ...hiddenFields(html), address: "free", label: `cara-${people}`, domain: "", ...person };
  const orders = () =>
    app.db.selectFrom("orders").selectAll().where("user_id", "=", buyer.account.id).execute();
  return { buyer, html, form, orders };
}

test("checkout offers every way to pay, the gateway's page first and chosen, long lists folded", async ({
  app,
}) => {
  const { html, buyer } = await aBuyer(app);
  const values = [...html.matchAll(/name="way"[^>]* value="([^"]+)"/g)].map((one) => one[1]);
  expect(values.slice(0, 2)).toEqual(["page", "qris.mpm"]);
  expect(values).toContain("va.bca");
  expect(values.at(-1)).toMatch(/^cstore\./);
  expect(html).toMatch(/<input type="radio"[^>]*(checked=""[^>]*value="page"|value="page"[^>]*checked="")/);
  expect(html.match(/<details class="rounded-card/g)).toHaveLength(2);
  expect(html).not.toMatch(/<script|<details open/);

  payment().feeBearer = "buyer";
  expect((await buyer.get("/checkout/usaha")).html).toMatch(/Biaya sekitar Rp[\d.]+, Anda yang tanggung/);
  payment().feeBearer = "merchant";
  payment().isDirect = false;
  expect((await buyer.get("/checkout/usaha")).html).not.toContain('name="way"');
  payment().isDirect = true;
});

test("ordering with a way chosen leads straight to its code, which is the order's own", async ({ app }) => {
  const { buyer, form, orders } = await aBuyer(app);
  const { status, location } = await buyer.post("/checkout/usaha", { ...form, way: "va.bni" });
  const [order] = await orders();
  expect(status).toBe(303);
  expect(new URL(location).pathname).toMatch(new RegExp(`^/orders/${order!.number}/pay/[0-9a-f-]{36}$`));
  const code = await buyer.get(new URL(location).pathname);
  const { paymentNo } = app.ipaymu.transactions().at(-1)!;
  expect(code.html.replace(/<[^>]+>/g, "")).toContain(paymentNo);
  // the same form again is the same order and the same code
  expect((await buyer.post("/checkout/usaha", { ...form, way: "va.bni" })).location).toBe(location);
  expect(await orders()).toHaveLength(1);
});

test("a way that is none orders nothing and keeps the form; one that fails leaves an order to pay otherwise", async ({
  app,
}) => {
  const { buyer, form, orders } = await aBuyer(app);
  const wrong = await buyer.post("/checkout/usaha", { ...form, way: "va.danamon" });
  expect([wrong.status, wrong.html.includes("sedang tidak tersedia")]).toEqual([400, true]);
  expect(wrong.html).toContain(`value="${form.label}"`);
  const unreachable = await buyer.post("/checkout/usaha", { ...form, way: "va.bni", phone: "" });
  expect([unreachable.status, unreachable.html.includes("iPaymu meminta nomor telepon")]).toEqual([
    400,
    true,
  ]);
  expect(await orders()).toEqual([]);
  const kept = await buyer.post("/checkout/usaha", { ...form, way: "va.bca", terms: "" });
  expect(kept.html).toMatch(
    /<input type="radio"[^>]*(checked=""[^>]*value="va.bca"|value="va.bca"[^>]*checked="")/,
  );
  expect(kept.html).toContain("<details open");

  app.ipaymu.faults.set({ on: "direct", kind: "error", message: "Failed to generate VA" });
  const { location } = await buyer.post("/checkout/usaha", { ...form, way: "va.bni" });
  const [order] = await orders();
  expect(location).toBe(`/orders/${order!.number}/pay`);
  expect((await buyer.get(location)).html).toContain("sedang tidak bisa dipakai");
});
