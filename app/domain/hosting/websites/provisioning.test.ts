import { sql } from "kysely";
import { expect } from "vitest";
import { createTransfer } from "#app/adapters/ftp/ftp.server.ts";
import { test as base } from "#app/test/fixtures.ts";
import { aPaidWebsite, aServer } from "#app/test/hosting.ts";
import type { Db } from "#db/client.ts";
import { revealFtp } from "./ftp-access.server.ts";
import { type ProvisioningDeps, provisionWebsite } from "./provisioning.server.ts";
import { findWebsite } from "./websites.server.ts";

const now = new Date("2026-11-22T03:00:00Z");
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

type Shop = ProvisioningDeps & { site: Awaited<ReturnType<typeof aPaidWebsite>> };

const test = base.extend<{ shop: Shop }>({
  shop: async ({ db, panelOf, transferTo, vault, log, aapanel }, use) => {
    await aServer({ db, vault, aapanel }, now);
    const site = await aPaidWebsite(db, "toko.situs.test", now);
    await use({ db, panelOf, transferTo, vault, log, site });
  },
});

function rowOf(db: Db, websiteId: string) {
  return db.selectFrom("websites").selectAll().where("id", "=", websiteId).executeTakeFirstOrThrow();
}

async function jobs(db: Db, name: string) {
  const { rows } = await sql<{ run_at: Date }>`
    select run_at from graphile_worker.jobs where task_identifier = ${name}`.execute(db);
  return rows;
}

test("a paid website is made once, its account logs in, and its owner is told", async ({ shop, aapanel }) => {
  const { db, site } = shop;
  expect(await jobs(db, "provision-website")).toHaveLength(1);

  expect(await provisionWebsite(shop, site, now)).toEqual({ outcome: "active" });
  expect(await provisionWebsite(shop, site, now)).toEqual({ outcome: "not-provisioning" });

  expect(aapanel.sites()).toMatchObject([{ name: "toko.situs.test", ps: `lumicloud:${site.websiteId}` }]);
  expect(aapanel.ftpUsers()).toHaveLength(1);
  expect(await findWebsite(db, site.userId, site.websiteId)).toMatchObject({
    status: "active",
    activatedAt: now,
  });
  const access = (await revealFtp(shop, site.userId, site.websiteId, now))!;
  expect(access.password).toMatch(/^[A-Za-z0-9]{20}$/);
  expect(await createTransfer(access).canLogIn()).toBe(true);
  expect(await jobs(db, "send-notice")).toHaveLength(1);
  const events = await db.selectFrom("audit_log").select("event").orderBy("id").execute();
  expect(events.map(({ event }) => event)).toEqual([
    "server-added",
    "website-created",
    "website-placed",
    "website-activated",
    "ftp-password-shown",
  ]);
});

test("somebody else's password is not shown", async ({ shop }) => {
  await provisionWebsite(shop, shop.site, now);
  const stranger = await aPaidWebsite(shop.db, "lain.situs.test", now);
  expect(await revealFtp(shop, stranger.userId, shop.site.websiteId, now)).toBe(null);
  expect(await findWebsite(shop.db, stranger.userId, shop.site.websiteId)).toBe(null);
});

test("five jobs at once make one site and one account", async ({ shop, aapanel }) => {
  const results = await Promise.all(Array.from({ length: 5 }, () => provisionWebsite(shop, shop.site, now)));

  expect(results.filter(({ outcome }) => outcome === "active")).toHaveLength(1);
  expect(aapanel.sites()).toHaveLength(1);
  expect(aapanel.ftpUsers()).toHaveLength(1);
  expect(await jobs(shop.db, "send-notice")).toHaveLength(1);
});

for (const kind of ["html404-after-work", "reset-after-work"] as const) {
  test(`a site made behind a lost answer (${kind}) is adopted`, async ({ shop, aapanel }) => {
    aapanel.faults.set({ kind, action: "AddSite" });
    expect(await provisionWebsite(shop, shop.site, now)).toEqual({ outcome: "active" });
    expect(aapanel.sites()).toHaveLength(1);
    expect(aapanel.ftpUsers()).toHaveLength(1);
  });
}

for (const action of ["AddSite", "getData", "GetSystemTotal"]) {
  for (const kind of ["html404-before-work", "reset-before", "http-500"] as const) {
    test(`${kind} at ${action} is tried again and then works`, async ({ shop, aapanel }) => {
      aapanel.faults.set({ kind, action, times: 2 });
      const first = await provisionWebsite(shop, shop.site, now);
      aapanel.faults.clear();
      if (first.outcome !== "active") {
        expect(await jobs(shop.db, "provision-website")).toMatchObject([{ run_at: later(1) }]);
        expect(await provisionWebsite(shop, shop.site, later(1))).toEqual({ outcome: "active" });
      }
      expect(aapanel.sites()).toHaveLength(1);
      expect(aapanel.ftpUsers()).toHaveLength(1);
    });
  }
}

