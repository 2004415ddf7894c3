import { expect } from "vitest";
import { backUpWebsite } from "#app/domain/hosting/backups/backups.server.ts";
import { restoreBackup } from "#app/domain/hosting/backups/backups-restore.server.ts";
import { restoreBeside } from "#app/domain/hosting/backups/beside-restores.server.ts";
import { test } from "#app/test/app.ts";
import { zipOf } from "#app/test/archives.ts";
import { aCustomerSite } from "#app/test/customer-site.ts";
import { takeJobs } from "#app/test/renewing.ts";

test("the owner asks for a backup, downloads it and puts it back; others find nothing", async ({ app }) => {
  const site = await aCustomerSite(app, "cadangan");
  const other = await aCustomerSite(app, "penasaran");
  const page = `${site.base}/backups`;
  expect((await site.post(page, {})).status).toBe(400);
  await site.provision();
  await site.publish(await site.upload(await zipOf({ "index.html": "<h1>satu</h1>" })));
  expect((await site.get(page)).html).toContain("Belum ada cadangan");
  expect((await site.post(page, {})).location).toBe(page);
  expect((await site.get(page)).html).toContain("Sedang dibuat");
  for (const job of await takeJobs(app.db, "back-up-website"))
    await backUpWebsite(site.worker, job, new Date());
  const { html } = await site.get(page);
  const one = /\/sites\/[\w-]+\/backups\/[\w-]{36}/.exec(html)?.[0] ?? "?";
  const file = await site.get(`${one}/zip`);
  expect([file.status, file.headers.get("content-type")]).toEqual([200, "application/zip"]);
  const asked = await site.get(`${one}/restore`);
  expect(asked.html).toContain("Pulihkan cadangan ini?");
  // What the panel itself puts beside the site is in the backup too.
  expect(asked.html).toMatch(/name="beside"[^>]*>.*404\.html/);
  expect(asked.html).not.toMatch(/<input[^>]*name="beside"[^>]*checked/);
  const { disk_bytes } = await app.db.selectFrom("plans").select("disk_bytes").executeTakeFirstOrThrow();
  await app.db.updateTable("plans").set({ disk_bytes: 10 }).execute();
  const tooMuch = await site.post(`${one}/restore`, { beside: "on" });
  expect(tooMuch.status).toBe(400);
  expect(tooMuch.html).toContain("ruang paket Anda kurang");
  await app.db.updateTable("plans").set({ disk_bytes }).execute();
  const { location } = await site.post(`${one}/restore`, {});
  expect((await site.post(`${one}/restore`, {})).location).toBe(location);
  expect((await site.get(location)).status).toBe(200);
  expect(await takeJobs(app.db, "restore-beside")).toEqual([]);
  expect((await site.post(`${one}/restore`, { beside: "on" })).location).toBe(location);
  expect((await site.get(page)).html).toContain("sedang dikembalikan: 0 selesai");
  for (const job of await takeJobs(app.db, "restore-beside"))
    expect(await restoreBeside(site.worker, job, new Date())).toEqual({ outcome: "done" });
  expect((await site.get(page)).html).toContain("sudah dikembalikan dan diperiksa");
  await app.db
    .updateTable("beside_restores")
    .set({ status: "failed", short_bytes: 3 * 1024 })
    .execute();
  expect((await site.get(page)).html).toContain("ruang paket Anda kurang 3 KB");
  for (const job of await takeJobs(app.db, "restore-backup")) {
    expect(await restoreBackup(site.worker, job, new Date())).toEqual({ outcome: "queued" });
    expect(await restoreBackup(site.worker, job, new Date())).toEqual({ outcome: "queued" });
  }
  expect((await site.get(`${site.base}/deployments`)).html).toContain("backup-");
  for (const path of [page, `${one}/zip`, `${one}/restore`, `${one.replace(site.base, other.base)}/zip`]) {
    expect((await other.get(path)).status, path).toBe(404);
  }
  expect((await other.post(`${one}/restore`, {})).status).toBe(404);
  expect((await other.post(page, {})).status).toBe(404);
});
