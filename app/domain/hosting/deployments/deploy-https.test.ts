import { expect } from "vitest";
import { deployTest as test } from "#app/test/deploying.ts";

test("a site that sends its visitors to HTTPS is deployed and probed there, also by a certificate nobody believes", async ({
  site,
  authority,
}) => {
  const { host } = await site.row();
  const { privateKey: key, certificate: chain } = authority.issue([host]);
  await site.panel.installCertificate(host, { key, chain });
  await site.panel.forceHttps(host);
  expect(await site.visit("/")).toMatch(/^301/);
  const first = await site.deploy({ "index.html": "satu" });
  expect(await site.row()).toMatchObject({ live_deployment_id: first });
  const wrong = await site.request({ "index.html": "dua" });
  site.fault({ kind: "switch-ignored", times: 0 });
  expect((await site.run(wrong)).outcome).toBe("failed");
});
