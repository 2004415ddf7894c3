import { describe, expect } from "vitest";
import { creditBalance } from "#app/domain/billing/credit/credit.server.ts";
import { type App, test } from "#app/test/app.ts";
import { shopOf } from "#app/test/billing.ts";
import { aCustomer } from "#app/test/people.ts";
import { aSubscription, daysAfter } from "#app/test/renewing.ts";

let people = 0;

async function aSubscriber(app: App, days = 10, locale: "id" | "en" = "id") {
  const customer = await aCustomer(app, { email: `berhenti-${++people}@warung.test`, locale });
  const userId = customer.account.id;
  const made = await aSubscription(shopOf(app), { anchor: daysAfter(new Date(), -days), userId });
  const statusOf = async () => {
    const row = await app.db
      .selectFrom("subscriptions")
      .select("status")
      .where("id", "=", made.subscriptionId)
      .executeTakeFirstOrThrow();
    return row.status;
  };
  return { ...customer, ...made, statusOf, path: `/sites/${made.websiteId}/cancel` };
}

describe("ending a subscription", () => {
  test("at term says until when the site runs, asks for a reason, and can be taken back on the site's page", async ({
    app,
  }) => {
    const one = await aSubscriber(app);
    expect((await one.get(`/sites/${one.websiteId}`)).html).toContain(one.path);
    const choices = await one.get(one.path);
    expect(choices.status).toBe(200);
    for (const words of [
      "Berhenti pada akhir masa",
      "Berhenti sekarang",
      "Tidak ada yang dikembalikan",
      "/refunds",
    ])
      expect(choices.html).toContain(words);
    expect(choices.html).not.toContain("<script");
    const fields = { mode: "at-term", credit: "0", reason: "", note: "Terlalu jauh <b>" };
    const refused = await one.post(`${one.path}?mode=at-term`, fields);
    expect(refused.status).toBe(400);
    expect(refused.html).toContain("Pilih salah satu alasan.");
    expect(refused.html).toContain("Terlalu jauh &lt;b&gt;");
    const done = await one.post(`${one.path}?mode=at-term`, { ...fields, reason: "moving" });
    expect([done.status, done.location]).toEqual([303, `/sites/${one.websiteId}`]);
    expect(await one.statusOf()).toBe("cancelling");
    const site = await one.get(`/sites/${one.websiteId}`);
    expect(site.html).toContain("Tarik kembali, jalan terus");
    expect(site.html).toContain("Langganan berhenti pada akhir masanya.");
    expect((await one.get(one.path)).html).toContain("Sudah Anda minta");
    expect((await one.post(one.path, { intent: "take-back" })).status).toBe(303);
    expect(await one.statusOf()).toBe("active");
    expect((await one.get(`/sites/${one.websiteId}`)).html).not.toContain("Tarik kembali, jalan terus");
  });

  test("at once gives back what the page showed, and a sum that changed is shown again first", async ({
    app,
  }) => {
    const one = await aSubscriber(app, 3, "en");
    const page = await one.get(`${one.path}?mode=now`);
    expect(page.html).toContain("Rp49.000 becomes your account&#x27;s credit");
    const fields = { mode: "now", reason: "not-needed", note: "" };
    const changed = await one.post(`${one.path}?mode=now`, { ...fields, credit: "50000" });
    expect(changed.status).toBe(400);
    expect(changed.html).toContain("the amount that comes back changed");
    expect(await one.statusOf()).toBe("active");
    expect((await one.post(`${one.path}?mode=now`, { ...fields, credit: "49000" })).status).toBe(303);
    expect(await one.statusOf()).toBe("ended");
    expect(await creditBalance(app.db, one.userId)).toBe(49_000);
    expect((await one.post(`${one.path}?mode=now`, { ...fields, credit: "49000" })).status).toBe(303);
    expect(await creditBalance(app.db, one.userId)).toBe(49_000);
  });

  test("is nobody's but the owner's", async ({ app }) => {
    const [one, stranger] = [await aSubscriber(app), await aSubscriber(app)];
    expect((await stranger.get(one.path)).status).toBe(404);
    const fields = { mode: "at-term", credit: "0", reason: "other", note: "" };
    expect((await stranger.post(one.path, fields)).status).toBe(404);
    expect((await stranger.post(one.path, { intent: "take-back" })).status).toBe(404);
    expect(await one.statusOf()).toBe("active");
  });
});
