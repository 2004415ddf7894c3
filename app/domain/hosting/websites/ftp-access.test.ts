import { expect } from "vitest";
import { createTransfer } from "#app/adapters/ftp/ftp.server.ts";
import { deployTest as base, type DeploySite, now } from "#app/test/deploying.ts";
import { type Town, townTest } from "#app/test/town.ts";
import { changeFtp, type FtpChange, ftpStanding, revealFtp } from "./ftp-access.server.ts";
import { switchWebsite } from "./standing.server.ts";

/** A site with an FTP account; `ask` does what the page and then the worker do. */
const test = base.extend<{ ftp: Awaited<ReturnType<typeof ftpOf>> }>({
  ftp: async ({ site, settings, aapanel }, use) => use(await ftpOf({ site, settings, aapanel })),
});

type Given = {
  site: DeploySite;
  settings: Parameters<typeof switchWebsite>[0]["settings"];
  aapanel: { ftpHost: string; ftpPort: number };
};

async function ftpOf({ site, settings, aapanel }: Given) {
  const all = { ...site.deps, settings };
  const { userId, websiteId } = site.ids;
  const address = { host: aapanel.ftpHost, port: aapanel.ftpPort, tls: false };
  const follow = () => switchWebsite(all, { websiteId }, now);
  const ask = (change: FtpChange) => changeFtp(all, { userId, websiteId, change, now });
  const password = async () => (await revealFtp(all, userId, websiteId, now))?.password ?? "";
  const logIn = async (given?: string) =>
    createTransfer({
      ...address,
      user: (await site.row()).ftp_user ?? "",
      password: given ?? (await password()),
    }).canLogIn();
  return { ask, follow, password, logIn, standing: () => ftpStanding(all.db, userId, websiteId) };
}

test("a new password lets in, and the old one no longer", async ({ ftp }) => {
  const before = await ftp.password();
  expect(await ftp.ask("reset")).toEqual({ outcome: "changing" });
  expect(await ftp.standing()).toEqual({ isWanted: true, isChanging: true });
  await ftp.follow();
  expect(await ftp.standing()).toEqual({ isWanted: true, isChanging: false });
  expect(await ftp.password()).not.toBe(before);
  expect([await ftp.logIn(), await ftp.logIn(before)]).toEqual([true, false]);
});

test("off refuses log-ins, and stays off when a stopped site comes back", async ({ ftp, site }) => {
  await ftp.ask("off");
  await ftp.follow();
  expect(await ftp.logIn()).toBe(false);
  expect(await ftp.ask("off")).toEqual({ outcome: "unchanged" });
  for (const reason of ["unpaid", null] as const) {
    await site.deps.db.updateTable("websites").set({ suspended_reason: reason }).execute();
    await ftp.follow();
  }
  expect((await site.row()).status).toBe("active");
  expect(await ftp.logIn()).toBe(false);
  await ftp.ask("on");
  await ftp.follow();
  expect(await ftp.logIn()).toBe(true);
});

test("deployments and rollbacks go on while FTP is off or its password is changing", async ({
  ftp,
  site,
}) => {
  await ftp.ask("off");
  await ftp.follow();
  await site.deploy({ "index.html": "satu" });
  expect(await site.visit("/")).toBe("200 satu");
  await ftp.ask("on");
  await site.deploy({ "index.html": "dua" });
  expect(await site.visit("/")).toBe("200 dua");
});

test("a panel that loses its answer, or says yes and does nothing, is believed only by a log-in", async ({
  ftp,
  site,
}) => {
  await ftp.ask("reset");
  site.fault({ kind: "html404-after-work", action: "SetUserPassword" });
  await ftp.follow();
  expect(await ftp.logIn()).toBe(true);
  await ftp.ask("reset");
  site.fault({ kind: "html404-before-work", action: "SetUserPassword" });
  await expect(ftp.follow()).rejects.toThrow("does not take its new password");
  expect(await ftp.standing()).toMatchObject({ isChanging: true });
  await ftp.follow();
  expect(await ftp.logIn()).toBe(true);
});

test("nobody changes the FTP account of somebody else's site", async ({ site }) => {
  const { websiteId } = site.ids;
  const userId = "00000000-0000-4000-8000-000000000000";
  for (const change of ["reset", "on", "off"] as const) {
    expect(await changeFtp(site.deps, { userId, websiteId, change, now })).toEqual({ outcome: "not-active" });
  }
});

townTest(
  "killed anywhere while a password is reset, the one that is written down lets in",
  { timeout: 60_000 },
  async ({ town }) => {
    for (let step = 1; ; step++) {
      const one = await town.sellAndMake();
      await changeFtp(town.shop, { ...one, change: "reset", now });
      town.fate.arm(step);
      const isDone = await switchWebsite(town.worker, one, now).then(
        () => true,
        () => false,
      );
      town.fate.revive();
      if (!isDone) await switchWebsite(town.worker, one, now);
      expect(await logsIn(town, one), `killed at ${step}`).toBe(true);
      if (isDone) break;
    }
  },
);

async function logsIn({ shop, aapanel }: Town, one: { userId: string; websiteId: string }): Promise<boolean> {
  const shown = await revealFtp(shop, one.userId, one.websiteId, now);
  const address = { host: aapanel.ftpHost, port: aapanel.ftpPort, tls: false };
  return createTransfer({
    ...address,
    user: shown?.user ?? "",
    password: shown?.password ?? "",
  }).canLogIn();
}
