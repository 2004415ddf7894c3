import { expect } from "vitest";
import { test } from "#app/test/fixtures.ts";
import { aPaidWebsite } from "#app/test/hosting.ts";
import { findStaffWebsites } from "./staff-websites.server.ts";

const now = new Date("2026-11-23T03:00:00Z");

test("a site is found by how a name of it begins, its owner's whole address or an order, and by nothing less", async ({
  db,
}) => {
  const site = await aPaidWebsite(db, "tokosari.situs.test", now);
  await aPaidWebsite(db, "toko_b.situs.test", now);
  const { email } = await db
    .selectFrom("users")
    .select("email")
    .where("id", "=", site.userId)
    .executeTakeFirstOrThrow();
  await db.updateTable("orders").set({ number: "LC-2026-000077" }).where("id", "=", site.orderId).execute();
  const domain = { website_id: site.websiteId, created_at: now };
  await db
    .insertInto("website_domains")
    .values([
      { ...domain, host: "warungsari.com", status: "bound" },
      { ...domain, host: "lama.com", status: "removed" },
    ])
    .execute();
  const found = async (typed: string) =>
    (await findStaffWebsites(db, typed)).sites.map(({ host }) => host).sort();
  const both = ["toko_b.situs.test", "tokosari.situs.test"];
  expect(await found("toko")).toEqual(both);
  expect(await found(" TOKOS ")).toEqual(["tokosari.situs.test"]);
  expect(await found("toko_")).toEqual(["toko_b.situs.test"]);
  expect(await found("https://WarungSari.com/harga?a=1")).toEqual(["tokosari.situs.test"]);
  expect(await found(email.toUpperCase())).toEqual(["tokosari.situs.test"]);
  expect(await found("lc-2026-000077")).toEqual(["tokosari.situs.test"]);
  for (const nothing of ["sari", "lama.com", email.slice(0, -1), "lc-2026-00007", "%", "/", "\u{10ffff}"])
    expect(await found(nothing), nothing).toEqual([]);
});

test("fifty are shown at most, and it is said when there were more", async ({ db }) => {
  for (let n = 0; n < 51; n++) await aPaidWebsite(db, `banyak-${n}.situs.test`, now);
  const { sites, isMore } = await findStaffWebsites(db, "banyak");
  expect([sites.length, isMore]).toEqual([50, true]);
  const fewer = await findStaffWebsites(db, "banyak-1");
  expect([fewer.sites.length, fewer.isMore]).toEqual([11, false]);
});
