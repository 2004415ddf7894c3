import { describe, expect } from "vitest";
import { test } from "#app/test/app.ts";
import { zipOf } from "#app/test/archives.ts";
import { aCustomerSite } from "#app/test/customer-site.ts";
import { aCustomer, aVisitor } from "#app/test/people.ts";

describe("the dashboard", () => {
  test("is for its owner, without script, and tells a new customer what to do first", async ({ app }) => {
    expect((await aVisitor(app).get("/dashboard")).location).toContain("/login");
    const sari = await aCustomer(app, { email: "baru@warung.test" });
    for (const [language, title, action] of [
      ["id", "Belum ada situs", "Pilih paket"],
      ["en", "No site yet", "Choose a plan"],
    ] as const) {
      const { html } = await sari.ask("/dashboard", { headers: { "accept-language": language } });
      expect(html).toContain(title);
      expect(html).toContain(action);
      expect(html).not.toContain("<script");
      expect(html).not.toContain("Perlu perhatian");
      expect(html).toContain("baru@warung.test");
      expect(html).toContain("Rp0");
    }
  });

  test("shows each site with its light, its room, the last deployments and what is due next", async ({
    app,
  }) => {
    const site = await aCustomerSite(app, "dasbor");
    await site.provision();
    expect((await site.get("/dashboard")).html).toContain("Siap diisi");
    await site.publish(await site.upload(zipOf({ "index.html": "halo" })));
    await app.db
      .updateTable("websites")
      .set({ disk_used_bytes: 490 * 1024 * 1024, disk_measured_at: new Date() })
      .where("id", "=", site.websiteId)
      .execute();
    const { html } = await site.get("/dashboard");
    const text = html.replace(/<!-- -->/g, "");
    expect(text).toContain("Menyala");
    expect(text).toContain("490 MB dari 500 MB");
    expect(text).toContain("Ruang disk dasbor.situs.test hampir penuh");
    expect(text).toContain("dasbor.situs.test #1");
    expect(text).toMatch(/Rp25\.000, \d+ \w+ 20\d\d/);
  });

  test("never shows another customer's site", async ({ app }) => {
    await aCustomerSite(app, "rahasia");
    const other = await aCustomer(app, { email: "lain@warung.test" });
    expect((await other.get("/dashboard")).html).not.toContain("rahasia.situs.test");
  });
});
