import http from "node:http";
import { sql } from "kysely";
import { expect } from "vitest";
import { FREE, later, namingTest as test } from "#app/test/naming.ts";
import { askPublicName } from "../deployments/probe.server.ts";
import { findWebsite } from "../websites/websites.server.ts";
import { wantRedirect } from "./certificate-rows.server.ts";
import { covers } from "./certificate-rules.ts";

const OWN = "tokosari.test";

test("a bound domain gets a certificate, seen from outside for every name, and visitors are sent to HTTPS once", async ({
  site,
  certificates,
  aapanel,
}) => {
  expect(await site.issue()).toBe("no-names");
  await site.bind(OWN);
  expect(await site.issue()).toBe("on");
  expect(await site.certificate()).toMatchObject({ status: "on", names: [FREE, OWN], problem_code: null });
  const seen = await certificates.read(aapanel.tlsAddress, OWN);
  expect(seen).toMatchObject({ outcome: "seen", certificate: { names: [FREE, OWN], isTrusted: true } });
  expect(await site.redirect()).toBe("on");
  expect(await site.redirect()).toBe("on");
  expect(site.vhost().redirects).toBe(1);
  expect(await findWebsite(site.deps.db, site.ids.userId, site.ids.websiteId)).toMatchObject({
    isHttps: true,
  });
  // Asked for again, nothing is asked of Let's Encrypt.
  expect(await site.issue()).toBe("on");
  expect(await site.certificate()).toMatchObject({ tries: 1, failures: 0 });
});

test("no private key is kept by us", async ({ site, aapanel }) => {
  await site.bind(OWN);
  await site.issue();
  const secret = site.vhost().certificate?.key.split("\n")[1] ?? "";
  expect(secret).toHaveLength(64);
  const { rows } = await sql<{ all: string }>`
    select query_to_xml('select * from website_certificates', true, true, '')::text
      || query_to_xml('select * from audit_log', true, true, '')::text
      || query_to_xml('select * from graphile_worker._private_jobs', true, true, '')::text as all`.execute(
    site.deps.db,
  );
  expect(rows[0]?.all).toContain(OWN);
  expect(rows[0]?.all).not.toContain(secret);
  expect(aapanel.state().vhosts[FREE]?.certificate?.key).toContain(secret);
});

test("visitors are not sent to HTTPS while a host that leads here is not in the certificate", async ({
  site,
  names,
}) => {
  names.set(FREE, null);
  await site.bind(OWN);
  expect(await site.issue()).toBe("on");
  expect(await site.certificate()).toMatchObject({ names: [OWN] });
  names.set(FREE, { a: ["127.0.0.1"] });
  expect(await site.redirect()).toBe("off");
  expect(await site.issue()).toBe("on");
  expect(await site.redirect()).toBe("on");
  expect(site.vhost().redirects).toBe(1);
});

test("a refusal is tried again after growing pauses, at most four times a day, and told after three", async ({
  site,
  aapanel,
}) => {
  await site.bind(OWN);
  aapanel.faults.set({ kind: "acme-refused", times: 0 });
  expect(await site.issue()).toBe("tries-again");
  expect(await site.issue()).toBe("too-early");
  expect(await site.certificate()).toMatchObject({ problem_code: "acme-refused", failures: 1, tries: 1 });
  const [first] = await site.jobs("issue-certificate");
  expect(first).toEqual(later(0, 1 / 6));
  expect(await site.issue(later(0, 1))).toBe("tries-again");
  expect(await site.issue(later(0, 2))).toBe("tries-again");
  expect(await site.matters()).toEqual(["certificate-failed"]);
  expect(await site.letters()).toEqual(["domain-active", "certificate-problem"]);
  expect(await site.issue(later(0, 8))).toBe("tries-again");
  expect(await site.issue(later(0, 21))).toBe("too-early");
  expect(await site.jobs("issue-certificate")).toEqual([later(1)]);
  aapanel.faults.clear();
  expect(await site.issue(later(1, 1))).toBe("on");
  expect(await site.matters()).toEqual([]);
});

test("the redirect is taken off for the renewal and comes back, whether or not there is a new certificate", async ({
  site,
  aapanel,
  authority,
}) => {
  await site.bind(OWN);
  await site.issue();
  await site.redirect();
  // Twenty days before the end the panel would refuse to renew while it redirects.
  aapanel.faults.set({ kind: "acme-refused" });
  expect(await site.issue(later(70))).toBe("tries-again");
  expect(site.vhost().redirects).toBe(0);
  expect(await site.redirect(later(70))).toBe("on");
  expect(site.vhost().redirects).toBe(1);
  const before = (await site.certificate())?.fingerprint;
  authority.setTime(later(70));
  expect(await site.issue(later(70, 2))).toBe("on");
  expect((await site.certificate())?.fingerprint).not.toBe(before);
  expect(await site.redirect(later(70, 2))).toBe("on");
  expect(site.vhost().redirects).toBe(1);
});

