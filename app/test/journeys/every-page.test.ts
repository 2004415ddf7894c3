import fs from "node:fs";
import { createRequire } from "node:module";
import { Window } from "happy-dom";
import type { BrowserContext, Page } from "playwright-core";
import { test as bare, expect } from "vitest";
import { type Person, pageList, pagesOfRoutes } from "./page-list.ts";
import { customer, LONG, owner, type Prepared, prepare } from "./prepared.ts";
import { test as inWorld, type World } from "./world.ts";

const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const scripted = new Set(pagesOfRoutes().flatMap(({ path, hasScript }) => (hasScript ? [path] : [])));

const test = inWorld.extend<{ prepared: Prepared }>({
  prepared: [async ({ world }, use) => use(await prepare(world.shop)), { scope: "file" }],
});

bare("every page of the routes is looked at by somebody", () => {
  const anything = new Proxy({}, { get: () => "" }) as Prepared;
  const listed = Object.keys(pageList({ ...anything, codes: [] }));
  expect(listed.sort()).toEqual(
    pagesOfRoutes()
      .map(({ path }) => path)
      .sort(),
  );
});

/** Everybody's pages one after the other, each person in a browser of their own. */
async function walk(
  { shop, phone }: World,
  prepared: Prepared,
  how: Parameters<World["phone"]>[0],
  look: (page: Page, visit: Visit) => Promise<string[]>,
): Promise<string[]> {
  const faults: string[] = [];
  for (const person of ["visitor", "customer", "staff"] as const) {
    const { context, page } = await phone(how);
    await context.addInitScript(axe);
    if (person !== "visitor") await logIn(page, shop.appUrl, person === "staff" ? owner : customer);
    for (const visit of visitsOf(prepared, person)) {
      // the wide screen sees each page once, the phone in all its states
      if (how.wide && !visit.isFirst) continue;
      const found = await look(page, visit);
      faults.push(...found.map((fault) => `${person} at ${visit.at}: ${fault}`));
    }
    await context.close();
  }
  return faults;
}

type Visit = { at: string; route: string; isFirst: boolean };

function visitsOf(prepared: Prepared, person: Person): Visit[] {
  return Object.entries(pageList(prepared)).flatMap(([route, looks]) =>
    (looks[person] ?? []).map((at, place) => ({ at, route, isFirst: place === 0 })),
  );
}

async function logIn(page: Page, appUrl: string, { email, password }: { email: string; password: string }) {
  await page.goto(`${appUrl}/login`);
  await page.getByLabel(/E-mail/i).fill(email);
  await page.getByLabel("Kata sandi").fill(password);
  await page.getByRole("button", { name: "Masuk" }).click();
  await page.waitForURL(/dashboard/);
}

for (const [where, how] of [
  ["on a phone, in light", { script: true }],
  ["on a wide screen, in dark", { script: true, wide: true, dark: true }],
] as const) {
  test(`every page, ${where}, is accessible, fits, and carries only the script it asks for`, async ({
    world,
    prepared,
  }) => {
    const faults = await walk(world, prepared, how, async (page, { at, route }) => {
      const response = await page.goto(world.shop.appUrl + at);
      const html = (await response?.text()) ?? "";
      const hasScript = /<script/.test(html);
      const wants = scripted.has(route);
      return [
        ...(hasScript === wants ? [] : [`script ${wants ? "is missing" : "is there"}`]),
        ...(await shapeOf(page, { at, status: response?.status() ?? 0, route })),
        ...(await axeFaults(page)),
      ];
    });
    expect(faults).toEqual([]);
  }, 600_000);
}

test("the pages with script fit a phone without it as well, and say the same", async ({
  world,
  prepared,
}) => {
  const faults = await walk(world, prepared, { script: false }, async (page, { at, route }) => {
    if (!scripted.has(route)) return [];
    const response = await page.goto(world.shop.appUrl + at);
    return shapeOf(page, { at, status: response?.status() ?? 0, route });
  });
  expect(faults).toEqual([]);
}, 300_000);

