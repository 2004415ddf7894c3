import http from "node:http";
import { text } from "node:stream/consumers";
import { createBrowser, type Page } from "./browser.ts";
import type { Shop } from "./shop.ts";
import { sampleSite } from "./site.ts";

type Buyer = { name: string; email: string; password: string };
type Options = {
  buyer?: Buyer;
  /** The free address: `label.SITES_DOMAIN`. */
  label?: string;
  megabytes?: number;
  /** Told of each step and how many milliseconds it took. */
  say: (step: string, took: number) => void;
};

const SOMEBODY: Buyer = {
  name: "Sari Wulandari",
  email: "sari@contoh.test",
  password: "lampu-teras-menyala",
};

/**
 * A whole sale over HTTP, as a browser without script would do it: register, confirm, choose, pay, wait for the site,
 * upload, deploy, and look at the site under its public name. Throws with what the page said when a step fails.
 */
export async function runSale(
  shop: Shop,
  { buyer = SOMEBODY, label = "toko-sari", megabytes = 5, say }: Options,
) {
  const browser = createBrowser();
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    const result = await work();
    say(name, performance.now() - started);
    return result;
  };

  await step("registered", async () => {
    const form = await browser.go(`${shop.appUrl}/register`);
    const fields = { name: buyer.name, email: buyer.email, password: buyer.password, terms: "yes" };
    expectOk(await browser.press(form, /^Daftar$/, { fields }));
  });

  await step("e-mail address confirmed", async () => {
    const letter = await shop.mail.waitFor((message) => message.to.includes(buyer.email), 20_000);
    const link = letter.links.find((address) => address.includes("/verify/"));
    expectOk(await browser.press(await browser.go(link ?? ""), /^Konfirmasi$/));
  });

  const payment = await step("plan chosen, order placed", async () => {
    const pricing = await browser.go(`${shop.appUrl}/pricing`);
    const checkout = await browser.go(browser.link(pricing, /Pilih (paket )?/));
    return expectOk(
      await browser.press(checkout, /Bayar|Lanjut/, { fields: { address: "free", label, terms: "yes" } }),
    );
  });

  const paidAt = performance.now();
  const order = await step("paid at the gateway, payment counted", async () => {
    const chosen = await browser.press(payment, /Pilih|Lanjut/);
    const back = await browser.press(chosen, /Bayar sekarang/);
    const settled = await browser.watch(back, (page) => page.refreshSeconds === null);
    return browser.go(browser.link(settled, /Lihat pesanan/));
  });

  const site = await step("site made on the server", async () => {
    const ready = await browser.watch(order, (page) => /href="\/sites\/[0-9a-f-]+"/.test(page.html));
    const address = /href="(\/sites\/[0-9a-f-]+)"/.exec(ready.html)?.[1] ?? "";
    return browser.watch(await browser.go(shop.appUrl + address), (page) => page.refreshSeconds === null);
  });

  const archive = await sampleSite("Toko Sari", megabytes);
  const found = await step(
    `archive of ${(archive.bytes.length / 1_000_000).toFixed(1)} MB uploaded and checked`,
    async () => {
      const form = await browser.go(`${site.url}/uploads`);
      const sent = await browser.press(form, /Unggah/, { files: { archive } });
      return browser.watch(expectOk(sent), (page) => /Terbitkan/.test(page.html));
    },
  );

  const live = await step("deployed: packed, sent, verified, switched, probed", async () => {
    const started = expectOk(await browser.press(found, /Terbitkan/));
    return browser.watch(started, (page) => page.refreshSeconds === null);
  });

  const address = `http://${label}.localhost:${shop.ports.sites}/`;
  await step(`fetched from ${address}`, async () => {
    const html = await fetchFrom(shop.aapanel.webAddress, new URL(address).host);
    if (!html.includes(archive.proof))
      throw new Error(`${address} does not show the new page. The shop says: ${live.text}`);
  });
  say("from paid to live", performance.now() - paidAt);
  return { site: site.url, address, order: order.url, upload: found.url, deployment: live.url };
}

/** As a visitor's browser would ask, without needing a resolver that knows names below localhost. */
function fetchFrom(server: string, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.get(`http://${server}/`, { headers: { host } }, (response) => {
      text(response).then(resolve, reject);
    });
    request.once("error", reject);
  });
}

function expectOk(page: Page): Page {
  if (page.status !== 200) throw new Error(`${page.url} answered ${page.status}: ${page.text.slice(0, 400)}`);
  return page;
}