test("a certificate the panel only says it installed is not believed", async ({ site, aapanel }) => {
  await site.bind(OWN);
  aapanel.faults.set({ kind: "certificate-ignored", times: 0 });
  expect(await site.issue()).toBe("tries-again");
  expect(await site.certificate()).toMatchObject({ status: "none", problem_code: "server-refused" });
});

test("the watcher asks for a new one at 21 days, calls staff at 14 and writes to the owner at 7", async ({
  site,
}) => {
  await site.bind(OWN);
  await site.issue();
  const clear = () =>
    sql`delete from graphile_worker._private_jobs where payload ->> 'kind' is null`.execute(site.deps.db);
  await clear();
  expect(await site.watch(later(60))).toBe("good");
  expect(await site.jobs("issue-certificate")).toHaveLength(0);
  expect(await site.watch(later(69))).toBe("expires-soon");
  expect(await site.jobs("issue-certificate")).toHaveLength(1);
  expect(await site.matters()).toEqual([]);
  expect(await site.watch(later(76))).toBe("expires-soon");
  expect(await site.matters()).toEqual(["certificate-expiring"]);
  expect(await site.letters()).toEqual(["domain-active"]);
  expect(await site.watch(later(83))).toBe("expires-soon");
  expect(await site.letters()).toEqual(["domain-active", "certificate-problem"]);
  expect(await site.certificate()).toMatchObject({ status: "on", problem_code: "expires-soon" });
});

test("an expired or foreign certificate is acted on at once and redirects nobody", async ({
  site,
  aapanel,
  authority,
}) => {
  await site.bind(OWN);
  await site.issue();
  await site.redirect();
  expect(await site.watch(later(91))).toBe("broken");
  expect(await site.certificate()).toMatchObject({ status: "trouble", problem_code: "expired" });
  expect(await site.matters()).toEqual(["certificate-broken"]);
  expect(await site.redirect(later(91))).toBe("off");
  expect(site.vhost().redirects).toBe(0);

  const foreign = authority.issue(["lain.test"]);
  const panel = site.deps.panelOf({ url: aapanel.panelUrl, apiKey: aapanel.apiKey });
  await panel.installCertificate(FREE, { key: foreign.privateKey, chain: foreign.certificate });
  expect(await site.watch()).toBe("broken");
  expect(await site.certificate()).toMatchObject({ problem_code: "wrong-name" });
  expect(await site.issue()).toBe("on");
  expect(await site.watch()).toBe("good");
});

test("a domain that moved away is not asked for any more, and a CAA that forbids us is respected", async ({
  site,
  names,
}) => {
  await site.bind(OWN);
  await site.issue();
  names.set(OWN, { a: ["203.0.113.9"] });
  names.set(FREE, { a: ["203.0.113.9"] });
  expect(await site.watch()).toBe("nothing-to-watch");
  expect(await site.certificate()).toMatchObject({ status: "none", problem_code: "no-names" });
  names.set(OWN, { a: ["127.0.0.1"], caa: ["sectigo.com"] });
  expect(await site.issue()).toBe("no-names");
});

test("the customer turns the redirect off and on, and a probe follows it to HTTPS", async ({
  site,
  aapanel,
}) => {
  await site.bind(OWN);
  await site.issue();
  await site.redirect();
  const probe = { urlPath: "/", entry: "index.html", sha256: "none" };
  const asked = await askPublicName(aapanel.webAddress, FREE, probe, aapanel.tlsAddress);
  expect(asked).toEqual({ result: "different", status: 200 });
  expect(await statusOf(aapanel.webAddress, OWN)).toBe(301);
  await wantRedirect(site.deps.db, { ...site.ids, isWanted: false, now: later(0) });
  expect(await site.redirect()).toBe("off");
  expect(await statusOf(aapanel.webAddress, OWN)).toBe(200);
});

test("a wildcard stands for one label", () => {
  expect(covers(["*.toko.test"], "a.toko.test")).toBe(true);
  expect(covers(["*.toko.test"], "a.b.toko.test")).toBe(false);
  expect(covers(["*.toko.test"], "toko.test")).toBe(false);
});

function statusOf(address: string, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    http
      .get(`http://${address}/`, { headers: { host }, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      })
      .on("error", reject);
  });
}