/** It is the page that was asked for, with one heading, and nothing of it is wider than the screen. */
async function shapeOf(
  page: Page,
  { at, status, route }: { at: string; status: number; route: string },
): Promise<string[]> {
  const isOdd = at.includes("nonsense") || route === "*";
  const { sideways, headings } = await page.evaluate(() => ({
    sideways: document.documentElement.scrollWidth - window.innerWidth,
    headings: document.querySelectorAll("h1").length,
  }));
  return [
    ...((status === 200) === !isOdd || at.startsWith("/reset") || at.startsWith("/verify")
      ? []
      : [`answered ${status}`]),
    ...(new URL(page.url()).pathname === at.replace(/\?.*/, "") ? [] : [`leads to ${page.url()}`]),
    ...(sideways > 0 ? [`${sideways} px wider than the screen`] : []),
    ...(headings === 1 ? [] : [`${headings} main headings`]),
  ];
}

type AxeResults = { violations: { id: string; nodes: { target: string[] }[] }[] };

function axeFaults(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<AxeResults> } };
    // a page without script that waits for something has no other way than to refresh itself, and says so
    const { violations } = await axe.run({
      resultTypes: ["violations"],
      rules: { "meta-refresh": { enabled: false } },
    });
    return violations.map(({ id, nodes }) => `${id} at ${nodes[0]?.target.join(" ")}`);
  });
}

/** Names, addresses, numbers, files and the operator's own words stay as they are in every language. */
const SAME = [
  /^(LumiCloud|Lumi|Cloud|Menu|127\.0\.0\.1|Mulai|Usaha|Bisnis|FTP|ZIP|TAR\.GZ|AAAA|SHA-256|Total|NPWP)$/,
  /^(Bahasa Indonesia|English|FAQ|Deploy|Host|Status|Port|Server|E-mail|PHP|TLS|aaPanel( [\d.]+)?|server-1)$/,
  /^(Senin sampai Jumat.*|.*Jl\. Contoh.*|(INV|CN|LC)-.*|November 2026)$/,
  // ways to pay are called the same
  /^(QRIS|Alfamart|Indomaret|iPaymu Sandbox|000201.*|(.* · )?Virtual account \w+|.* Virtual Account)$/i,
  // what people typed, and names of files
  new RegExp(`^(${customer.name}|${owner.name}|Laptop di warung|WARUNGBARU|tidak-ada|toko|.*${LONG}.*)$`),
  /^[\w /()-]+\.(html|css|jpg)$/,
  // lines of a log, and a hash
  /^(127\.0\.0\.1 - - .*|[0-9a-f]{64})$/,
  /^http:|@|\.(localhost|zip|test)/,
];

test("no text is left untranslated on any page", async ({ world, prepared }) => {
  const left = await walk(world, prepared, { script: false }, async (page, { at }) => {
    const indonesian = await textsIn(page.context(), world.shop.appUrl, at, "id");
    const english = new Set(await textsIn(page.context(), world.shop.appUrl, at, "en"));
    return indonesian.filter((text) => english.has(text));
  });
  expect(left).toEqual([]);
}, 300_000);

async function textsIn(context: BrowserContext, appUrl: string, at: string, language: "id" | "en") {
  await context.addCookies([{ name: "lang", value: btoa(JSON.stringify(language)), url: appUrl }]);
  const response = await context.request.get(appUrl + at);
  return textsOf(await response.text());
}

/** Every text a reader meets, except names, numbers, dates and addresses. */
function textsOf(html: string): string[] {
  const document = new new Window().DOMParser().parseFromString(html, "text/html");
  for (const script of document.querySelectorAll("script")) script.remove();
  const walker = document.createTreeWalker(document.body, 4);
  const texts: string[] = [];
  while (walker.nextNode()) {
    const text = (walker.currentNode?.textContent ?? "").replace(/\s+/g, " ").trim();
    const isName = SAME.some((one) => one.test(text));
    const hasWords = /\p{Letter}{3,}/u.test(text.replace(/\d+ \p{Letter}+ \d{4}|Rp[\d.]+|WIB/gu, ""));
    if (hasWords && !isName) texts.push(text);
  }
  return texts;
}
