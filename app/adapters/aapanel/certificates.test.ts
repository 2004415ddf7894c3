import path from "node:path";
import { expect } from "vitest";
import { test } from "#app/test/fixtures.ts";
import { startAapanelSandbox } from "#scripts/sandbox/aapanel/server.ts";
import { createPanel } from "./aapanel.server.ts";
import { PanelRefused } from "./errors.ts";

const ftp = { user: "lc_0123456789ab", password: "aB3dE5gH7jK9mN1pQ3sT" };

for (const flavour of ["aapanel", "baota"] as const) {
  test(`a certificate is asked for, installed and redirected to, and a domain taken off, on ${flavour}`, async ({
    folder,
    authority,
    certificates,
  }) => {
    const sandbox = await startAapanelSandbox({
      root: path.join(folder, "other"),
      flavour,
      issueCertificate: (names) => authority.issue(names),
    });
    try {
      const panel = createPanel({ url: sandbox.panelUrl, apiKey: sandbox.apiKey });
      await panel.createSite({ host: "toko.test", path: `${sandbox.sitesRoot}/toko.test`, note: "n", ftp });
      const site = (await panel.findSite("toko.test"))!;
      await panel.addDomain(site, "www.toko.test");
      expect(await panel.sslOf("toko.test")).toEqual({ isOn: false, isForced: false, names: [] });
      expect(await certificates.read(sandbox.tlsAddress, "toko.test")).toMatchObject({
        outcome: "no-answer",
      });
      await expect(panel.forceHttps("toko.test")).rejects.toThrow(PanelRefused);

      const names = ["toko.test", "www.toko.test"];
      // The refusal's text is an array of a title and the authority's own words.
      sandbox.faults.set({ kind: "acme-refused" });
      await expect(panel.applyForCertificate({ siteId: site.id, names })).rejects.toThrow(
        /apply_cert_api.*404/,
      );
      const made = await panel.applyForCertificate({ siteId: site.id, names });
      expect((await panel.sslOf("toko.test")).isOn).toBe(false);
      await panel.installCertificate("toko.test", made);
      expect(await panel.sslOf("toko.test")).toEqual({ isOn: true, isForced: false, names });
      const seen = await certificates.read(sandbox.tlsAddress, "www.toko.test");
      expect(seen).toMatchObject({ outcome: "seen", certificate: { names, isTrusted: true } });

      await panel.forceHttps("toko.test");
      expect((await panel.sslOf("toko.test")).isForced).toBe(true);
      const whileForced = panel.applyForCertificate({ siteId: site.id, names });
      if (flavour === "aapanel") await expect(whileForced).rejects.toThrow(PanelRefused);
      else expect((await whileForced).key).toContain("PRIVATE KEY");
      await panel.unforceHttps("toko.test");
      expect((await panel.sslOf("toko.test")).isForced).toBe(false);

      const www = { name: "www.toko.test", port: 80 };
      await panel.removeDomain(site, www);
      await expect(panel.removeDomain(site, www)).rejects.toThrow(PanelRefused);
      expect(await panel.domainsOf(site.id)).toEqual([{ name: "toko.test", port: 80 }]);
    } finally {
      await sandbox.stop();
    }
  });
}
