import { expect } from "vitest";
import { sendNotice } from "#app/domain/notifications/notify.server.ts";
import { payloads } from "#app/jobs/payloads.ts";
import { deployTest } from "#app/test/deploying.ts";
import { FREE, now, namingTest as test } from "#app/test/naming.ts";
import { takeJobs } from "#app/test/renewing.ts";
import { findWebsite } from "../websites/websites.server.ts";
import { unbindDomain } from "./domain-binding.server.ts";
import { listDomains, removeDomain } from "./domains.server.ts";
import { chooseAddress } from "./main-address.server.ts";
import { addressOfHost } from "./shown-address.server.ts";

const OWN = "tokosari.test";

test("a bound domain becomes the address, gives way while it leads elsewhere, and is let go with the domain", async ({
  site,
  names,
}) => {
  const { db } = site.deps;
  const address = async () => (await findWebsite(db, site.ids.userId, site.ids.websiteId))?.address;
  const choose = async (domainId: string | null) =>
    (await chooseAddress(db, { ...site.ids, domainId, now })).outcome;
  await site.add(OWN);
  const { id } = await site.domainOf(OWN);
  expect(await choose(id)).toBe("not-working");
  names.set(OWN, { a: ["127.0.0.1"] });
  await site.check(OWN);
  expect(await choose(id)).toBe("chosen");
  expect(await choose(id)).toBe("chosen");
  expect(await address()).toBe(OWN);
  expect(await addressOfHost(db, site.ids.userId, FREE)).toBe(OWN);
  expect((await listDomains(db, site.ids)).domains[0]).toMatchObject({ isChosen: true, isWorking: true });

  names.set(OWN, { a: ["203.0.113.9"] });
  await site.check(OWN);
  expect(await address()).toBe(FREE);
  expect((await listDomains(db, site.ids)).domains[0]).toMatchObject({ isChosen: true, isWorking: false });
  names.set(OWN, { a: ["127.0.0.1"] });
  await site.check(OWN);
  expect(await address()).toBe(OWN);

  expect(await choose(null)).toBe("chosen");
  expect(await address()).toBe(FREE);
  await choose(id);
  await removeDomain(db, { ...site.ids, domainId: id, now });
  expect(await address()).toBe(FREE);
  await unbindDomain(site.deps, { domainId: id }, now);
  expect(await address()).toBe(FREE);
  expect(await choose(id)).toBe("chosen");
  await choose(null);
  expect(await choose(id)).toBe("gone");
});

test("nobody chooses for somebody else, nor a domain of another site", async ({ site }) => {
  const { db } = site.deps;
  await site.bind(OWN);
  const { id } = await site.domainOf(OWN);
  const stranger = { ...site.ids, userId: "00000000-0000-4000-8000-000000000000" };
  expect(await chooseAddress(db, { ...stranger, domainId: id, now })).toEqual({ outcome: "gone" });
  for (const domainId of ["x", "00000000-0000-4000-8000-000000000000"])
    expect(await chooseAddress(db, { ...site.ids, domainId, now })).toEqual({ outcome: "gone" });
  expect(await addressOfHost(db, site.ids.userId, FREE)).toBe(FREE);
});

deployTest(
  "a deployment is looked at under the chosen domain, and one that the server lost keeps no release from going live",
  async ({ site, mail, mailer, settings }) => {
    const { db } = site.deps;
    const website = await site.row();
    const made = await site.panel.findSite(website.host);
    await site.panel.addDomain(made!, OWN);
    const { id } = await db
      .insertInto("website_domains")
      .values({
        website_id: website.id,
        host: OWN,
        status: "bound",
        dns_verdict: "points-here",
        created_at: now,
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    expect(await chooseAddress(db, { ...site.ids, domainId: id, now })).toEqual({ outcome: "chosen" });
    const first = await site.request({ "index.html": "<h1>satu</h1>" });
    expect((await site.run(first, { probeMs: 1_000, extractionMs: 1_500 })).outcome).toBe("live");
    for (const letter of await takeJobs(db, "send-notice"))
      await sendNotice({ ...site.deps, mailer, settings }, payloads["send-notice"].parse(letter), now);
    expect(mail.messages().at(-1)?.subject).toContain(OWN);

    const [bound] = (await site.panel.domainsOf(made!.id)).filter(({ name }) => name === OWN);
    await site.panel.removeDomain(made!, bound!);
    const second = await site.request({ "index.html": "<h1>dua</h1>" });
    expect((await site.run(second, { probeMs: 1_000, extractionMs: 1_500 })).outcome).toBe("live");
    expect(await site.visit("/")).toBe("200 <h1>dua</h1>");
  },
);
