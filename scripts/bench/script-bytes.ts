import fs from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { openStore } from "#app/adapters/storage/storage.server.ts";
import { withShop } from "./bench-shop.ts";
import { fontsFor, inlineScript, laterFiles, scriptFiles, styleFiles } from "./page-weight.ts";
import { addCustomers, logIn } from "./people.ts";
import { deploy, upload } from "./releases.ts";
import { type Bench, kB, type Line, verdict } from "./report.ts";
import { activeSite, until } from "./sales.ts";

const client = path.join(import.meta.dirname, "..", "..", "build", "client");
const SCRIPT = 110_000;
/** Once a file was chosen; the page itself stays within its own budget before. */
const CHOSEN = 11_000;
const RARE = 5_000;
const STYLE = 15_000;
const FONTS = 40_000;

/** What a browser must fetch besides the HTML, from the pages as they are really served. */
export const bench: Bench = () =>
  withShop(async (shop) => {
    const [customer] = await addCustomers(shop.db, 1);
    if (!customer) throw new Error("No customer");
    const at = { url: shop.appUrl, origin: new URL(shop.appUrl).origin };
    const { number, siteId, orderId } = await activeSite(shop, customer);
    await until("the invoice is issued", 30_000, () =>
      shop.db.selectFrom("invoices").select("id").where("order_id", "=", orderId).executeTakeFirst(),
    );
    const cookie = await logIn(at, customer);
    const read = (addresses: string[], cookie = "") =>
      Promise.all(addresses.map((address) => readPage(shop.appUrl + address, cookie)));

    const plan = (await shop.db.selectFrom("plans").select("id").executeTakeFirstOrThrow()).id;
    const strangers = [
      "/",
      "/pricing",
      "/faq",
      "/terms",
      "/refunds",
      "/contact",
      "/login",
      "/register",
      "/forgot",
    ];
    const customers = [
      `/checkout/${plan}`,
      "/orders",
      `/orders/${number}`,
      `/orders/${number}/invoice`,
      "/dashboard",
    ];
    const plain = [...(await read(strangers)), ...(await read(customers, cookie))];
    const store = openStore(shop.env.UPLOADS_URL ?? "");
    const uploadId = await upload({ shop, customer, store, siteId }, { files: 10 });
    const { deploymentId } = await deploy({ shop, customer, siteId, uploadId });
    const site = `/sites/${siteId}`;
    const lively = [`${site}/uploads`, `${site}/uploads/${uploadId}`, `${site}/deployments/${deploymentId}`];
    const scripted = await read([site, ...lively], cookie);
    const uploads = scripted.filter(({ address }) => address === `${site}/uploads`);
    const weights = [...scripted.map(someScript), ...uploads.flatMap(chosenFile)];
    return [noScript(plain), ...weights, ...looks([...plain, ...scripted])];
  });

type Page = { address: string; html: string };

async function readPage(url: string, cookie: string): Promise<Page> {
  const response = await fetch(url, { headers: { cookie, "accept-language": "id" }, redirect: "manual" });
  const html = await response.text();
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}`);
  return { address: new URL(url).pathname, html };
}

function scriptBytes({ html }: Page): number {
  const files = scriptFiles(html, readAsset);
  return (
    files.reduce((sum, file) => sum + zipped(file), 0) + (inlineScript(html) ? gzip(inlineScript(html)) : 0)
  );
}

function noScript(pages: Page[]): Line {
  const heavy = pages.filter((page) => scriptBytes(page) > 0).map(({ address }) => address);
  const bytes = pages.reduce((sum, page) => sum + scriptBytes(page), 0);
  return {
    name: `script on ${pages.length} plain pages`,
    measured: bytes === 0 ? "0 bytes" : `${kB(bytes)} on ${heavy.join(", ")}`,
    budget: "0 bytes",
    verdict: verdict(bytes === 0),
  };
}

function someScript(page: Page): Line {
  const bytes = scriptBytes(page);
  return {
    name: `script on ${page.address.replace(/[0-9a-f-]{36}/g, "…")}`,
    measured: `${kB(bytes)} gzip`,
    budget: `${kB(SCRIPT)} gzip`,
    verdict: verdict(bytes <= SCRIPT),
  };
}

/** What the page of the uploads loads after a file was chosen, and after that only where an archive needs it. */
function chosenFile({ html }: Page): Line[] {
  const page = scriptFiles(html, readAsset);
  const kit = laterFiles(page, readAsset);
  const rare = laterFiles([...page, ...kit], readAsset);
  const weigh = (files: string[]) => files.reduce((sum, file) => sum + zipped(file), 0);
  return [
    {
      name: "and on choosing a file: doctor and sender",
      measured: `${kB(weigh(kit))} gzip`,
      budget: `${kB(CHOSEN)} gzip`,
      verdict: verdict(kit.length > 0 && weigh(kit) <= CHOSEN),
    },
    {
      name: "and for refusals and unusual names",
      measured: `${kB(weigh(rare))} gzip`,
      budget: `${kB(RARE)} gzip`,
      verdict: verdict(weigh(rare) <= RARE),
    },
  ];
}

function looks(pages: Page[]): Line[] {
  const sheets = new Set(pages.flatMap(({ html }) => styleFiles(html)));
  const styles = [...sheets].reduce((sum, file) => sum + zipped(file), 0);
  const text = pages.map(({ html }) => html).join("");
  const fonts = new Set([...sheets].flatMap((file) => fontsFor(text, readAsset(file))));
  const bytes = [...fonts].reduce((sum, file) => sum + fs.statSync(path.join(client, file)).size, 0);
  return [
    {
      name: "stylesheet",
      measured: `${kB(styles)} gzip`,
      budget: `${kB(STYLE)} gzip`,
      verdict: verdict(styles > 0 && styles <= STYLE),
    },
    {
      name: "fonts",
      measured: `${kB(bytes)} in ${fonts.size} file${fonts.size === 1 ? "" : "s"}`,
      budget: kB(FONTS),
      verdict: verdict(bytes <= FONTS),
    },
  ];
}

const readAsset = (file: string) => fs.readFileSync(path.join(client, file), "utf8");
const gzip = (text: string) => gzipSync(text, { level: 6 }).length;
const zipped = (file: string) => gzip(readAsset(file));
