import { expect } from "vitest";
import { now, deployTest as test } from "#app/test/deploying.ts";
import { measureDisk, measureDisks } from "../websites/disk.server.ts";
import { findWebsite } from "../websites/websites.server.ts";
import { deploymentTrace, findDeployment, requestDeployment, requestRollback } from "./deployments.server.ts";
import { cleanReleases } from "./releases.server.ts";

test("an earlier release goes live again by a switch and a look, and forward once more", async ({ site }) => {
  const { db } = site.deps;
  const first = await site.deploy({ "index.html": "1" });
  const second = await site.deploy({ "index.html": "2" });

  for (const [id, content] of [
    [first, "1"],
    [second, "2"],
    [first, "1"],
  ] as const) {
    expect(await requestRollback(db, { ...site.which(id), now })).toEqual({ outcome: "queued" });
    expect(await requestRollback(db, { ...site.which(id), now })).toEqual({ outcome: "busy" });
    expect(await site.run(id)).toEqual({ outcome: "live" });
    expect(await site.visit("/")).toBe(`200 ${content}`);
  }

  expect(await requestRollback(db, { ...site.which(first), now })).toEqual({ outcome: "already-live" });
  expect(await findDeployment(db, site.which(second))).toMatchObject({ status: "superseded", isKept: true });
  const trace = await deploymentTrace(db, site.which(first));
  expect(trace.slice(7).map((step) => `${step.step} ${step.try} ${step.outcome}`)).toEqual([
    "switching 2 done",
    "probing 2 done",
    "switching 3 done",
    "probing 3 done",
  ]);
});

test("a rollback that fails leaves the live release live and the earlier one kept", async ({ site }) => {
  const { db } = site.deps;
  const first = await site.deploy({ "index.html": "1" });
  const second = await site.deploy({ "index.html": "2" });
  await requestRollback(db, { ...site.which(first), now });
  site.fault({ kind: "switch-ignored", times: 0 });

  expect(await site.run(first)).toEqual({ outcome: "failed" });

  expect(await site.visit("/")).toBe("200 2");
  expect(await findDeployment(db, site.which(first))).toMatchObject({
    status: "superseded",
    isKept: true,
    failureCode: "switch-ignored",
  });
  expect(await site.row()).toMatchObject({ live_deployment_id: second });
});

test("a kept release whose files were deleted is not switched to", async ({ site }) => {
  const { db } = site.deps;
  const first = await site.deploy({ "index.html": "1" });
  await site.deploy({ "index.html": "2" });
  await site.panel.deleteFolder(`${(await site.row()).site_path}/releases/${first}`);
  await requestRollback(db, { ...site.which(first), now });
  expect(await site.run(first)).toEqual({ outcome: "failed" });
  expect(await site.failure(first)).toEqual(["switching", "release-gone"]);
  expect(await site.visit("/")).toBe("200 2");
});

test("a kept release that was changed by hand is found out at the probe", async ({ site }) => {
  const first = await site.deploy({ "index.html": "1" });
  await site.deploy({ "index.html": "2" });
  await site.overwrite(first, "index.html", "diubah");
  await requestRollback(site.deps.db, { ...site.which(first), now });
  expect(await site.run(first, { probeMs: 200, extractionMs: 200 })).toEqual({ outcome: "failed" });
  expect(await site.failure(first)).toEqual(["probing", "probe-mismatch"]);
  expect(await site.visit("/")).toBe("200 2");
});

test("the live release and the plan's number of earlier ones stay, the rest leaves the disk", async ({
  site,
  aapanel,
}) => {
  const { db } = site.deps;
  const ids: string[] = [];
  for (const content of ["1", "2", "3", "4"]) ids.push(await site.deploy({ "index.html": content }));
  site.fault({ kind: "unzip-corrupts-a-file" });
  const failed = await site.request({ "index.html": "5" });
  await site.run(failed);
  expect(site.releases()).toHaveLength(5);
  expect(site.inbox()).toHaveLength(5);

  expect(await cleanReleases(site.deps, site.ids, now)).toEqual({ outcome: "cleaned", removed: 2 });
  expect(await cleanReleases(site.deps, site.ids, now)).toEqual({ outcome: "cleaned", removed: 0 });

  expect(site.releases()).toEqual(ids.slice(1).sort());
  expect(site.inbox()).toEqual([]);
  expect(aapanel.state().recycled).toEqual([]);
  expect(await site.visit("/")).toBe("200 4");
  expect(await requestRollback(db, { ...site.which(ids[0]!), now })).toEqual({ outcome: "not-kept" });
  expect(await requestRollback(db, { ...site.which(failed), now })).toEqual({ outcome: "not-kept" });
  const manifests: string[] = [];
  for await (const { key } of site.deps.store.list()) if (key.startsWith("releases/")) manifests.push(key);
  expect(manifests.sort()).toEqual(
    ids
      .slice(1)
      .map((id) => `releases/${id}.jsonl`)
      .sort(),
  );
});

test("cleaning leaves a release alone while the server serves it, whatever the table says", async ({
  site,
}) => {
  const first = await site.deploy({ "index.html": "1" });
  for (const content of ["2", "3", "4"]) await site.deploy({ "index.html": content });
  await site.panel.setRunPath(await site.panelSiteId(), `/releases/${first}`);

  expect(await cleanReleases(site.deps, site.ids, now)).toEqual({ outcome: "cleaned", removed: 0 });
  expect(site.releases()).toContain(first);
});

test("a release that runs or waits is never cleaned away", async ({ site }) => {
  await site.deploy({ "index.html": "1" });
  const uploadId = await site.upload({ "index.html": "2" });
  await requestDeployment(site.deps.db, { ...site.ids, uploadId, now });
  expect(await cleanReleases(site.deps, site.ids, now)).toEqual({ outcome: "cleaned", removed: 0 });
  expect(site.releases()).toHaveLength(1);
});

test("the disk used is what the server measures", async ({ site }) => {
  const { db } = site.deps;
  expect((await findWebsite(db, site.ids.userId, site.ids.websiteId))?.diskUsedBytes).toBe(null);
  await site.deploy({ "index.html": "x".repeat(50_000) });
  const { bytes } = await measureDisk(site.deps, site.ids, now);
  expect(bytes).toBeGreaterThan(50_000);
  const shown = await findWebsite(db, site.ids.userId, site.ids.websiteId);
  expect(shown).toMatchObject({ diskUsedBytes: bytes, diskMeasuredAt: now, diskBytes: 500 * 1024 * 1024 });
  expect(await measureDisks(db)).toEqual({ queued: 1 });
});
