import { expect } from "vitest";
import { sampleSite } from "#scripts/demo/site.ts";
import { linkFor, test } from "./world.ts";

for (const script of [false, true]) {
  const label = script ? "toko-berskrip" : "toko-polos";

  test(`a stranger on a phone ${script ? "with" : "without"} script buys, pays, uploads a site and sees it live`, async ({
    world,
  }) => {
    const { shop, phone } = world;
    const { context, page } = await phone({ script });
    const email = `${label}@contoh.test`;

    await page.goto(shop.appUrl);
    await page.getByRole("link", { name: "Pilih paket" }).first().click();
    await page.locator('main a[href^="/checkout/"]').first().click();
    await page.locator('main a[href^="/register"]').click();

    await page.getByLabel("Nama").fill("Sari Wulandari");
    await page.getByLabel(/E-mail/i).fill(email);
    await page.getByLabel("Kata sandi").fill("lampu-teras-menyala");
    await page.getByRole("checkbox").check();
    await page.getByRole("button", { name: "Daftar" }).click();
    await page.getByRole("heading", { name: "Periksa kotak masuk Anda" }).waitFor();

    await page.goto(await linkFor(shop, email, "/verify/"));
    await page.getByRole("button", { name: "Konfirmasi" }).click();
    await page.waitForURL(/\/checkout\//);

    await page.locator('input[name="label"]').fill(label);
    await page.locator('input[name="terms"]').check();
    await page.getByRole("button", { name: /Bayar|Lanjut/ }).click();
    await page.waitForURL(`${shop.ipaymu.url}/**`);

    await page.getByRole("button", { name: "Lanjut" }).click();
    await page.getByRole("button", { name: "Bayar sekarang" }).click();
    await page.getByRole("link", { name: "Lihat pesanan" }).click();
    await page.waitForURL(/\/orders\/LC-/);
    await page.locator('a[href^="/sites/"]').first().waitFor();
    await page.locator('a[href^="/sites/"]').first().click();
    await page
      .getByRole("link", { name: /Unggah situs/ })
      .first()
      .click();

    const archive = await sampleSite("Toko Sari", 1);
    const file = { name: archive.name, mimeType: "application/zip", buffer: Buffer.from(archive.bytes) };
    await page.locator('input[type="file"]').setInputFiles(file);
    await page.getByRole("button", { name: /Unggah/ }).click();
    await page.getByRole("button", { name: "Terbitkan" }).click();
    const address = `http://${label}.localhost:${shop.ports.sites}`;
    await page.locator(`main a[href^="${address}"]`).first().waitFor();

    const site = await context.newPage();
    await site.goto(address);
    expect(await site.locator("body").textContent()).toContain(archive.proof);
    await context.close();
  }, 120_000);
}
