import { expect } from "vitest";
import { testSettings } from "#app/test/fixtures.ts";
import { aPaidWebsite, aPurchase } from "#app/test/hosting.ts";
import { FREE, later, now, namingTest as test } from "#app/test/naming.ts";
import { isHostFree } from "../websites/hosts.server.ts";
import { createWebsite } from "../websites/websites.server.ts";
import { unbindDomain } from "./domain-binding.server.ts";
import { sweepDomains } from "./domain-checks.server.ts";
import { addDomain, listDomains, recheckDomain, removeDomain } from "./domains.server.ts";

test("a domain is bound once its DNS leads to the server, and what was found until then is kept", async ({
  site,
  names,
}) => {
  expect(await site.add("tokosari.test")).toBe("added");
  expect(await site.check("tokosari.test")).toBe("waiting");
  expect(await site.domainOf("tokosari.test")).toMatchObject({ dns_verdict: "no-such-name", checks: 1 });
  names.set("tokosari.test", { a: ["203.0.113.9"], ns: ["ns1.lain.test"] });
  expect(await site.check("tokosari.test")).toBe("waiting");
  expect(await site.domainOf("tokosari.test")).toMatchObject({
    dns_verdict: "elsewhere",
    dns_found: { a: ["203.0.113.9"], ns: ["ns1.lain.test"] },
  });
  expect(site.bound()).toEqual([FREE]);

  names.set("tokosari.test", { a: ["127.0.0.1"] });
  expect(await site.check("tokosari.test")).toBe("bound");
  expect(site.bound()).toEqual([FREE, "tokosari.test"]);
  expect(await site.check("tokosari.test")).toBe("still-bound");
  expect(await site.letters()).toEqual(["domain-active"]);
  expect(await site.jobs("issue-certificate")).toHaveLength(1);
  const { domains, serverHost } = await listDomains(site.deps.db, site.ids);
  expect(serverHost).toBe("127.0.0.1");
  expect(domains).toMatchObject([{ host: "tokosari.test", status: "bound", verdict: "points-here" }]);
});

test("looks grow rarer, and after seven days the name is let go with one letter", async ({ site }) => {
  await site.add("tokosari.test");
  await site.check("tokosari.test");
  expect(await site.jobs("check-domain")).toEqual([later(0, 1 / 60)]);
  for (let look = 2; look <= 15; look++) await site.check("tokosari.test");
  expect(await site.jobs("check-domain")).toEqual([later(0, 3)]);
  expect(await site.check("tokosari.test", later(7))).toBe("given-up");
  expect(await site.letters()).toEqual(["domain-given-up"]);
  expect(await isHostFree(site.deps.db, "tokosari.test")).toBe(true);
  expect(await site.add("tokosari.test")).toBe("added");
  const { domains } = await listDomains(site.deps.db, site.ids);
  expect(domains.map(({ status }) => status)).toEqual(["waiting-for-dns"]);
});

test("two customers who add one domain at once: one has it; and it is free for no order or site", async ({
  site,
}) => {
  const { db } = site.deps;
  const other = await aPaidWebsite(db, "lain.situs.test", now);
  await db
    .updateTable("websites")
    .set({
      status: "active",
      server_id: (await db.selectFrom("servers").select("id").executeTakeFirstOrThrow()).id,
    })
    .set({ panel_site_id: 999, ftp_user: "lc_other" })
    .where("id", "=", other.websiteId)
    .execute();
  const wish = (who: { userId: string; websiteId: string }) =>
    addDomain(db, { ...who, host: "tokosari.test", now });
  const answers = await Promise.all([wish(site.ids), wish(other), wish(site.ids), wish(other)]);
  expect(answers.map(({ outcome }) => outcome).filter((outcome) => outcome === "added")).toHaveLength(1);
  expect(answers.map(({ outcome }) => outcome)).toContain("taken");
  expect(await isHostFree(db, "TOKOSARI.test")).toBe(false);
  // A sale of the same host still counts; its site waits for a person.
  const purchase = await aPurchase(db, now);
  const { websiteId } = await db
    .transaction()
    .execute((tx) => createWebsite(tx, { ...purchase, host: "tokosari.test", now }));
  const held = await db
    .selectFrom("websites")
    .selectAll()
    .where("id", "=", websiteId)
    .executeTakeFirstOrThrow();
  expect(held).toMatchObject({ status: "failed", problem_code: "host-taken" });
});

