import { describe, expect } from "vitest";
import { refreshChannels } from "#app/domain/billing/payments/channels.server.ts";
import { payToken } from "#app/domain/billing/payments/pay-links.ts";
import { limits } from "#app/http/rate-limits.server.ts";
import { type App, test } from "#app/test/app.ts";
import { anOpenOrder, anOrder, hoursLater, shopOf } from "#app/test/billing.ts";
import { testSettings } from "#app/test/fixtures.ts";
import { anAccount, aVisitor, openMail } from "#app/test/people.ts";
import { aSubscription, billingRun, billsOf, endingIn } from "#app/test/renewing.ts";

let people = 0;
const PERSON = { name: "Ratna Dewi", email: "" };
const aPerson = (app: App) => anAccount(app, { ...PERSON, email: `ratna-${++people}@warung.test` });
const linkTo = (orderId: string, now = new Date()) => `/pay/${payToken(testSettings.linkKeys, orderId, now)}`;

/** A subscription that ends in six days, billed; and the link in the letter about it. */
async function aBilledPerson(app: App) {
  const shop = shopOf(app);
  const person = await aPerson(app);
  const one = await aSubscription(shop, { ...endingIn(6), userId: person.id });
  await billingRun(shop, new Date());
  const links = await openMail(app, person.email);
  const [bill] = await billsOf(app.db, one.subscriptionId);
  return { ...one, person, bill: bill!, link: links.findLast((one) => one.startsWith("/pay/")) ?? "" };
}

const attemptsOf = (app: App, orderId: string) =>
  app.db.selectFrom("payment_attempts").selectAll().where("order_id", "=", orderId).execute();

describe("the link in the letter about a bill", () => {
  test("pays it in a browser that is not signed in, and tells the truth on the way back", async ({ app }) => {
    const { person, bill, link, host } = await aBilledPerson(app);
    const payer = aVisitor(app);
    const page = await payer.get(link);
    expect(page.status).toBe(200);
    for (const word of ["Bayar tagihan", bill.number, host, "Perpanjangan: Usaha", "Bayar Rp"]) {
      expect(page.html).toContain(word);
    }
    const { location, status } = await payer.post(link, {});
    expect(status).toBe(303);
    expect(location).toContain(app.ipaymu.url);

    const [attempt] = await attemptsOf(app, bill.id);
    const back = `/payments/${attempt!.id}/return`;
    expect((await payer.get(back)).html).toContain("Kami belum melihat pembayaran untuk tagihan ini");
    const { trxId } = await app.ipaymu.pay(attempt!.reference_id, { notify: "never" });
    const paid = await payer.get(`${back}?trx_id=${trxId}`);
    expect(paid.html).toContain("Pembayaran ini sudah kami terima. Terima kasih.");
    for (const secret of [person.email, PERSON.name, "/orders/", bill.number]) {
      expect(paid.html).not.toContain(secret);
    }
    expect((await payer.get(link)).html).toContain("Tagihan ini sudah dibayar. Terima kasih.");
    const again = await payer.post(link, {});
    expect([again.status, again.location]).toEqual([303, link]);
    expect(await attemptsOf(app, bill.id)).toHaveLength(1);
  });

  test("shows nothing about the person, on the page or as data, and is neither kept nor passed on", async ({
    app,
  }) => {
    const { person, bill, link, userId } = await aBilledPerson(app);
    const secrets = [person.email, PERSON.name, userId, bill.id, bill.checkout_key];
    for (const address of [link, `${link}.data`]) {
      const { html } = await aVisitor(app).get(address);
      for (const secret of secrets) expect(html).not.toContain(secret);
    }
    const { html, headers } = await aVisitor(app).get(link);
    expect(html).toContain('<meta name="robots" content="noindex"');
    expect(html).not.toContain("<script");
    expect(headers.get("referrer-policy")).toBe("same-origin");
    expect(headers.get("cache-control")).toBe("private, no-store");
    expect(headers.get("x-robots-tag")).toBe("noindex");
    expect(headers.get("content-security-policy")).toContain("script-src 'none'");
  });

  test("opened in two tabs pays in one session, and so does the order's own page", async ({ app }) => {
    const { bill, link } = await aBilledPerson(app);
    const answers = await Promise.all([1, 2, 3].map(() => aVisitor(app).post(link, {})));
    expect(new Set(answers.map((one) => one.location)).size).toBe(1);
    expect(answers[0]!.location).toContain(app.ipaymu.url);
    expect(await attemptsOf(app, bill.id)).toHaveLength(1);
  });
});

