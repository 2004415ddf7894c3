import { expect } from "vitest";
import { setPhpAllowed } from "#app/domain/hosting/servers/php-allowed.server.ts";
import { followPhp } from "#app/domain/hosting/websites/follow-php.server.ts";
import { type App, test } from "#app/test/app.ts";
import { zipOf } from "#app/test/archives.ts";
import { aCustomerSite } from "#app/test/customer-site.ts";
import { takeJobs } from "#app/test/renewing.ts";

async function allow(app: App, isAllowed: boolean, staffId: string): Promise<void> {
  const { id: serverId } = await app.db.selectFrom("servers").select("id").executeTakeFirstOrThrow();
  await setPhpAllowed(app.db, { serverId, isAllowed, staffId, now: new Date() });
}

test("the owner of a site chooses its PHP where the operator allows it, and is told what it means", async ({
  app,
}) => {
  const site = await aCustomerSite(app, "berphp");
  const other = await aCustomerSite(app, "bukan");
  const page = `${site.base}/php`;
  expect((await site.post(page, { version: "static" })).status).toBe(400);
  await site.provision();
  expect((await site.get(site.base)).html).toContain(page);
  expect((await site.get(page)).html).toContain("hanya menjalankan situs statis");
  const upload = await site.upload(await zipOf({ "index.php": "<?php", "inc/db.php": "<?php" }));
  expect((await site.get(upload)).html).toContain("Kalau ada kata sandi di dalamnya");

  await allow(app, true, site.account.id);
  expect((await site.get(upload)).html).toContain(`href="${page}"`);
  const { html } = await site.get(page);
  for (const said of ["PHP 8.2", "PHP 8.3", "open_basedir", "satu pengguna sistem"])
    expect(html).toContain(said);
  for (const version of ["99", "", "8.2", "../82"]) {
    const refused = await site.post(page, { version });
    expect([refused.status, refused.html.includes("Versi itu tidak ada di server")]).toEqual([400, true]);
  }
  expect((await site.post(page, { version: "82" })).location).toBe(page);
  expect((await site.get(page)).html).toContain('http-equiv="refresh"');
  for (const job of await takeJobs(app.db, "follow-php")) await followPhp(site.worker, job, new Date());
  const set = await site.get(page);
  expect(set.html).toContain("PHP 8.2");
  expect(set.html).not.toContain('http-equiv="refresh"');
  expect((await site.get(upload)).html).not.toContain("Berkas PHP");

  const draft = await site.post(upload, { intent: "publish", as: "draft" });
  expect([draft.status, draft.html.includes("Situs dengan PHP tidak punya draf")]).toEqual([400, true]);
  expect((await other.get(page)).status).toBe(404);
  expect((await other.post(page, { version: "static" })).status).toBe(404);
  await allow(app, false, site.account.id);
});