test("a website's host cannot be added to another, and a plan holds so many domains with their www", async ({
  site,
}) => {
  const { db } = site.deps;
  await aPaidWebsite(db, "punya-orang.test", now);
  expect(await site.add("punya-orang.test")).toBe("taken");
  expect(await site.add("tokosari.test")).toBe("added");
  expect(await site.add("tokosari.test")).toBe("already-there");
  expect(await site.add("www.tokosari.test")).toBe("added");
  expect(await site.add("tokositi.test")).toBe("too-many");
  expect(await site.add(FREE)).toBe("already-there");
  const stranger = { ...site.ids, userId: crypto.randomUUID() };
  expect((await addDomain(db, { ...stranger, host: "x.test", now })).outcome).toBe("not-active");
  const { id: domainId } = await site.domainOf("tokosari.test");
  expect(await removeDomain(db, { ...stranger, domainId, now })).toBe(false);
  expect(await recheckDomain(db, { ...stranger, domainId })).toBe(false);
  expect((await listDomains(db, stranger)).domains).toEqual([]);
});

test("a domain let go leaves the server and is free again, also when the server's answers are lost", async ({
  site,
  aapanel,
}) => {
  await site.bind("tokosari.test");
  const { id: domainId } = await site.domainOf("tokosari.test");
  expect(await removeDomain(site.deps.db, { ...site.ids, domainId, now })).toBe(true);
  expect(await removeDomain(site.deps.db, { ...site.ids, domainId, now })).toBe(false);
  aapanel.faults.set({ kind: "html404-after-work", action: "DelDomain" });
  expect(await unbindDomain(site.deps, { domainId }, now)).toEqual({ outcome: "removed" });
  expect(await unbindDomain(site.deps, { domainId }, now)).toEqual({ outcome: "nothing-to-do" });
  expect(site.bound()).toEqual([FREE]);
  expect(await isHostFree(site.deps.db, "tokosari.test")).toBe(true);
});

test("a lost answer binds once, an unreachable server is tried again, and a refusal is asked about", async ({
  site,
  aapanel,
  names,
}) => {
  names.set("tokosari.test", { a: ["127.0.0.1"] });
  await site.add("tokosari.test");
  aapanel.faults.set({ kind: "reset-before", action: "AddDomain" });
  expect(await site.check("tokosari.test")).toBe("waiting");
  expect(await site.matters()).toEqual([]);
  // Somebody else's site on the server, made by hand, has the name.
  const panel = site.deps.panelOf({ url: aapanel.panelUrl, apiKey: aapanel.apiKey });
  const ftp = { user: "orang_lain", password: "abcdefgh1234" };
  await panel.createSite({ host: "tokosari.test", path: "/www/wwwroot/tokosari.test", note: "lain", ftp });
  expect(await site.check("tokosari.test")).toBe("waiting");
  expect(await site.matters()).toEqual(["domain-refused"]);
  await panel.deleteSite((await panel.findSite("tokosari.test"))!);
  aapanel.faults.set({ kind: "reset-after-work", action: "AddDomain" });
  expect(await site.check("tokosari.test")).toBe("bound");
  expect(await site.matters()).toEqual([]);
  expect(site.bound()).toEqual([FREE, "tokosari.test"]);
});

test("the clock's round adds the row of a site sold with its own domain, and looks after the forgotten", async ({
  site,
}) => {
  const { db } = site.deps;
  await db.updateTable("websites").set({ host: "milik.test" }).where("id", "=", site.ids.websiteId).execute();
  expect(await sweepDomains({ db, settings: testSettings }, now)).toEqual({ queued: 1 });
  await sweepDomains({ db, settings: testSettings }, now);
  const { domains } = await listDomains(db, site.ids);
  expect(domains).toMatchObject([{ host: "milik.test", isMain: true, status: "waiting-for-dns" }]);
  const domainId = domains[0]!.id;
  expect(await removeDomain(db, { ...site.ids, domainId, now })).toBe(false);
  expect(await site.check("milik.test", later(30))).toBe("waiting");
});