/** A payer with the link to an order of somebody whose number the gateway may have, and the channels fetched. */
async function aPayableLink(app: App) {
  const person = await aPerson(app);
  await app.db.updateTable("users").set({ phone: "081234567890" }).where("id", "=", person.id).execute();
  await refreshChannels(shopOf(app), new Date());
  const order = await anOrder(shopOf(app), { userId: person.id });
  return { person, order, link: linkTo(order.orderId), payer: aVisitor(app) };
}

describe("a code by the link in the letter", () => {
  test("is chosen and shown without signing in, says nothing about the person, and turns into «paid»", async ({
    app,
  }) => {
    const { person, order, link, payer } = await aPayableLink(app);
    const { html } = await payer.get(link);
    const values = [...html.matchAll(/name="way"[^>]* value="([^"]+)"/g)].map((one) => one[1]);
    expect(values.slice(0, 2)).toEqual(["page", "qris.mpm"]);
    expect(html).toMatch(/<input type="radio"[^>]*(checked=""[^>]*value="page"|value="page"[^>]*checked="")/);
    expect(html).not.toContain("<script");

    const { location } = await payer.post(link, { way: "va.bni" });
    expect(location).toMatch(new RegExp(`^${link}/[0-9a-f-]{36}$`));
    const code = await payer.get(location);
    const { id, paymentNo } = app.ipaymu.transactions().at(-1)!;
    expect(code.html.replace(/<[^>]+>/g, "")).toContain(paymentNo);
    expect(code.html).toContain('http-equiv="refresh" content="5"');
    for (const secret of [person.email, PERSON.name, "/orders/", person.id])
      expect(code.html).not.toContain(secret);
    for (const [name, value] of [
      ["referrer-policy", "same-origin"],
      ["cache-control", "private, no-store"],
      ["x-robots-tag", "noindex"],
    ] as const)
      expect(code.headers.get(name)).toBe(value);
    expect((await payer.get(link)).html).toContain("masih terbuka");
    expect((await payer.post(link, { way: "va.bni" })).location).toBe(location);

    await app.ipaymu.pay(String(id), { notify: "never" });
    await app.db
      .updateTable("gateway_transactions")
      .set({ updated_at: new Date(Date.now() - 60_000) })
      .execute();
    expect((await payer.get(location)).html).toContain("Pesanan ini sudah dibayar.");
    expect(await attemptsOf(app, order.orderId)).toHaveLength(1);
  });

  test("is of that bill only, and gone with its link", async ({ app }) => {
    const { link, payer } = await aPayableLink(app);
    const code = (await payer.post(link, { way: "qris.mpm" })).location.split("/").at(-1);
    const other = await aPayableLink(app);
    expect((await payer.get(`${other.link}/${code}`)).status).toBe(404);
    expect((await payer.get(`/pay/nonsense/${code}`)).location).toBe("/pay/nonsense");
    const old = linkTo(other.order.orderId, hoursLater(-61 * 24));
    expect((await payer.get(`${old}/${code}`)).location).toBe(old);
  });

  test("that cannot be had leaves the gateway's page, and is not offered without the buyer's number", async ({
    app,
  }) => {
    const { person, link, payer } = await aPayableLink(app);
    const unknown = await payer.post(link, { way: "va.danamon" });
    expect([unknown.status, unknown.html.includes("sedang tidak tersedia")]).toEqual([400, true]);
    app.ipaymu.faults.set({ on: "direct", kind: "error", message: "Suspicious buyer" });
    expect((await payer.post(link, { way: "va.bni" })).location).toBe(link);
    expect((await payer.get(link)).html).toContain("belum mengizinkan pembayaran langsung");
    await app.db.updateTable("users").set({ phone: null }).where("id", "=", person.id).execute();
    expect((await payer.get(link)).html).not.toContain('name="way"');
    expect((await payer.post(link, {})).location).toContain(app.ipaymu.url);
  });
});

