import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { createRequestHandler } from "@remix-run/node";
import { test as base } from "vitest";
import type { Db } from "#db/client.ts";
import { startAapanelSandbox } from "#scripts/sandbox/aapanel/server.ts";
import { createAuthority } from "#scripts/sandbox/authority.ts";
import { startDnsSandbox } from "#scripts/sandbox/dns/server.ts";
import { type Sandboxes, sandboxEnvironment } from "#scripts/sandbox/environment.ts";
import { startIpaymuSandbox } from "#scripts/sandbox/ipaymu/server.ts";
import { startMailSandbox } from "#scripts/sandbox/mail/server.ts";
import { cloneDatabase } from "./database.ts";
import { TEST_SECRET } from "./fixtures.ts";

export const APP_URL = "http://lumi.test";

export type App = Sandboxes & {
  db: Db;
  databaseUrl: string;
  authority: ReturnType<typeof createAuthority>;
  /** One request to the built app, redirects not followed. */
  visit: (path: string, init?: RequestInit) => Promise<Response>;
};

/** The built app without a port or a browser: one database and one set of sandboxes for the file. */
export const test = base.extend<{ app: App }>({
  app: [
    async ({}, use) => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lumicloud-app-"));
      const { db, url, drop } = await cloneDatabase();
      const ipaymu = await startIpaymuSandbox({});
      const authority = createAuthority();
      const aapanel = await startAapanelSandbox({
        root: path.join(folder, "panel"),
        issueCertificate: (names) => authority.issue(names),
      });
      const dns = await startDnsSandbox();
      const mail = await startMailSandbox({});
      Object.assign(process.env, {
        NODE_ENV: "test",
        APP_URL,
        DATABASE_URL: url,
        SESSION_SECRETS: TEST_SECRET,
        ENCRYPTION_KEYS: "only-used-in-tests-only-used-in-tests",
        ...sandboxEnvironment({ ipaymu, aapanel, mail, dns }),
        SITES_DOMAIN: "situs.test",
        UPLOADS_URL: `file:${path.join(folder, "uploads")}`,
      });
      const build = await import(
        /* @vite-ignore */ new URL("../../build/server/index.js", import.meta.url).href
      );
      const handle = createRequestHandler(build, "production");
      const visit = (to: string, init?: RequestInit) =>
        handle(new Request(new URL(to, APP_URL), { redirect: "manual", ...init }));
      await use({ db, databaseUrl: url, ipaymu, aapanel, mail, dns, authority, visit });
      await Promise.all([ipaymu.stop(), aapanel.stop(), mail.stop(), dns.stop()]);
      await drop();
      fs.rmSync(folder, { recursive: true, force: true });
    },
    { scope: "file" },
  ],
});