test("a crash right after the panel did its work is made good by the next run", async ({ shop, aapanel }) => {
  const dying: ProvisioningDeps = {
    ...shop,
    panelOf: (address) => {
      const panel = shop.panelOf(address);
      return {
        ...panel,
        createSite: async (site) => {
          await panel.createSite(site);
          throw new Error("killed");
        },
      };
    },
  };
  await expect(provisionWebsite(dying, shop.site, now)).rejects.toThrow("killed");
  expect(await provisionWebsite(shop, shop.site, now)).toEqual({ outcome: "active" });
  expect(aapanel.sites()).toHaveLength(1);
});

test("an account whose password went wrong on the server is set right", async ({ shop, aapanel }) => {
  aapanel.faults.set({ kind: "ftp-login-refused" });
  expect(await provisionWebsite(shop, shop.site, now)).toEqual({ outcome: "active" });
  expect(aapanel.ftpUsers()).toHaveLength(1);
});

test("a site of that name without our mark is left alone and staff are asked", async ({ shop, aapanel }) => {
  const panel = shop.panelOf({ url: aapanel.panelUrl, apiKey: aapanel.apiKey });
  const ftp = { user: "other", password: "Rahasia123" };
  const path = `${aapanel.sitesRoot}/toko.situs.test`;
  await panel.createSite({ host: "toko.situs.test", path, note: "somebody else", ftp });

  expect(await provisionWebsite(shop, shop.site, now)).toEqual({ outcome: "failed" });

  expect(aapanel.sites()).toMatchObject([{ ps: "somebody else" }]);
  expect(aapanel.ftpUsers()).toMatchObject([{ name: "other" }]);
  expect(await rowOf(shop.db, shop.site.websiteId)).toMatchObject({
    status: "failed",
    problem_code: "host-taken-on-server",
  });
  const matters = await shop.db.selectFrom("attention_items").select("kind").execute();
  expect(matters).toEqual([{ kind: "website-failed" }]);
});

test("tries grow further apart, the third is told, and after a day a person must decide", async ({
  shop,
  aapanel,
}) => {
  const { db, site } = shop;
  aapanel.faults.set({ kind: "http-500", times: 0 });
  const pauses = [1, 2, 5, 15, 60, 60];
  let at = 0;
  for (const [index, pause] of pauses.entries()) {
    expect(await provisionWebsite(shop, site, later(at))).toEqual({ outcome: "tries-again" });
    expect(await jobs(db, "provision-website")).toMatchObject([{ run_at: later(at + pause) }]);
    expect(await jobs(db, "send-notice")).toHaveLength(index < 2 ? 0 : 2);
    at += pause;
  }
  expect(await provisionWebsite(shop, site, later(24 * 60))).toEqual({ outcome: "failed" });
  const matters = await db.selectFrom("attention_items").select("kind").orderBy("kind").execute();
  expect(matters).toEqual([{ kind: "website-delayed" }, { kind: "website-failed" }]);
});

test("a panel that refuses our key is left alone for an hour", async ({ shop, aapanel }) => {
  const { db, site } = shop;
  aapanel.faults.set({ kind: "wrong-key" });

  expect(await provisionWebsite(shop, site, now)).toEqual({ outcome: "tries-again" });
  const server = await db.selectFrom("servers").selectAll().executeTakeFirstOrThrow();
  expect(server.locked_until).toEqual(later(60));
  expect(await rowOf(db, site.websiteId)).toMatchObject({ problem_code: "server-key-refused" });

  aapanel.faults.set({ kind: "wrong-key", times: 0 });
  expect(await provisionWebsite(shop, site, later(1))).toEqual({ outcome: "tries-again" });
  expect(
    (await db.selectFrom("servers").select("locked_until").executeTakeFirstOrThrow()).locked_until,
  ).toEqual(later(60));
  aapanel.faults.clear();
  expect(await provisionWebsite(shop, site, later(61))).toEqual({ outcome: "active" });
});

test("with no room anywhere the website waits, and takes the room that comes", async ({ shop }) => {
  const { db, site } = shop;
  await db.updateTable("servers").set({ is_draining: true }).execute();
  expect(await provisionWebsite(shop, site, now)).toEqual({ outcome: "tries-again" });
  expect(await rowOf(db, site.websiteId)).toMatchObject({ problem_code: "no-server-room", server_id: null });
  await db.updateTable("servers").set({ is_draining: false }).execute();
  expect(await provisionWebsite(shop, site, later(1))).toEqual({ outcome: "active" });
});
