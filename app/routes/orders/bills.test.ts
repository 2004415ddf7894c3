import { expect } from "vitest";
import { test } from "#app/test/app.ts";
import { shopOf } from "#app/test/billing.ts";
import { aCustomer } from "#app/test/people.ts";
import { aSubscription, billingRun, billsOf, daysAfter, endingIn } from "#app/test/renewing.ts";

const plain = (html: string) => html.replace(/<!-- -->/g, "");

test("a bill is shown with its amount and a way to pay on every page, and cannot be cancelled", async ({
  app,
}) => {
  const buyer = await aCustomer(app, { email: "tagihan@warung.test" });
  const shop = shopOf(app);
  const one = await aSubscription(shop, { ...endingIn(4), userId: buyer.account.id });
  await billingRun(shop, new Date());
  const [bill] = await billsOf(app.db, one.subscriptionId);
  const here = `/orders/${bill!.number}`;

  expect(plain((await buyer.get("/orders")).html)).toContain("(perpanjangan)");
  const order = await buyer.get(here);
  expect(order.html).toContain("Tagihan perpanjangan ini menunggu pembayaran.");
  expect(order.html).toContain("Bayar sekarang");
  expect(order.html).not.toContain(`${here}/cancel`);
  expect((await buyer.get(`${here}/cancel`)).location).toBe(here);
  expect((await buyer.post(`${here}/cancel`, {})).location).toBe(here);
  expect((await buyer.get(here)).html).toContain("biarkan saja tidak dibayar");
  expect(plain((await buyer.get("/dashboard")).html)).toContain(`Tagihan perpanjangan ${one.host}`);
  expect((await buyer.post(`${here}/pay`, {})).location).toContain(app.ipaymu.url);

  const attempt = await app.db
    .selectFrom("payment_attempts")
    .select(["id", "reference_id"])
    .where("order_id", "=", bill!.id)
    .executeTakeFirstOrThrow();
  const { trxId } = await app.ipaymu.pay(attempt.reference_id, { notify: "never" });
  const back = await buyer.get(`/payments/${attempt.id}/return?trx_id=${trxId}`);
  expect(back.html).toContain("langganan Anda sudah diperpanjang");
  expect(back.html).not.toContain("situs Anda sedang disiapkan");
});

test("a site that is off says the amount and leads to its bill, in both languages", async ({ app }) => {
  const buyer = await aCustomer(app, { email: "mati@warung.test" });
  const shop = shopOf(app);
  const one = await aSubscription(shop, { ...endingIn(-4), userId: buyer.account.id });
  await billingRun(shop, daysAfter(one.endsAt, -7));
  await billingRun(shop, new Date());
  await app.db.updateTable("websites").set({ status: "suspended" }).where("id", "=", one.websiteId).execute();
  const [bill] = await billsOf(app.db, one.subscriptionId);
  for (const [language, title, button] of [
    ["id", "Situs ini dimatikan sementara karena belum dibayar", "Bayar Rp"],
    ["en", "This site is switched off for now because it is unpaid", "Pay Rp"],
  ] as const) {
    const headers = { "accept-language": language };
    const { html } = await buyer.ask(`/sites/${one.websiteId}`, { headers });
    expect(html).toContain(title);
    expect(html).toContain(button);
    expect(html).toContain(`href="/orders/${bill!.number}"`);
  }
});
