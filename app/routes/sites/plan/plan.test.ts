import { describe, expect } from "vitest";
import { addStarterPlans } from "#app/domain/catalog/starter-plans.ts";
import { type App, test } from "#app/test/app.ts";
import { aPaidPeriod, hiddenFields } from "#app/test/changing.ts";
import { aCustomerSite } from "#app/test/customer-site.ts";
import { aVisitor } from "#app/test/people.ts";

async function aSite(app: App, name: string) {
  await addStarterPlans(app.db);
  const site = await aCustomerSite(app, name);
  await aPaidPeriod(app.db, site.websiteId);
  return { ...site, plans: `${site.base}/plan`, usaha: `${site.base}/plan/usaha/monthly` };
}

const subscriptionOf = (app: App, userId: string) =>
  app.db.selectFrom("subscriptions").selectAll().where("user_id", "=", userId).executeTakeFirstOrThrow();

describe("the pages of a plan", () => {
  test("of a cancelled subscription lead to where it is taken back", async ({ app }) => {
    const sari = await aSite(app, "berhenti");
    await app.db
      .updateTable("subscriptions")
      .set({ status: "cancelling" })
      .where("id", "=", (of) =>
        of.selectFrom("websites").select("subscription_id").where("id", "=", sari.websiteId),
      )
      .execute();
    const { html } = await sari.get(sari.plans);
    expect(html).toContain("Batalkan dulu penghentiannya");
    expect(html).toContain(`href="${sari.base}/cancel"`);
  });

  test("belong to the site's owner and read in both languages", async ({ app }) => {
    const sari = await aSite(app, "pemilik");
    const other = await aSite(app, "orang-lain");
    for (const path of [sari.plans, sari.usaha]) {
      expect((await other.get(path)).status, path).toBe(404);
      expect((await other.post(path, {})).status, path).toBeGreaterThanOrEqual(404);
      expect((await aVisitor(app).get(path)).location, path).toContain("/login?next=");
    }
    expect((await sari.get(sari.plans)).html).toContain("Paket dan masa bayar");
    const english = { headers: { "accept-language": "en" } };
    expect((await sari.ask(sari.plans, english)).html).toContain("Plan and term");
    expect((await sari.ask(sari.usaha, english)).html).toContain("Less what is left of Starter");
    expect((await sari.get(sari.base)).html).toContain(`href="${sari.plans}"`);
  });

  test("show the sum, and the button does what it says: an order of that amount", async ({ app }) => {
    const sari = await aSite(app, "naik");
    const shown = await sari.get(sari.usaha);
    expect(shown.html).toContain("Selisih yang dibayar");
    const fields = hiddenFields(shown.html);
    expect(shown.html).toContain(`Rp${Number(fields.totalIdr).toLocaleString("id-ID")}`);
    const answer = await sari.post(sari.usaha, fields);
    expect([answer.status, answer.location]).toEqual([303, expect.stringContaining(app.ipaymu.url)]);
    const order = await app.db
      .selectFrom("orders")
      .selectAll()
      .where("user_id", "=", sari.account.id)
      .where("kind", "=", "upgrade")
      .executeTakeFirstOrThrow();
    expect(order).toMatchObject({ total_idr: Number(fields.totalIdr), status: "awaiting-payment" });
    const page = await sari.get(sari.plans);
    expect(page.html).toContain("Pindah ke Usaha per bulan menunggu pembayaran");
    expect(page.html).toContain(`href="/orders/${order.number}"`);
    expect((await sari.get(`/orders/${order.number}`)).html).toContain("Ganti paket");
  });

  test("answer an old page, a changed price and a withdrawn plan, and change nothing", async ({ app }) => {
    const sari = await aSite(app, "lama");
    const fields = hiddenFields((await sari.get(sari.usaha)).html);
    const old = { ...fields, quotedAt: new Date(Date.now() - 31 * 60_000).toISOString() };
    const bad = [old, { ...fields, totalIdr: "1" }, { ...fields, differenceIdr: "x" }, {}];
    for (const sent of bad) {
      const { status, html } = await sari.post(sari.usaha, sent);
      expect(status).toBe(400);
      expect(html).toContain("Ada yang berubah sejak halaman ini dibuka");
      expect(html).toContain("Selisih yang dibayar");
    }
    const price = app.db.updateTable("prices").where("id", "=", fields.priceId ?? "");
    await price.set({ replaced_at: new Date() }).execute();
    await app.db
      .insertInto("prices")
      .values({ plan_id: "usaha", cycle: "monthly", amount_idr: 59_000 })
      .execute();
    const changed = await sari.post(sari.usaha, fields);
    expect(changed.status).toBe(400);
    expect(changed.html).toContain("Rp59.000");
    const withdrawn = app.db.updateTable("plans").where("id", "=", "usaha");
    await withdrawn.set({ withdrawn_at: new Date() }).execute();
    const gone = await sari.post(sari.usaha, fields);
    expect([gone.status, gone.location]).toEqual([303, sari.plans]);
    expect((await sari.get(sari.plans)).html).toContain("Paket itu tidak dijual lagi");
    expect(await subscriptionOf(app, sari.account.id)).toMatchObject({ plan_id: "starter" });
    await withdrawn.set({ withdrawn_at: null }).execute();
  });

  test("say with numbers that a site does not fit, and that a bill comes first", async ({ app }) => {
    const sari = await aSite(app, "besar");
    const fields = hiddenFields((await sari.get(sari.usaha)).html);
    const used = app.db.updateTable("websites").where("id", "=", sari.websiteId);
    await used.set({ disk_used_bytes: 6 * 1024 ** 3, disk_measured_at: new Date() }).execute();
    const page = await sari.post(sari.usaha, fields);
    expect(page.status).toBe(400);
    expect(page.html).toMatch(/Situs Anda memakai 6.{0,3}GB, sedangkan paket Usaha memuat 5/);
    const owned = app.db.updateTable("subscriptions").where("user_id", "=", sari.account.id);
    await owned.set({ status: "past-due" }).execute();
    for (const path of [sari.plans, sari.usaha]) {
      expect((await sari.get(path)).html, path).toContain("Bayar dulu tagihannya");
    }
  });

  test("a change that is free of charge or gives back is done at once and stays in the history", async ({
    app,
  }) => {
    const sari = await aSite(app, "hemat");
    await app.db
      .insertInto("credit_entries")
      .values({ user_id: sari.account.id, amount_idr: 1_000_000, reason: "manual" })
      .execute();
    for (const [page, plan] of [
      [`${sari.plans}/bisnis/monthly`, "bisnis"],
      [`${sari.plans}/mulai/monthly`, "mulai"],
    ] as const) {
      const answer = await sari.post(page, hiddenFields((await sari.get(page)).html));
      expect([answer.status, answer.location]).toEqual([303, sari.plans]);
      expect(await subscriptionOf(app, sari.account.id)).toMatchObject({ plan_id: plan });
    }
    const { html } = await sari.get(sari.plans);
    expect(html).toContain("Paket sudah diganti dan langsung berlaku.");
    expect(html).toContain("Starter, per bulan → Bisnis, per bulan");
    expect(html).toContain("Bisnis, per bulan → Mulai, per bulan");
  });
});
