import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Page, Route } from "playwright-core";
import { expect } from "vitest";
import { zipOf } from "#app/test/archives.ts";
import { sariUploads } from "./sari.ts";
import { test, type World } from "./world.ts";

const MIB = 1024 * 1024;
const PARTS = /\/uploads\/arrivals\/[^/?]+\?offset=/;
const large = zipOf({ "index.html": "<h1>Besar</h1>", "film.bin": randomBytes(5 * MIB) }, 0);
const asFile = (buffer: Buffer, name = "situs.zip") => ({ name, mimeType: "application/zip", buffer });

/** Sari on the page where archives are sent, and how many bytes her browser sent in parts. */
async function atUploads(world: World, options: { mayBeCut?: boolean } = {}) {
  const parts: number[] = [];
  return { ...(await sariUploads(world, options)), parts };
}

/** Lets this many parts through, counts them, and gives every later one to `then`. */
async function letThrough(page: Page, parts: number[], count: number, then: (route: Route) => void) {
  await page.unroute(PARTS);
  await page.route(PARTS, async (route) => {
    if (parts.length >= count) return then(route);
    parts.push(route.request().postDataBuffer()?.length ?? 0);
    await route.continue();
  });
}

const sum = (parts: number[]) => parts.reduce((all, one) => all + one, 0);
const arrived = (page: Page) => page.waitForURL(/\/uploads\/[0-9a-f-]{36}$/);

test("a connection lost in the middle is waited out, and only the rest is sent", async ({ world }) => {
  const { page, context, parts } = await atUploads(world, { mayBeCut: true });
  await letThrough(page, parts, 1, (route) => {
    void context.setOffline(true).then(() => route.abort("internetdisconnected"));
  });
  await page.locator('input[type="file"]').setInputFiles(asFile(large, "putus.zip"));
  await page.getByText("Isi situs: 2 berkas").waitFor();
  await page.getByRole("button", { name: "Unggah" }).click();
  await page.getByText("Sambungan terputus.").waitFor();
  const before = sum(parts);
  await letThrough(page, parts, 1000, () => {});
  await context.setOffline(false);
  await arrived(page);
  expect(before).toBe(MIB);
  expect(sum(parts), "nothing was sent twice").toBe(large.length);
  await page.getByRole("button", { name: "Terbitkan" }).waitFor();
  await context.close();
}, 120_000);

test("after the tab was loaded again the same file goes on where it was", async ({ world }) => {
  const { page, context, parts } = await atUploads(world, { mayBeCut: true });
  await letThrough(page, parts, 1, () => {});
  await page.locator('input[type="file"]').setInputFiles(asFile(large, "muat.zip"));
  await page.getByRole("button", { name: "Unggah" }).click();
  await expect.poll(() => page.getByRole("progressbar").getAttribute("value")).toBe(String(MIB));
  await page.reload();
  await page.getByText(/\d+% dari muat\.zip sudah sampai/).waitFor();
  const before = sum(parts);
  await letThrough(page, parts, 1000, () => {});
  await page.locator('input[type="file"]').setInputFiles(asFile(large, "muat.zip"));
  await page.getByRole("button", { name: "Unggah" }).click();
  await arrived(page);
  expect(before).toBe(MIB);
  expect(sum(parts), "nothing was sent twice").toBe(large.length);
  await context.close();
}, 120_000);

test("pausing holds the sending, continuing goes on, cancelling forgets it", async ({ world }) => {
  const { page, context, parts } = await atUploads(world, { mayBeCut: true });
  await letThrough(page, parts, 1, () => {});
  await page.locator('input[type="file"]').setInputFiles(asFile(large, "jeda.zip"));
  await page.getByRole("button", { name: "Unggah" }).click();
  await expect.poll(() => page.getByRole("progressbar").getAttribute("value")).toBe(String(MIB));
  await page.getByRole("button", { name: "Jeda" }).click();
  await page.getByText("Dijeda.").waitFor();
  await letThrough(page, parts, 2, () => {});
  await page.getByRole("button", { name: "Lanjutkan" }).click();
  await expect.poll(() => parts.length).toBe(2);
  await page.getByRole("button", { name: "Batalkan" }).click();
  await page.getByRole("progressbar").waitFor({ state: "detached" });
  await page.reload();
  await page.getByText("Atau seret arsip").waitFor();
  expect(await page.getByText("sudah sampai").count()).toBe(0);
  await context.close();
}, 120_000);

test("what is wrong with an archive is said before a byte of it is sent", async ({ world }) => {
  const { page, context, parts } = await atUploads(world);
  await letThrough(page, parts, 1000, () => {});
  const input = page.locator('input[type="file"]');
  const send = page.getByRole("button", { name: "Unggah", exact: true });

  await input.setInputFiles(asFile(zipOf({ "index.html": "x", "../jahat.php": "x" })));
  await page.getByText("Arsip ini tidak akan diterima").waitFor();
  await page.getByText("keluar dari folder situs").waitFor();
  await send.click();

  const huge = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "lumicloud-huge-")), "besar.zip");
  fs.writeFileSync(huge, "PK");
  fs.truncateSync(huge, 101 * MIB);
  await input.setInputFiles(huge);
  await page.getByText("paket Anda menerima sampai 100 MB").waitFor();
  await page.getByText("pindah ke paket Usaha, yang menerimanya").waitFor();
  await send.click();
  fs.rmSync(path.dirname(huge), { recursive: true });

  await input.setInputFiles({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("halo") });
  await page.getByText("Berkas itu bukan ZIP atau TAR.GZ.").waitFor();
  await send.click();
  await page.getByText("Berkas itu bukan ZIP atau TAR.GZ.").waitFor();

  await input.setInputFiles(
    asFile(zipOf({ "toko/index.html": "x", "toko/.env": "A=1", "toko/Foto.png": "x", "toko/foto.png": "y" })),
  );
  await page.getByText("Isi situs: 3 berkas").waitFor();
  await page.getByText("Yang ditayangkan: folder toko.").waitFor();
  await page.getByText("Rahasia tidak ikut tayang").waitFor();
  await page.getByText("Nama yang hanya beda huruf besar").waitFor();
  expect(parts, "nothing left the phone").toEqual([]);
  await send.click();
  await arrived(page);
  expect(parts).toHaveLength(1);
  await context.close();
}, 120_000);
