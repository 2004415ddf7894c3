import { expect } from "vitest";
import { people } from "#scripts/demo/people.ts";
import { runSale } from "#scripts/demo/sale.ts";
import { test } from "./world.ts";

const buyer = people[0];

test("a buyer without script pays by virtual account and by QRIS without leaving the shop", async ({
  world,
}) => {
  const { shop, phone } = world;
  await runSale(shop, { buyer, megabytes: 0.25, say: () => {} });
  const { context, page } = await phone({ script: false });
  await page.goto(`${shop.appUrl}/login`);
  await page.getByLabel(/E-mail/i).fill(buyer.email);
  await page.getByLabel("Kata sandi").fill(buyer.password);
  await page.getByRole("button", { name: "Masuk" }).click();
  await page.waitForURL(/dashboard/);
  await page.goto(`${shop.appUrl}/account`);
  await page
    .getByLabel(/telepon|HP/i)
    .first()
    .fill("081234567890");
  await page.getByRole("button", { name: "Simpan" }).first().click();

  for (const [way, label] of [
    ["BNI Virtual Account", "toko-va"],
    ["QRIS", "toko-qris"],
  ] as const) {
    await page.goto(`${shop.appUrl}/checkout/usaha`);
    await page.locator('input[name="label"]').fill(label);
    await page.locator('input[name="terms"]').check();
    if (way !== "QRIS") await page.locator("summary", { hasText: "Virtual account" }).click();
    await page.getByRole("radio", { name: new RegExp(`^${way}`) }).check();
    await page.getByRole("button", { name: /Bayar|Lanjut/ }).click();
    await page.waitForURL(/\/pay\/[0-9a-f-]{36}$/);
    const code = page.url();
    const shown = (await page.locator(".select-all.font-mono").first().textContent()) ?? "";
    if (way === "QRIS") await page.getByRole("img", { name: /Kode QRIS/ }).waitFor();

    await page.goto(`${shop.ipaymu.url}/code`);
    await page.getByRole("textbox").fill(shown);
    await page.getByRole("button", { name: "Cari" }).click();
    await page.getByRole("button", { name: "Bayar", exact: true }).click();
    await page.getByText("Sudah dibayar.").waitFor();
    await page.goto(code);
    await page.getByText("Pesanan ini sudah dibayar.").first().waitFor();
    expect(await page.locator("h1").textContent()).toContain("Bayar lewat");
  }
  await context.close();
}, 120_000);
