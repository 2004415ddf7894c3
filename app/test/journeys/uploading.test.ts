import type { Page } from "playwright-core";
import { expect } from "vitest";
import { zipOf } from "#app/test/archives.ts";
import { sariUploads } from "./sari.ts";
import { test } from "./world.ts";

test("with script an upload shows its progress, and pages move on by themselves until the site is live", async ({
  world,
}) => {
  const { shop } = world;
  const { page, context } = await sariUploads(world);
  const input = page.locator('input[type="file"]');
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

test("with the keyboard alone an archive is chosen, sent and put live, and its state is told as text", async ({
  world,
}) => {
  const { page, context } = await sariUploads(world);
  const archive = zipOf({ "index.html": "<h1>Tanpa tetikus</h1>" });
  // the browser must know that the dialog is waited for before any key asks for it
  const dialog = page.waitForEvent("filechooser");
  await tabTo(page, 'input[type="file"]');
  await page.keyboard.press("Enter");
  await (await dialog).setFiles({ name: "situs.zip", mimeType: "application/zip", buffer: archive });
  await page.getByText("Isi situs: 1 berkas").waitFor();
  await tabTo(page, 'button:text-is("Unggah")');
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/uploads\/[0-9a-f-]{36}$/);
  await page.getByRole("button", { name: "Terbitkan" }).waitFor();
  await tabTo(page, 'button:text-is("Terbitkan")');
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/deployments\//);
  await page.getByText("Rilis ini tayang").waitFor();
  await context.close();
}, 120_000);

test("whoever clicks while a page's script is starting gets where the link leads, and nothing breaks", async ({
  world,
}) => {
  const { page, context } = await sariUploads(world);
  const uploads = page.url();
  const faults: string[] = [];
  page.on("pageerror", (fault) => faults.push(`${page.url()}: ${fault.message}`));
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.addInitScript(clickWhileStarting);
  for (const moment of ["at-once", "0", "5", "20"]) {
    await page.goto(`${uploads.replace("/uploads", "")}#${moment}`, { waitUntil: "commit" });
    await page.waitForURL(uploads, { waitUntil: "commit" });
  }
  // a click on nothing in particular once kept the script of a page from ever starting
  await page.goto(`${uploads}#at-once`, { waitUntil: "commit" });
  await page.getByText("Atau seret arsip").waitFor();
  await context.close();
  expect(faults).toEqual([]);
}, 60_000);

/** Inside the page: clicks as soon as React listens, or the milliseconds later that the address asks for. */
function clickWhileStarting(): void {
  const moment = location.hash.slice(1);
  const listen = document.addEventListener.bind(document);
  document.addEventListener = (...all: Parameters<typeof listen>) => {
    listen(...all);
    if (all[0] !== "click" || !moment) return;
    document.addEventListener = listen;
    const find = (selector: string) => document.querySelector<HTMLElement>(selector);
    const click = () => (find('main a[href$="/uploads"]') ?? find("h1"))?.click();
    if (moment === "at-once") queueMicrotask(click);
    else setTimeout(click, Number(moment));
  };
}

/** Presses Tab until the element has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, selector: string): Promise<void> {
  const wanted = page.locator(selector).first();
  for (let presses = 0; presses < 60; presses++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${selector} cannot be reached with the keyboard`);
}
