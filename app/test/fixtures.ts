import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pino from "pino";
import { test as base } from "vitest";
import { createPanel, type ServerAddress } from "#app/adapters/aapanel/aapanel.server.ts";
import { createDns } from "#app/adapters/dns/dns.server.ts";
import { createTransfer } from "#app/adapters/ftp/ftp.server.ts";
import { createIpaymu } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { createMailer } from "#app/adapters/mail/mail.server.ts";
import { openStore } from "#app/adapters/storage/storage.server.ts";
import { createCertificateReader } from "#app/adapters/tls/tls.server.ts";
import { createVault } from "#app/adapters/vault/vault.server.ts";
import { linkKeysFrom } from "#app/domain/billing/payments/pay-links.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { Db } from "#db/client.ts";
import { startAapanelSandbox } from "#scripts/sandbox/aapanel/server.ts";
import { createAuthority } from "#scripts/sandbox/authority.ts";
import { type DnsSandbox, startDnsSandbox } from "#scripts/sandbox/dns/server.ts";
import { startIpaymuSandbox } from "#scripts/sandbox/ipaymu/server.ts";
import { startMailSandbox } from "#scripts/sandbox/mail/server.ts";
import { cloneDatabase } from "./database.ts";

type Fixtures = {
  db: Db;
  folder: string;
  ipaymu: Awaited<ReturnType<typeof startIpaymuSandbox>>;
  aapanel: Awaited<ReturnType<typeof startAapanelSandbox>>;
  mail: Awaited<ReturnType<typeof startMailSandbox>>;
  authority: ReturnType<typeof createAuthority>;
  names: DnsSandbox;
  dns: ReturnType<typeof createDns>;
  certificates: ReturnType<typeof createCertificateReader>;
  gateway: ReturnType<typeof createIpaymu>;
  mailer: ReturnType<typeof createMailer>;
  store: ReturnType<typeof openStore>;
  vault: ReturnType<typeof createVault>;
  settings: Settings;
  /** What most rules of billing may touch. */
  shop: { db: Db; gateway: ReturnType<typeof createIpaymu>; settings: Settings };
  log: pino.Logger;
  panelOf: (address: ServerAddress) => ReturnType<typeof createPanel>;
  transferTo: typeof createTransfer;
};

/** What sessions and links are signed with in tests, here and in the built app. */
export const TEST_SECRET = "only-used-in-tests-only-used-in-tests";

export const testSettings: Settings = {
  appUrl: "http://lumi.test",
  // the secret of the built app in page tests, so that links made here work there
  linkKeys: linkKeysFrom([TEST_SECRET]),
  sitesDomain: "situs.test",
  tax: null,
  payment: { isDirect: true, feeBearer: "merchant" },
  business: {
    name: "LumiCloud",
    address: "Jl. Contoh No. 1, Malang",
    email: "halo@lumi.test",
    phone: "+62 341 000 000",
    npwp: null,
    hours: "Senin sampai Jumat",
  },
};

/** Each fixture is made only for the tests that name it, and cleaned up after. */
export const test = base.extend<Fixtures>({
  db: async ({}, use) => {
    const { db, drop } = await cloneDatabase();
    await use(db);
    await drop();
  },
  folder: async ({}, use) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lumicloud-"));
    await use(folder);
    fs.rmSync(folder, { recursive: true, force: true });
  },
  ipaymu: async ({}, use) => {
    const sandbox = await startIpaymuSandbox({});
    await use(sandbox);
    await sandbox.stop();
  },
  authority: async ({}, use) => use(createAuthority()),
  names: async ({}, use) => {
    const sandbox = await startDnsSandbox();
    await use(sandbox);
    await sandbox.stop();
  },
  dns: async ({ names }, use) => use(createDns({ servers: [names.address] })),
  certificates: async ({ authority }, use) =>
    use(createCertificateReader({ authorities: [authority.certificate] })),
  aapanel: async ({ folder, authority }, use) => {
    const sandbox = await startAapanelSandbox({
      root: path.join(folder, "panel"),
      issueCertificate: (names) => authority.issue(names),
    });
    await use(sandbox);
    await sandbox.stop();
  },
  mail: async ({}, use) => {
    const sandbox = await startMailSandbox({});
    await use(sandbox);
    await sandbox.stop();
  },
  gateway: async ({ ipaymu }, use) =>
    use(createIpaymu({ baseUrl: ipaymu.url, va: ipaymu.va, apiKey: ipaymu.apiKey })),
  mailer: async ({ mail }, use) =>
    use(createMailer({ url: mail.smtpUrl, from: "LumiCloud <halo@lumi.test>" })),
  store: async ({ folder }, use) => use(openStore(`file:${path.join(folder, "uploads")}`)),
  vault: async ({}, use) => use(createVault(["a key that is only used in tests, 32+"])),
  settings: async ({}, use) => use(testSettings),
  shop: async ({ db, gateway, settings }, use) => use({ db, gateway, settings }),
  log: async ({}, use) => use(pino({ level: "silent" })),
  panelOf: async ({}, use) => use((address) => createPanel(address)),
  transferTo: async ({}, use) => use(createTransfer),
});
