import { expect } from "vitest";
import { now, deployTest as test } from "#app/test/deploying.ts";
import { runDeployment } from "./deploy.server.ts";
import { deploymentDetails } from "./deployment-details.server.ts";
import { cancelDeployment, requestDeployment, requestRollback } from "./deployments.server.ts";
import { pinRelease } from "./pins.server.ts";
import { cleanReleases } from "./releases.server.ts";
import { lockSite, unlockSite } from "./site-locks.server.ts";

test("a deployment says which files it adds, changes and removes against what was live", async ({
  db,
  site,
}) => {
  const first = await site.deploy({ "index.html": "satu", "lama.txt": "x", "tetap.txt": "t" });
  const second = await site.deploy({ "index.html": "dua", "baru/a.txt": "a", "tetap.txt": "t" });
  expect(await deploymentDetails(db, site.which(first))).toMatchObject({
    changes: { counts: { added: 3, changed: 0, removed: 0 } },
    comparedWith: null,
    by: { name: "Sari", token: null },
  });
  const details = await deploymentDetails(db, site.which(second));
  expect(details).toMatchObject({
    changes: {
      counts: { added: 1, changed: 1, removed: 1 },
      paths: { added: ["baru/a.txt"], changed: ["index.html"], removed: ["lama.txt"] },
    },
    comparedWith: 1,
  });
  expect(details?.events.map(({ event }) => event)).toEqual(["deployment-requested", "deployment-live"]);
});

test("a running deployment is cancelled at the end of its step and leaves nothing behind", async ({
  db,
  site,
}) => {
  const live = await site.deploy({ "index.html": "lama" });
  const id = await site.request({ "index.html": "baru" });
  const asking = { ...site.which(id), now };
  // asked for while the archive is on its way
  const transferTo: typeof site.deps.transferTo = (at) => {
    const transfer = site.deps.transferTo(at);
    return {
      ...transfer,
      send: async (...given) => {
        expect(await cancelDeployment(db, asking)).toEqual({ outcome: "cancelling" });
        expect(await cancelDeployment(db, asking)).toEqual({ outcome: "cancelling" });
        return transfer.send(...given);
      },
    };
  };
  const result = await runDeployment({ ...site.deps, transferTo }, { deploymentId: id }, () => now);
  expect(result).toEqual({ outcome: "cancelled" });
  expect(await site.visit("/")).toBe("200 lama");
  expect(await cancelDeployment(db, asking)).toEqual({ outcome: "not-waiting" });
  await cleanReleases(site.deps, site.ids, now);
  expect(site.releases()).toEqual([live]);
  expect(site.inbox()).toEqual([]);
  await site.deploy({ "index.html": "baru" });
});

test("once the switch has begun it is too late to cancel", async ({ db, site }) => {
  const first = await site.deploy({ "index.html": "satu" });
  await site.deploy({ "index.html": "dua" });
  await requestRollback(db, { ...site.which(first), now });
  expect(await cancelDeployment(db, { ...site.which(first), now })).toEqual({ outcome: "too-late" });
  expect(await site.run(first)).toEqual({ outcome: "live" });
});

test("a locked site stays as it is: nothing new is taken, and what runs stops before its switch", async ({
  db,
  site,
}) => {
  const first = await site.deploy({ "index.html": "satu" });
  await site.deploy({ "index.html": "dua" });
  const waiting = await site.request({ "index.html": "tiga" });
  await lockSite(db, { ...site.ids, reason: "promo", now });
  expect(await lockSite(db, { ...site.ids, reason: "lagi", now })).toEqual({ outcome: "locked" });
  expect((await site.row()).lock_reason).toBe("promo");
  const uploadId = await site.upload({ "index.html": "empat" });
  expect(await requestDeployment(db, { ...site.ids, uploadId, now })).toEqual({ outcome: "locked" });
  expect(await requestRollback(db, { ...site.which(first), now })).toEqual({ outcome: "locked" });
  expect(await site.run(waiting)).toEqual({ outcome: "failed" });
  expect((await site.failure(waiting))[1]).toBe("site-locked");
  expect(await site.visit("/")).toBe("200 dua");
  await unlockSite(db, { ...site.ids, now });
  expect(await requestRollback(db, { ...site.which(first), now })).toEqual({ outcome: "queued" });
  // locked again before the worker came: the release stays kept
  await lockSite(db, { ...site.ids, reason: "", now });
  expect(await site.run(first)).toEqual({ outcome: "failed" });
  expect(await site.visit("/")).toBe("200 dua");
  await unlockSite(db, { ...site.ids, now });
  await requestRollback(db, { ...site.which(first), now });
  expect(await site.run(first)).toEqual({ outcome: "live" });
});

test("a pinned release outlives the plan's number, three of a site at most", async ({ db, site }) => {
  const ids: string[] = [];
  const pin = (id: string, isPinned = true) => pinRelease(db, { ...site.which(id), now }, isPinned);
  for (const text of ["1", "2", "3", "4"]) {
    ids.push(await site.deploy({ "index.html": text }));
    if (ids.length === 1) expect(await pin(ids[0]!)).toEqual({ outcome: "done" });
  }
  await cleanReleases(site.deps, site.ids, now);
  // the plan keeps two, and number one is pinned
  expect(site.releases()).toEqual([...ids].sort());
  const fifth = await site.deploy({ "index.html": "5" });
  await cleanReleases(site.deps, site.ids, now);
  expect(site.releases()).toEqual([ids[0]!, ids[2]!, ids[3]!, fifth].sort());
  expect(await pin(ids[1]!)).toEqual({ outcome: "not-kept" });
  expect(await pin(ids[2]!)).toEqual({ outcome: "done" });
  expect(await pin(ids[3]!)).toEqual({ outcome: "done" });
  expect(await pin(fifth)).toEqual({ outcome: "too-many" });
  expect(await pin(ids[0]!, false)).toEqual({ outcome: "done" });
  expect(await pin(fifth)).toEqual({ outcome: "done" });
});
