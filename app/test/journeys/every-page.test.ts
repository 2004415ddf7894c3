import fs from "node:fs";
import { createRequire } from "node:module";
import { Window } from "happy-dom";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { people } from "#scripts/demo/people.ts";
import { runSale } from "#scripts/demo/sale.ts";
import { test } from "./world.ts";

const customer = people[0];
const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Pages anybody meets; a visitor's own pages are added once there is a sale. */
const PUBLIC = [
  "/",
  "/pricing",
  "/pricing?cycle=yearly",
  "/faq",
  "/terms",
  "/refunds",
  "/contact",
  "/register",
  "/login",
  "/forgot",
  "/reset/nonsense",
  "/verify",
  "/verify/nonsense",
  "/pay/nonsense",
  "/no-such-page",
];

type Addresses = { site: string; order: string; upload: string; deployment: string };

function ownPages({ site, order, upload, deployment }: Addresses): string[] {
  return [
    "/dashboard",
    "/account",
    "/account/password",
    "/account/invoices",
    "/account/credit",
    "/account/tokens",
    "/orders",
    "/orders?status=paid",
    order,
    `${order}/invoice`,
    `${order}/cancel`,
    "/checkout/usaha",
    "/checkout/usaha?cycle=yearly",
    site,
    `${site}/ftp`,
    `${site}/php`,
    `${site}/domains`,
    `${site}/logs`,
    `${site}/logs?kind=error`,
    `${site}/backups`,
    `${site}/cancel`,
    `${site}/delete`,
    `${site}/cancel?mode=at-term`,
    `${site}/cancel?mode=now`,
    `${site}/plan`,
    `${site}/plan/bisnis/monthly`,
    `${site}/plan/usaha/yearly`,
    `${site}/uploads`,
    upload,
    `${site}/deployments`,
    deployment,
    `${deployment}/rollback`,
    `${deployment}/details`,
    `${site}/lock`,
  ];
}

async function logIn(page: Page, appUrl: string): Promise<void> {
  await page.goto(`${appUrl}/login`);
  await page.getByLabel(/E-mail/i).fill(customer.email);
  await page.getByLabel("Kata sandi").fill(customer.password);
  await page.getByRole("button", { name: "Masuk" }).click();
  await page.waitForURL(/dashboard/);
}

async function sell(shop: Parameters<typeof runSale>[0]): Promise<Addresses> {
  const sale = await runSale(shop, { buyer: customer, megabytes: 0.25, say: () => {} });
  return {
    site: new URL(sale.site).pathname,
    order: new URL(sale.order).pathname,
    upload: new URL(sale.upload).pathname,
    deployment: new URL(sale.deployment).pathname,
  };
}

test("every page, on a phone and a wide screen, in light and dark, is accessible, fits, and carries only the script it asks for", async ({
  world,
}) => {
  const { shop, phone } = world;
  const addresses = await sell(shop);
  const scripted = new Set([
    addresses.site,
    `${addresses.site}/ftp`,
    `${addresses.site}/uploads`,
    addresses.upload,
    addresses.deployment,
  ]);
  const faults: string[] = [];
  for (const [wide, dark] of [
    [false, false],
    [true, true],
  ] as const) {
    const { context, page } = await phone({ script: true, wide, dark });
    await context.addInitScript(axe);
    await page.addInitScript(axe);
    for (const address of PUBLIC) faults.push(...(await lookAt(page, shop.appUrl, address, false)));
    await logIn(page, shop.appUrl);
    for (const address of ownPages(addresses)) {
      faults.push(...(await lookAt(page, shop.appUrl, address, scripted.has(address))));
    }
    await context.close();
  }
  expect(faults).toEqual([]);
}, 240_000);

async function lookAt(page: Page, appUrl: string, address: string, mayScript: boolean): Promise<string[]> {
  const response = await page.goto(appUrl + address);
  const html = (await response?.text()) ?? "";
  const faults: string[] = [];
  if (/<script/.test(html) !== mayScript)
    faults.push(`${address}: script ${mayScript ? "is missing" : "is there"}`);
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (sideways > 0) faults.push(`${address}: ${sideways} px wider than the screen`);
  const found = await page.evaluate(async () => {
    const results = await (
      window as unknown as {
        axe: {
          run(options: object): Promise<{ violations: { id: string; nodes: { target: string[] }[] }[] }>;
        };
      }
    ).axe.run({ resultTypes: ["violations"] });
    return results.violations.map(
      (violation) => `${violation.id} at ${violation.nodes[0]?.target.join(" ")}`,
    );
  });
  return [...faults, ...found.map((fault) => `${address}: ${fault}`)];
}

/** Names, addresses and the operator's own words stay as they are in every language. */
const SAME =
  /^(LumiCloud|Lumi|Cloud|Menu|127\.0\.0\.1|Mulai|Usaha|Bisnis|FTP|ZIP|TAR\.GZ|QRIS|Total|NPWP|VA BCA|Bahasa Indonesia|English|FAQ|Deploy|Host|Status|Port|Server|Senin sampai Jumat.*|.*Jl\. Contoh.*|E-mail|INV-.*|LC-.*)$/;

test("no text is left untranslated on any page", async ({ world }) => {
  const { shop, phone } = world;
  const { context, page } = await phone({ script: false });
  await logIn(page, shop.appUrl);
  await page.goto(`${shop.appUrl}/dashboard`);
  const site = (await page.locator('a[href^="/sites/"]').first().getAttribute("href")) ?? "";
  const read = async (address: string, language: "id" | "en") => {
    await context.addCookies([{ name: "lang", value: btoa(JSON.stringify(language)), url: shop.appUrl }]);
    const response = await page.goto(shop.appUrl + address);
    return textsOf((await response?.text()) ?? "");
  };
  const left: string[] = [];
  for (const address of [
    ...PUBLIC,
    "/dashboard",
    "/account",
    "/account/password",
    "/account/invoices",
    "/account/credit",
    "/account/tokens",
    "/orders",
    site,
    `${site}/ftp`,
    `${site}/php`,
    `${site}/domains`,
    `${site}/backups`,
    `${site}/cancel`,
    `${site}/cancel?mode=at-term`,
    `${site}/delete`,
    `${site}/uploads`,
    `${site}/deployments`,
    `${site}/lock`,
  ]) {
    const indonesian = await read(address, "id");
    const english = new Set(await read(address, "en"));
    left.push(...indonesian.filter((text) => english.has(text)).map((text) => `${address}: ${text}`));
  }
  await context.close();
  expect(left).toEqual([]);
}, 120_000);

/** Every text a reader meets, except names, numbers, dates and addresses. */
function textsOf(html: string): string[] {
  const document = new new Window().DOMParser().parseFromString(html, "text/html");
  for (const script of document.querySelectorAll("script")) script.remove();
  const walker = document.createTreeWalker(document.body, 4);
  const texts: string[] = [];
  while (walker.nextNode()) {
    const text = (walker.currentNode?.textContent ?? "").replace(/\s+/g, " ").trim();
    const isName =
      SAME.test(text) || text.includes("@") || /\.(localhost|zip|test)/.test(text) || text === customer.name;
    const hasWords = /\p{Letter}{3,}/u.test(text.replace(/\d+ \p{Letter}+ \d{4}|Rp[\d.]+|WIB/gu, ""));
    if (hasWords && !isName) texts.push(text);
  }
  return texts;
}
