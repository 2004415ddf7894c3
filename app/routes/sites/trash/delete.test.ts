import { describe, expect } from "vitest";
import { type App, test } from "#app/test/app.ts";
import { aCustomerSite } from "#app/test/customer-site.ts";
import { aCustomer } from "#app/test/people.ts";

let sites = 0;

async function aSite(app: App) {
  const name = `buang-${++sites}`;
  const site = await aCustomerSite(app, name);
  await site.provision();
  const reasonOf = async () => {
    const row = await app.db
      .selectFrom("websites")
      .select("suspended_reason")
      .where("id", "=", site.websiteId)
      .executeTakeFirstOrThrow();
    return row.suspended_reason;
  };
  return { ...site, host: `${name}.situs.test`, path: `${site.base}/delete`, reasonOf };
}

describe("deleting a site", () => {
  test("says exactly what happens, wants the site's name, and can be taken back on the site's page and in the list", async ({
    app,
  }) => {
    const one = await aSite(app);
    expect((await one.get(one.base)).html).toContain(one.path);
    const asked = await one.get(one.path);
    expect(asked.status).toBe(200);
    for (const words of ["Situs dan akses FTP dimatikan", "akhir masanya", "mengambilnya kembali", one.host])
      expect(asked.html).toContain(words);
    expect(asked.html).not.toContain("<script");
    const wrong = await one.post(one.path, { intent: "delete", name: "toko.situs.test" });
    expect(wrong.status).toBe(400);
    expect(wrong.html).toContain("Namanya tidak sama.");
    expect(wrong.html).toContain('value="toko.situs.test"');
    expect(await one.reasonOf()).toBeNull();
    const done = await one.post(one.path, { intent: "delete", name: ` ${one.host.toUpperCase()} ` });
    expect([done.status, done.location]).toEqual([303, one.base]);
    expect(await one.reasonOf()).toBe("trash");
    for (const page of [one.base, "/dashboard"]) {
      const { html } = await one.get(page);
      expect(html).toContain(`${one.host} sudah dihapus`);
      expect(html).toContain("Ambil kembali");
      expect(html).not.toContain("Tarik kembali, jalan terus");
    }
    expect((await one.get(one.path)).html).toContain("masih bisa diambil kembali");
    expect((await one.post(one.path, { intent: "delete", name: one.host })).status).toBe(303);
    expect((await one.post(one.path, { intent: "take-back" })).location).toBe(one.base);
    expect(await one.reasonOf()).toBeNull();
    expect((await one.get(one.base)).html).not.toContain("sudah dihapus");
  });

  test("is nobody's but the owner's, and staff see that it was deleted and until when", async ({ app }) => {
    const [one, stranger] = [await aSite(app), await aSite(app)];
    expect((await stranger.get(one.path)).status).toBe(404);
    expect((await stranger.post(one.path, { intent: "delete", name: one.host })).status).toBe(404);
    await one.post(one.path, { intent: "delete", name: one.host });
    expect((await stranger.post(one.path, { intent: "take-back" })).status).toBe(404);
    expect(await one.reasonOf()).toBe("trash");
    const clerk = await aCustomer(app, { email: `petugas-${sites}@lumi.test` });
    await app.db.updateTable("users").set({ role: "staff" }).where("id", "=", clerk.account.id).execute();
    const { html } = await clerk.get(`/staff/sites/${one.websiteId}`);
    expect(html).toContain("Dihapus pemiliknya");
    expect(html).toContain("Bisa diambil kembali pemiliknya sampai");
    const stop = { intent: "stop", note: "laporan" };
    await clerk.post(`/staff/sites/${one.websiteId}`, stop);
    expect((await one.get(one.path)).html).toContain("Situs ini kami hentikan");
    await clerk.post(`/staff/sites/${one.websiteId}`, { intent: "run" });
    expect(await one.reasonOf()).toBe("trash");
  });
});
