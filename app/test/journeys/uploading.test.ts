import { expect } from "vitest";
import { zipOf } from "#app/test/archives.ts";
import { addDemoPeople, people } from "#scripts/demo/people.ts";
import { test } from "./world.ts";

const [sari] = people;

test("with script an upload shows its progress, and pages move on by themselves until the site is live", async ({
  world,
}) => {
  const { shop, phone } = world;
  await addDemoPeople(shop, () => {});
  const { page, context } = await phone({ script: true });
  await page.goto(`${shop.appUrl}/login`);
  await page.getByLabel(/E-mail/i).fill(sari.email);
  await page.getByLabel("Kata sandi").fill(sari.password);
  await page.getByRole("button", { name: "Masuk" }).click();
  await page.waitForURL(/\/dashboard/);
  await page
    .getByRole("link", { name: /toko-sari/ })
    .first()
    .click();
  await page.getByRole("link", { name: "Unggah situs" }).first().click();

  const input = page.locator('input[type="file"]');
  await page.getByText("Atau seret arsip").waitFor();
  const archive = zipOf({ "index.html": "<h1>Lewat skrip</h1>", "a.bin": Buffer.alloc(3_000_000, "lumi") });
  await input.setInputFiles({ name: "situs.zip", mimeType: "application/zip", buffer: archive });
  await page.getByRole("button", { name: "Unggah" }).click();
  await page.waitForURL(/\/uploads\/[0-9a-f-]{36}$/);
  await page.getByRole("button", { name: "Terbitkan" }).click();

  await page.waitForURL(/\/deployments\//);
  let loads = 0;
  page.on("domcontentloaded", () => loads++);
  await page.getByText("Rilis ini tayang").waitFor();
  expect(loads, "the page was not loaded again").toBe(0);
  const site = await context.newPage();
  await site.goto(`http://toko-sari.localhost:${shop.ports.sites}/`);
  expect(await site.locator("h1").textContent()).toBe("Lewat skrip");
  await context.close();
}, 120_000);
