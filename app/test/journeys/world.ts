import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { test as base, expect } from "vitest";
import { type Shop, startShop } from "#scripts/demo/shop.ts";
import { launchBrowser } from "../browser.ts";

export type World = {
  shop: Shop;
  /** A phone with its own cookies; every console error on it fails the test. */
  phone: (options: {
    script: boolean;
    wide?: boolean;
    dark?: boolean;
    /** Its connection is cut on purpose: what the browser says about that is no complaint. */
    mayBeCut?: boolean;
  }) => Promise<{ context: BrowserContext; page: Page }>;
};

/** A whole shop on real ports and a real browser, for the tests of one file. */
export const test = base.extend<{ world: World }>({
  world: [
    async ({}, use) => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lumicloud-journey-"));
      fs.chmodSync(folder, 0o755);
      const [shop, browser] = await Promise.all([
        startShop({ folder, fast: true, beside: true }),
        launchBrowser(),
      ]);
      const complaints: string[] = [];
      await use({
        shop,
        async phone({ script, wide = false, dark = false, mayBeCut = false }) {
          const context = await browser.newContext({
            javaScriptEnabled: script,
            locale: "id-ID",
            colorScheme: dark ? "dark" : "light",
            viewport: wide ? { width: 1280, height: 900 } : { width: 360, height: 740 },
          });
          const page = await context.newPage();
          page.on("console", (message) => {
            // The stand-ins' pages are not ours, and a refused form is a page with a status, which the browser mentions.
            const from = message.location().url;
            const isOurs = from.startsWith(shop.appUrl) && from !== page.url();
            if (mayBeCut && message.text().includes("net::ERR_")) return;
            if (message.type() === "error" && isOurs) complaints.push(`${page.url()}: ${message.text()}`);
          });
          page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
          return { context, page };
        },
      });
      await browser.close();
      await shop.stop();
      fs.rmSync(folder, { recursive: true, force: true });
      expect(complaints).toEqual([]);
    },
    { scope: "file" },
  ],
});

/** The newest link of this kind in somebody's inbox. */
export async function linkFor(shop: Shop, email: string, part: string): Promise<string> {
  const letter = await shop.mail.waitFor(
    (message) => message.to.includes(email) && message.links.some((link) => link.includes(part)),
  );
  return letter.links.find((link) => link.includes(part)) ?? "";
}