describe("a link to pay", () => {
  test.for([
    ["changed in one letter", (token: string) => `${token.startsWith("A") ? "B" : "A"}${token.slice(1)}`],
    ["cut short", (token: string) => token.slice(0, 40)],
    ["of an order that does not exist", () => linkTo("00000000-0000-4000-8000-000000000000").slice(5)],
  ] as const)("%s is a clear page, and pays nothing", async ([, change], { app }) => {
    const { orderId } = await anOrder(shopOf(app));
    const link = `/pay/${change(linkTo(orderId).slice(5))}`;
    const visitor = aVisitor(app);
    for (const answer of [await visitor.get(link), await visitor.post(link, {})]) {
      expect(answer.status).toBe(404);
      expect(answer.html).toContain("Tautan ini tidak kami kenal");
      expect(answer.html).not.toContain("LC-");
    }
    expect(await attemptsOf(app, orderId)).toEqual([]);
  });

  test("older than 60 days says so and leads to signing in", async ({ app }) => {
    const { orderId, number } = await anOrder(shopOf(app));
    const link = linkTo(orderId, hoursLater(-61 * 24));
    for (const language of ["id", "en"] as const) {
      const visitor = aVisitor(app, { language });
      const { status, html } = await visitor.get(link);
      expect(status).toBe(410);
      expect(html).toContain(language === "id" ? "sudah terlalu lama" : "too old");
      expect(html).toContain(`/orders/${number}`);
      expect(html).not.toContain('<form method="post" action="/pay');
      expect((await visitor.post(link, {})).status).toBe(410);
    }
    expect(await attemptsOf(app, orderId)).toEqual([]);
  });

  test.for([
    ["expired", "Tagihan ini sudah lewat waktunya"],
    ["cancelled", "Tagihan ini sudah dibatalkan."],
  ] as const)("of an order that is %s says so, and opens no payment", async ([status, sentence], { app }) => {
    const { orderId } = await anOrder(shopOf(app));
    await app.db
      .updateTable("orders")
      .set({ status, closed_at: new Date() })
      .where("id", "=", orderId)
      .execute();
    const visitor = aVisitor(app);
    const { html } = await visitor.get(linkTo(orderId));
    expect(html).toContain(sentence);
    expect(html).not.toContain("Bayar Rp");
    expect((await visitor.post(linkTo(orderId), {})).location).toMatch(/^\/pay\//);
    expect(await attemptsOf(app, orderId)).toEqual([]);
  });

  test("of an order whose time ran out a moment ago is over, whatever its row says", async ({ app }) => {
    const { orderId } = await anOrder(shopOf(app), { now: hoursLater(-25) });
    expect((await aVisitor(app).get(linkTo(orderId))).html).toContain("Tagihan ini sudah lewat waktunya");
  });

  test("while the gateway is silent says that nothing was taken, and works again after", async ({ app }) => {
    const { orderId } = await anOrder(shopOf(app));
    const visitor = aVisitor(app);
    app.ipaymu.faults.set({ on: "payment", kind: "reset-after" });
    const { location } = await visitor.post(linkTo(orderId), {});
    expect(location).toMatch(/^\/pay\//);
    expect((await visitor.get(location)).html).toContain("tidak ada uang yang diambil");
    expect((await visitor.post(location, {})).location).toContain(app.ipaymu.url);
  });

  test("is pressed so often from one address, and no more", async ({ app }) => {
    const { orderId } = await anOpenOrder(shopOf(app));
    const visitor = aVisitor(app, { address: "203.0.113.7" });
    await visitor.post(linkTo(orderId), {});
    await app.db
      .updateTable("rate_limits")
      .set({ hits: limits["pay-link"].hits })
      .where("bucket", "like", "pay-link%")
      .execute();
    const { status, headers, html } = await visitor.post(linkTo(orderId), {});
    expect(status).toBe(429);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    expect(html).toContain('role="alert"');
  });
});
