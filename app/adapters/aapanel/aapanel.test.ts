import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import { test } from "#app/test/fixtures.ts";
import { startAapanelSandbox } from "#scripts/sandbox/aapanel/server.ts";
import { createPanel } from "./aapanel.server.ts";
import { PanelAuthFailed, PanelHtmlAnswer, PanelRefused, PanelUnreachable } from "./errors.ts";
import { sign } from "./transport.server.ts";

const ftp = { user: "lc_0123456789ab", password: "aB3dE5gH7jK9mN1pQ3sT" };
const note = "lumicloud:00000000-0000-4000-8000-000000000001";

test("a call is signed with md5(request_time + md5(key))", () => {
  const body = new URLSearchParams(
    sign({ table: "sites" }, "0123456789abcdef0123456789abcdef", 1_700_000_000_000),
  );
  // md5("1700000000" + md5("0123456789abcdef0123456789abcdef")), by md5sum(1)
  expect(Object.fromEntries(body)).toEqual({
    table: "sites",
    request_time: "1700000000",
    request_token: "2728e6791d8b6492a57cc2f99fa61a82",
  });
});

for (const flavour of ["aapanel", "baota"] as const) {
  test(`a site is made, served from another folder, stopped and removed on ${flavour}`, async ({
    folder,
  }) => {
    const sandbox = await startAapanelSandbox({ root: path.join(folder, "other"), flavour });
    try {
      const panel = createPanel({ url: sandbox.panelUrl, apiKey: sandbox.apiKey });
      expect((await panel.describe()).flavour).toBe(flavour);

      const sitePath = `${sandbox.sitesRoot}/toko.test`;
      expect(await panel.findSite("toko.test")).toBe(null);
      const { siteId, isFtpMade } = await panel.createSite({ host: "toko.test", path: sitePath, note, ftp });
      expect(isFtpMade).toBe(true);
      const site = (await panel.findSite("toko.test"))!;
      expect(site).toEqual({ id: siteId, name: "toko.test", path: sitePath, isRunning: true, note });
      expect(await panel.findSite("oko.test")).toBe(null);
      expect(await panel.domainsOf(siteId)).toEqual([{ name: "toko.test", port: 80 }]);
      await panel.addDomain(site, "www.toko.test");
      await expect(panel.addDomain(site, "www.toko.test")).rejects.toThrow(PanelRefused);
      expect(await panel.domainsOf(siteId)).toHaveLength(2);

      const user = (await panel.findFtpUser(ftp.user))!;
      expect(user).toMatchObject({ siteId, path: sitePath, isEnabled: true });
      await panel.setFtpEnabled(user, false);
      expect((await panel.findFtpUser(ftp.user))?.isEnabled).toBe(false);

      await panel.createFolder(`${sitePath}/releases/one`);
      await panel.createFolder(`${sitePath}/releases/one`);
      await panel.setRunPath(siteId, "/releases/one");
      expect(await panel.runPath(siteId)).toBe("/releases/one");

      await panel.stopSite(site);
      expect((await panel.findSite("toko.test"))?.isRunning).toBe(false);
      await panel.startSite(site);
      expect((await panel.findSite("toko.test"))?.isRunning).toBe(true);

      await panel.deleteSite(site);
      await panel.deleteSite(site);
      expect(await panel.findSite("toko.test")).toBe(null);
      expect(sandbox.state().recycled).toEqual([]);
    } finally {
      await sandbox.stop();
    }
  });
}

test("folders are measured, listed and really removed, and a missing one is told as missing", async ({
  aapanel,
}) => {
  const panel = createPanel({ url: aapanel.panelUrl, apiKey: aapanel.apiKey });
  const there = `${aapanel.sitesRoot}/one`;
  await panel.createFolder(there);
  writeFileSync(path.join(aapanel.resolve(there), "a.txt"), "12345");

  expect(await panel.folderSize(there)).toBe(5);
  expect(await panel.fileSize(`${there}/a.txt`)).toBe(5);
  expect(await panel.fileSize(`${there}/b.txt`)).toBe(null);
  expect(await panel.listFolder(there)).toEqual([{ name: "a.txt", isFolder: false, isLink: false, size: 5 }]);
  expect(await panel.listFolder(`${there}/none`)).toBe(null);

  await panel.deleteFolder(there);
  await panel.deleteFolder(there);
  expect(await panel.listFolder(there)).toBe(null);
  expect(aapanel.state().recycled).toEqual([]);
});

test("a path that a shell could misread is never sent", async ({ aapanel }) => {
  const panel = createPanel({ url: aapanel.panelUrl, apiKey: aapanel.apiKey });
  for (const path of ["/www/a;b", "/www/../etc", "/www/$HOME", "relative", "/www/a b"]) {
    await expect(panel.deleteFolder(path)).rejects.toThrow(PanelRefused);
  }
});

test("a wrong key, a page and a silence are three different errors", async ({ aapanel }) => {
  const panel = createPanel({ url: aapanel.panelUrl, apiKey: aapanel.apiKey });
  const stranger = createPanel({ url: aapanel.panelUrl, apiKey: "f".repeat(32) });
  await expect(stranger.findSite("toko.test")).rejects.toThrow(PanelAuthFailed);

  aapanel.faults.set({ kind: "html404-before-work", action: "getData" });
  await expect(panel.findSite("toko.test")).rejects.toThrow(PanelHtmlAnswer);

  aapanel.faults.set({ kind: "http-500", action: "getData" });
  await expect(panel.findSite("toko.test")).rejects.toThrow(PanelHtmlAnswer);

  aapanel.faults.set({ kind: "reset-before", action: "AddSite" });
  const site = { host: "toko.test", path: `${aapanel.sitesRoot}/toko.test`, note, ftp };
  await expect(panel.createSite(site)).rejects.toThrow(PanelUnreachable);
  expect(await panel.findSite("toko.test")).toBe(null);
});
