import { expect } from "vitest";
import { test } from "#app/test/fixtures.ts";
import { aPaidWebsite, aPurchase } from "#app/test/hosting.ts";
import { pickServer } from "../servers/placement.server.ts";
import { addServerFromEnvironment } from "../servers/servers.server.ts";
import { isHostFree } from "./hosts.server.ts";
import { createWebsite, findWebsite, listWebsites } from "./websites.server.ts";

const now = new Date("2026-11-22T03:00:00Z");

test("a subscription has one website, however often it is asked for", async ({ db }) => {
  const purchase = await aPurchase(db, now);
  const create = () =>
    db.transaction().execute((tx) => createWebsite(tx, { ...purchase, host: "Toko.situs.test", now }));
  expect(await create()).toEqual(await create());
  expect(await listWebsites(db, purchase.userId)).toMatchObject([
    { host: "toko.situs.test", status: "provisioning", planName: "Starter" },
  ]);
  expect(await isHostFree(db, "TOKO.situs.test")).toBe(false);
  expect(await isHostFree(db, "lain.situs.test")).toBe(true);
});

test("a host sold twice never loses the second sale: it waits for a person", async ({ db }) => {
  await aPaidWebsite(db, "toko.situs.test", now);
  const second = await aPaidWebsite(db, "toko.situs.test", now);
  expect(await findWebsite(db, second.userId, second.websiteId)).toMatchObject({
    status: "failed",
    problemCode: "host-taken",
  });
  const matters = await db.selectFrom("attention_items").select(["kind", "subject"]).execute();
  expect(matters).toEqual([{ kind: "website-failed", subject: second.websiteId }]);
});

test("an id that is none is not found", async ({ db }) => {
  const { userId } = await aPaidWebsite(db, "toko.situs.test", now);
  expect(await findWebsite(db, userId, "1' or 1=1")).toBe(null);
});

const environment = {
  AAPANEL_URL: "https://panel.test:7800",
  AAPANEL_API_KEY: "0123456789abcdef0123456789abcdef",
  AAPANEL_FTP_PORT: 21,
  AAPANEL_FTP_TLS: false,
  AAPANEL_SITES_ROOT: "/www/wwwroot/",
};

test("the environment's server is copied once, its key sealed", async ({ db, vault }) => {
  const add = (env: typeof environment | { AAPANEL_URL?: string }) =>
    addServerFromEnvironment({ db, vault }, { ...environment, ...env }, now);
  expect(await add({ AAPANEL_URL: undefined })).toEqual({ outcome: "not-configured" });
  const results = await Promise.all([add({}), add({})]);
  expect(results.map(({ outcome }) => outcome).sort()).toEqual(["added", "kept"]);
  const server = await db.selectFrom("servers").selectAll().executeTakeFirstOrThrow();
  expect(server).toMatchObject({
    ftp_host: "panel.test",
    web_address: "panel.test:80",
    sites_root: "/www/wwwroot",
  });
  expect(server.api_key_encrypted).not.toContain(environment.AAPANEL_API_KEY);
  expect(vault.open(server.api_key_encrypted)).toBe(environment.AAPANEL_API_KEY);
});

test("a new website goes to the server with most room that takes any", async ({ db, vault }) => {
  const server = (name: string, change: object = {}) => ({
    name,
    panel_url: `https://${name}.test`,
    api_key_encrypted: vault.seal("key"),
    ftp_host: name,
    ftp_port: 21,
    web_address: `${name}:80`,
    sites_root: "/www/wwwroot",
    capacity: 10,
    ...change,
  });
  await db
    .insertInto("servers")
    .values([
      server("small", { capacity: 1 }),
      server("roomy"),
      server("draining", { capacity: 99, is_draining: true }),
      server("locked", { capacity: 99, locked_until: new Date(now.getTime() + 1) }),
    ])
    .execute();
  const pick = (at: Date) => db.transaction().execute((tx) => pickServer(tx, { diskBytes: 1 }, at));
  expect((await pick(now))?.name).toBe("roomy");
  expect((await pick(new Date(now.getTime() + 1)))?.name).toBe("locked");

  await db.deleteFrom("servers").where("name", "in", ["roomy", "locked"]).execute();
  expect((await pick(now))?.name).toBe("small");
  const { websiteId } = await aPaidWebsite(db, "toko.situs.test", now);
  const small = await db
    .selectFrom("servers")
    .select("id")
    .where("name", "=", "small")
    .executeTakeFirstOrThrow();
  await db.updateTable("websites").set({ server_id: small.id }).where("id", "=", websiteId).execute();
  expect(await pick(now)).toBe(null);
});
