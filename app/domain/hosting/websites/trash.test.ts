import { expect } from "vitest";
import { takeSiteBack, trashSite } from "#app/domain/billing/changes/site-trash.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { anOpenOrder } from "#app/test/billing.ts";
import { type DeploySite, now, deployTest as test } from "#app/test/deploying.ts";
import { requestRestore } from "../backups/backups-restore.server.ts";
import { deploymentTrace, requestDeployment, requestRollback } from "../deployments/deployments.server.ts";
import { switchWebsite } from "./standing.server.ts";

type Gateway = Parameters<typeof anOpenOrder>[0]["gateway"];

function owner(site: DeploySite, gateway: Gateway, settings: Settings) {
  const { db } = site.deps;
  const which = { ...site.ids, now };
  const follow = () => switchWebsite({ ...site.deps, settings }, site.ids, now);
  return {
    trash: () => trashSite({ db, gateway, settings }, which),
    takeBack: () => takeSiteBack(db, which),
    follow,
  };
}

test("a deleted site shows a page that blames nobody, takes nothing new, and comes back as it was", async ({
  site,
  gateway,
  settings,
}) => {
  const { db } = site.deps;
  const { trash, takeBack, follow } = owner(site, gateway, settings);
  const first = await site.deploy({ "index.html": "<h1>satu</h1>" });
  await site.deploy({ "index.html": "<h1>dua</h1>" });
  const uploadId = await site.upload({ "index.html": "<h1>tiga</h1>" });
  expect((await trash()).outcome).toBe("trashed");
  expect((await site.row()).status).toBe("active");
  for (const isOff of [false, true]) {
    if (isOff) expect(await follow()).toEqual({ outcome: "stopped" });
    expect(await requestDeployment(db, { ...site.ids, uploadId, now })).toEqual({
      outcome: "site-not-active",
    });
    expect(await requestRollback(db, { ...site.which(first), now })).toEqual({ outcome: "site-not-active" });
  }
  const page = await site.visit("/");
  expect(page).toContain("Pemiliknya sedang tidak menayangkan situs ini.");
  expect(page).toContain(`/sites/${site.ids.websiteId}`);
  expect(page).not.toContain("tagihan");
  expect(await takeBack()).toEqual({ outcome: "taken-back" });
  expect(await follow()).toEqual({ outcome: "running" });
  expect(await site.visit("/")).toBe("200 <h1>dua</h1>");
  expect((await requestDeployment(db, { ...site.ids, uploadId, now })).outcome).toBe("queued");
});

test("a deployment under way when its site is deleted does not go live, and can be asked for again once it is back", async ({
  site,
  gateway,
  settings,
}) => {
  const { trash, takeBack, follow } = owner(site, gateway, settings);
  await site.deploy({ "index.html": "<h1>satu</h1>" });
  const waiting = await site.request({ "index.html": "<h1>dua</h1>" });
  site.fault({ kind: "delay", action: "UnZip", ms: 1_500 });
  const running = site.run(waiting);
  const isExtracting = async () =>
    (await deploymentTrace(site.deps.db, site.which(waiting))).some((one) => one.step === "extracting");
  while (!(await isExtracting()));
  expect((await trash()).outcome).toBe("trashed");
  expect((await running).outcome).toBe("failed");
  await follow();
  expect((await site.failure(waiting))[1]).toBe("site-not-active");
  await takeBack();
  await follow();
  expect(await site.visit("/")).toBe("200 <h1>satu</h1>");
  await site.deploy({ "index.html": "<h1>dua</h1>" });
  expect(await site.visit("/")).toBe("200 <h1>dua</h1>");
});

test("a restore of a deleted site is refused", async ({ site, gateway, settings }) => {
  const { db } = site.deps;
  await owner(site, gateway, settings).trash();
  const { id: backupId } = await db
    .insertInto("backups")
    .values({
      website_id: site.ids.websiteId,
      user_id: site.ids.userId,
      kind: "manual",
      status: "ready",
      storage_key: "backups/a.zip",
      size_bytes: 1,
      sha256: "0",
      file_count: 1,
      created_at: now,
      verified_at: now,
      expires_at: now,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  expect(await requestRestore(site.deps, { ...site.ids, backupId, now })).toEqual({ outcome: "not-active" });
});
