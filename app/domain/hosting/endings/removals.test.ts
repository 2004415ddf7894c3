import { existsSync, readdirSync } from "node:fs";
import { expect } from "vitest";
import { now } from "#app/test/deploying.ts";
import { endingTest } from "#app/test/ending.ts";
import { aPaidWebsite } from "#app/test/hosting.ts";
import { daysAfter, takeJobs } from "#app/test/renewing.ts";
import { isHostFree } from "../websites/hosts.server.ts";
import { exportWebsite } from "./exports.server.ts";
import { allowRemovals, heldRemovals, sweepEndings } from "./removal-sweep.server.ts";
import { removeWebsite } from "./removals.server.ts";

const after = (days: number) => daysAfter(now, days);

/** An ended website with its export, warned and past its time: its removal is decided. */
const test = endingTest.extend<{ folder_: string; decided: () => Promise<void> }>({
  folder_: async ({ aapanel }, use) => use(aapanel.resolve(`${aapanel.sitesRoot}/toko.situs.test`)),
  decided: async ({ ended }, use) =>
    use(async () => {
      await exportWebsite(ended.all, ended.which, now);
      await sweepEndings(ended.all, after(24));
      expect(await sweepEndings(ended.all, after(31))).toMatchObject({ removing: 1, held: 0 });
    }),
});

test("the owner is warned a week before, then everything goes, and last the export", async ({
  ended,
  aapanel,
  store,
  folder_,
}) => {
  const { all, which } = ended;
  await exportWebsite(all, which, now);
  const { storage_key: key } = await ended.exportRow();
  expect(await sweepEndings(all, after(22))).toEqual({ warned: 0, removing: 0, held: 0, forgotten: 0 });
  expect(await sweepEndings(all, after(23.5))).toMatchObject({ warned: 1, removing: 0 });
  expect(await sweepEndings(all, after(29))).toMatchObject({ warned: 0, removing: 0 });
  expect((await takeJobs(all.db, "send-notice")).map((one) => one.key)).toContain(
    `removal-soon:${which.websiteId}`,
  );
  expect(await sweepEndings(all, after(30.6))).toMatchObject({ removing: 1 });
  expect(await isHostFree(all.db, "toko.situs.test")).toBe(false);

  const jobs = await takeJobs(all.db, "remove-website");
  expect(jobs).toEqual([which]);
  expect(await removeWebsite(all, which, after(30.6))).toEqual({ outcome: "deleted" });
  expect(await removeWebsite(all, which, after(30.6))).toEqual({ outcome: "nothing-to-do" });
  expect(aapanel.sites()).toEqual([]);
  expect(aapanel.ftpUsers()).toEqual([]);
  expect(existsSync(folder_)).toBe(false);
  const bin = aapanel.resolve("/.Recycle_bin");
  expect(existsSync(bin) ? readdirSync(bin) : []).toEqual([]);
  expect(await isHostFree(all.db, "toko.situs.test")).toBe(true);
  expect(await ended.row()).toMatchObject({ status: "deleted", ftp_password_encrypted: null });

  expect(await store.size(key ?? "")).not.toBeNull();
  expect(await sweepEndings(all, after(31.6))).toMatchObject({ forgotten: 1 });
  expect(await store.size(key ?? "")).toBeNull();
});

test("nothing is removed without an export, nor while the subscription is alive, nor sooner than a week after a late warning", async ({
  ended,
}) => {
  const { all, which } = ended;
  expect(await sweepEndings(all, after(400))).toMatchObject({ warned: 0, removing: 0 });
  await exportWebsite(all, which, now);
  await all.db.updateTable("subscriptions").set({ status: "active" }).execute();
  expect(await sweepEndings(all, after(90))).toMatchObject({ warned: 1, removing: 0 });
  await all.db.updateTable("subscriptions").set({ status: "terminated" }).execute();
  expect(await sweepEndings(all, after(96))).toMatchObject({ removing: 0 });
  expect(await sweepEndings(all, after(97.1))).toMatchObject({ removing: 1 });
});

for (const action of [
  "getData",
  "DeleteUser",
  "DeleteSite",
  "DeleteDir",
  "Get_Recycle_bin",
  "Del_Recycle_bin",
]) {
  for (const kind of ["html404-after-work", "html404-before-work"] as const) {
    test(`${kind} at ${action}: running again removes everything, once`, async ({
      ended,
      decided,
      aapanel,
      folder_,
    }) => {
      await decided();
      ended.fault({ kind, action });
      const first = await removeWebsite(ended.all, ended.which, after(31)).catch(() => null);
      if (!first)
        expect(await removeWebsite(ended.all, ended.which, after(31))).toEqual({ outcome: "deleted" });
      expect(await ended.row()).toMatchObject({ status: "deleted" });
      expect([aapanel.sites(), existsSync(folder_)]).toEqual([[], false]);
    });
  }
}

test("a site that does not carry our mark is left alone, and a person is asked", async ({
  ended,
  decided,
  aapanel,
  folder_,
}) => {
  await decided();
  const { panel } = ended;
  const site = await panel.findSite("toko.situs.test");
  await panel.deleteSite(site!);
  const ftp = { user: "stranger", password: "Rahasia123" };
  await panel.createSite({ host: "toko.situs.test", path: site!.path, note: "somebody else", ftp });
  expect(await removeWebsite(ended.all, ended.which, after(31))).toEqual({ outcome: "not-ours" });
  expect(aapanel.sites()).toHaveLength(1);
  expect(existsSync(folder_)).toBe(true);
  const [asked] = await ended.all.db.selectFrom("attention_items").select("kind").execute();
  expect(asked).toEqual({ kind: "removal-not-ours" });
});

test("more removals than the brake allows are held until a person allows them, and then only those", async ({
  ended,
}) => {
  const { db } = ended.all;
  const due = async () => {
    const { websiteId, subscriptionId, userId } = await aPaidWebsite(
      db,
      `s${Math.random().toString(36).slice(2)}.situs.test`,
      now,
    );
    await db.updateTable("subscriptions").set({ status: "ended" }).where("id", "=", subscriptionId).execute();
    await db
      .updateTable("websites")
      .set({ status: "failed", suspended_reason: "ended", ended_at: now })
      .where("id", "=", websiteId)
      .execute();
    await db
      .insertInto("site_exports")
      .values({ website_id: websiteId, user_id: userId, status: "empty", created_at: now, expires_at: now })
      .execute();
  };
  for (let count = 0; count < 6; count++) await due();
  expect(await heldRemovals(db, after(1))).toBeNull();
  expect(await sweepEndings(ended.all, after(1))).toMatchObject({ removing: 0, held: 6 });
  expect(await takeJobs(db, "remove-website")).toEqual([]);
  expect(await heldRemovals(db, after(1))).toBe(6);

  const staff = { staffId: ended.ids.userId, now: after(1) };
  expect(await allowRemovals(db, staff)).toEqual({ outcome: "allowed", most: 6 });
  expect(await allowRemovals(db, staff)).toEqual({ outcome: "nothing-held" });
  await due();
  expect(await sweepEndings(ended.all, after(1)), "seven were not allowed").toMatchObject({
    removing: 0,
    held: 7,
  });
  expect(await allowRemovals(db, staff)).toEqual({ outcome: "allowed", most: 7 });
  expect(await sweepEndings(ended.all, after(1))).toMatchObject({ removing: 7, held: 0 });
});
