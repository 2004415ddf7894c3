import { expect } from "vitest";
import { setPhpAllowed } from "#app/domain/hosting/servers/php-allowed.server.ts";
import { followFolders } from "#app/domain/hosting/websites/follow-folders.server.ts";
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

test("folders are kept and let go on the same page, with the lines to reach them by", async ({ app }) => {
  const site = await aCustomerSite(app, "berfolder");
  const page = `${site.base}/php`;
  const keep = (name: string, visibility = "public") => site.post(page, { intent: "keep", name, visibility });
  await site.provision();
  const early = await keep("uploads");
  expect([early.status, early.html.includes("Terbitkan situs Anda dulu")]).toEqual([400, true]);
  await site.publish(await site.upload(await zipOf({ "index.html": "satu" })));
  const bad = await keep("Foto Saya");
  expect([bad.status, bad.html.includes('value="Foto Saya"')]).toEqual([400, true]);
  expect((await keep("uploads")).location).toBe(page);
  expect((await keep("simpanan", "private")).location).toBe(page);
  expect((await keep("uploads")).status).toBe(400);
  for (const job of await takeJobs(app.db, "follow-folders")) {
    expect(await followFolders(site.worker, job, new Date())).toEqual({ outcome: "followed" });
  }
  const { html } = await site.get(page);
  expect(html).toContain("/../../data/uploads");
  expect(html).toContain("berfolder.situs.test/uploads/");
  expect(html).toContain("Hanya program situs yang membacanya");

  const upload = await site.upload(await zipOf({ "index.html": "dua", "uploads/a.txt": "a" }));
  expect((await site.get(upload)).html).toContain("Folder tetap tidak diambil dari arsip");
  const deployment = await site.publish(upload);
  expect((await site.get(`${deployment}/details`)).html).toContain("1 berkas di folder tetap");

  expect((await site.post(page, { intent: "forget", name: "uploads" })).location).toBe(page);
  const again = await site.post(page, { intent: "forget", name: "uploads" });
  expect([again.status, again.html.includes("tidak ada di daftar")]).toEqual([400, true]);
});
