import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import { type DeploySite, now, deployTest as test } from "#app/test/deploying.ts";
import { townTest } from "#app/test/town.ts";
import { requestDeployment } from "../deployments/deployments.server.ts";
import { setPhpAllowed } from "../servers/php-allowed.server.ts";
import { followPhp } from "./follow-php.server.ts";
import { phpStanding, requestPhp } from "./php.server.ts";
import { stopUnpaid, switchWebsite } from "./standing.server.ts";

const PAGE = { "index.php": "<?php echo 'halo';", "main.css": "a{}" };

async function allow(site: DeploySite, isAllowed = true) {
  const { id: serverId } = await site.deps.db.selectFrom("servers").select("id").executeTakeFirstOrThrow();
  return setPhpAllowed(site.deps.db, { serverId, isAllowed, staffId: site.ids.userId, now });
}
const ask = (site: DeploySite, version: string | null) =>
  requestPhp(site.deps, { ...site.ids, version, now });
const follow = (site: DeploySite) => followPhp(site.deps, site.ids, now);
const standing = (site: DeploySite) => phpStanding(site.deps, { ...site.ids, now });
async function turnOn(site: DeploySite, version = "82") {
  await allow(site);
  expect(await ask(site, version)).toEqual({ outcome: "changing" });
  expect(await follow(site)).toEqual({ outcome: "followed" });
}
/** The version the panel itself shows, and whether anybody can still make a change on the server. */
async function atPanel(site: DeploySite) {
  const { host, panel_site_id } = await site.row();
  const version = await site.panel.phpVersionOf(host);
  const made = await site.panel.findSite(host);
  const name = `uji-${Math.random().toString(36).slice(2)}.situs.test`;
  const isSound = await site.panel.addDomain(made!, name).then(
    () => true,
    () => false,
  );
  return { version, isSound, id: panel_site_id };
}
const matters = (site: DeploySite) =>
  site.deps.db.selectFrom("attention_items").select("kind").where("resolved_at", "is", null).execute();

test("PHP is offered only where the operator allows it, and only versions that the server has", async ({
  site,
}) => {
  expect(await standing(site)).toMatchObject({ isOffered: false, versions: [], version: null });
  expect(await ask(site, "82")).toEqual({ outcome: "not-offered" });
  expect(await allow(site)).toEqual({ outcome: "set" });
  expect(await allow(site)).toEqual({ outcome: "unchanged" });
  expect(await standing(site)).toMatchObject({ isOffered: true, versions: ["83", "82"] });
  for (const version of ["99", "74", "00"]) {
    expect(await ask(site, version)).toEqual({ outcome: "unknown-version" });
  }
  expect(await ask(site, null)).toEqual({ outcome: "unchanged" });
  expect(await follow(site)).toEqual({ outcome: "nothing-to-do" });
  expect(await atPanel(site)).toMatchObject({ version: null, isSound: true });
});

async function throughVersions(site: DeploySite): Promise<void> {
  await turnOn(site);
  expect(await standing(site)).toMatchObject({
    version: "82",
    wanted: "82",
    isChanging: false,
    problem: null,
  });
  await site.deploy(PAGE);
  expect(await site.visit("/")).toMatch(/^200 PHP 82 would run \/index.php/);
  await ask(site, "83");
  expect(await standing(site)).toMatchObject({ version: "82", wanted: "83", isChanging: true });
  await follow(site);
  expect(await follow(site)).toEqual({ outcome: "nothing-to-do" });
  expect(await atPanel(site)).toMatchObject({ version: "83", isSound: true });
  // the operator changed their mind: what runs goes on, and may change or be switched off
  await allow(site, false);
  expect(await ask(site, "82")).toEqual({ outcome: "changing" });
  expect(await follow(site)).toEqual({ outcome: "followed" });
  await ask(site, null);
  await follow(site);
  expect(await atPanel(site)).toMatchObject({ version: null, isSound: true });
  expect(await ask(site, "82")).toEqual({ outcome: "not-offered" });
}

test("PHP is switched on, to another version and off again; run twice it changes nothing", ({ site }) =>
  throughVersions(site));
test("the same on the other panel", ({ otherSite }) => throughVersions(otherSite));

test("a version that goes away between the wish and the work is never set: the site keeps what it had", async ({
  site,
}) => {
  await turnOn(site, "82");
  await ask(site, "83");
  site.fault({ kind: "php-83-removed", times: 0 });
  expect(await follow(site)).toEqual({ outcome: "kept" });
  expect(await standing(site)).toMatchObject({
    version: "82",
    wanted: "82",
    isChanging: false,
    problem: "version-gone",
    versions: ["82"],
  });
  expect(await atPanel(site)).toMatchObject({ version: "82", isSound: true });
  // the trap itself: the panel takes it, says success, and nothing on the server can be changed any more
  await site.panel.setPhpVersion((await site.row()).host, "83");
  expect((await atPanel(site)).isSound).toBe(false);
});

test("a version taken away in the moment it is set is put back before anybody else is served", async ({
  site,
}) => {
  await turnOn(site, "82");
  await ask(site, "83");
  const { deps } = site;
  const panelOf: typeof deps.panelOf = (address) => {
    const panel = deps.panelOf(address);
    const setPhpVersion: typeof panel.setPhpVersion = async (name, version) => {
      if (version === "83") site.fault({ kind: "php-83-removed", times: 0 });
      return panel.setPhpVersion(name, version);
    };
    return { ...panel, setPhpVersion };
  };
  expect(await followPhp({ ...deps, panelOf }, site.ids, now)).toEqual({ outcome: "kept" });
  expect(await atPanel(site)).toMatchObject({ version: "82", isSound: true });
});

test("an answer that is lost is looked after, and one that is not true is not believed", async ({ site }) => {
  await allow(site);
  await ask(site, "82");
  site.fault({ kind: "php-ignored" });
  await expect(follow(site)).rejects.toThrow("the panel shows otherwise");
  expect(await standing(site)).toMatchObject({ version: null, isChanging: true });
  site.fault({ kind: "html404-after-work", action: "SetPHPVersion" });
  expect(await follow(site)).toEqual({ outcome: "followed" });
  expect(await atPanel(site)).toMatchObject({ version: "82" });
});

test("without the panel's .user.ini programs are neither switched on nor switched to another release", async ({
  site,
}) => {
  const first = await site.deploy({ "index.html": "satu" });
  await turnOn(site);
  rmSync(path.join(site.folderOf(first), ".user.ini"));
  const second = await site.request({ "index.html": "dua" });
  expect(await site.run(second)).toEqual({ outcome: "failed" });
  expect(await site.failure(second)).toEqual(["switching", "php-unguarded"]);
  expect(await site.visit("/")).toBe("200 satu");
  expect(await matters(site)).toContainEqual({ kind: "php-unguarded" });

  await ask(site, null);
  await follow(site);
  await ask(site, "82");
  expect(await follow(site)).toEqual({ outcome: "kept" });
  expect(await standing(site)).toMatchObject({ version: null, problem: "not-guarded" });
  // one that a program wrote for itself is no guard
  writeFileSync(path.join(site.folderOf(first), ".user.ini"), "open_basedir=/\n");
  await ask(site, "82");
  expect(await follow(site)).toEqual({ outcome: "kept" });
});

test("where programs run or have run, releases are sent whole and nothing is copied on the server", async ({
  site,
}) => {
  const files = { ...PAGE, "besar.txt": "x".repeat(100_000) };
  await turnOn(site);
  await site.deploy(files);
  const second = await site.deploy({ ...files, "main.css": "b{}" });
  await ask(site, null);
  await follow(site);
  const third = await site.deploy({ ...files, "index.html": "kini" });
  const rows = await site.deps.db
    .selectFrom("deployment_steps")
    .select("detail")
    .where("deployment_id", "in", [second, third])
    .where("step", "=", "packing")
    .execute();
  expect(rows).toHaveLength(2);
  for (const { detail } of rows) expect(detail).not.toHaveProperty("base");
});

test("a site with PHP has no drafts, and one with a draft waiting gets no PHP", async ({ site }) => {
  await allow(site);
  await site.deploy(PAGE);
  let drafts = 0;
  const draft = async () =>
    requestDeployment(site.deps.db, {
      ...site.ids,
      uploadId: await site.upload({ "index.html": "draf" }),
      previewHost: `pratinjau-${drafts++}.situs.test`,
      now,
    });
  const asked = await draft();
  expect(asked).toMatchObject({ outcome: "queued" });
  const deploymentId = "deploymentId" in asked ? asked.deploymentId : "";
  // asked for before the draft is there: the draft is not opened
  await ask(site, "82");
  expect(await site.run(deploymentId)).toEqual({ outcome: "failed" });
  expect(await site.failure(deploymentId)).toEqual(["verifying", "no-draft-with-php"]);
  expect(await draft()).toEqual({ outcome: "no-draft-with-php" });
  await ask(site, null);
  await follow(site);
  const ready = await draft();
  expect(await site.run("deploymentId" in ready ? ready.deploymentId : "")).toEqual({ outcome: "ready" });
  expect(await ask(site, "82")).toEqual({ outcome: "draft-open" });
});

test("root does not work through a link that a program put in place of the releases", async ({
  site,
  aapanel,
  settings,
}) => {
  const first = await site.deploy(PAGE);
  await turnOn(site);
  const home = path.dirname(path.dirname(site.folderOf(first)));
  const victim = aapanel.resolve("/www/wwwroot/korban");
  mkdirSync(victim, { recursive: true });
  const next = await site.request({ "index.html": "dua" });
  symlinkSync(victim, path.join(home, "releases", next));
  expect(await site.run(next)).toEqual({ outcome: "failed" });
  expect(await site.failure(next)).toEqual(["extracting", "link-in-the-way"]);
  expect(aapanel.state().escapes).toEqual([]);

  // nor through one where our page for a stopped site would be written
  symlinkSync(victim, path.join(home, ".lumi-stopped"));
  const { subscription_id } = await site.row();
  await site.deps.db.transaction().execute((tx) => stopUnpaid(tx, { subscriptionId: subscription_id, now }));
  await switchWebsite({ ...site.deps, settings }, site.ids, now);
  expect((await site.row()).status).toBe("suspended");
  expect(await site.panel.listFolder("/www/wwwroot/korban")).toEqual([]);
});

test("a start page whose source is handed out instead of run brings the old release back", async ({
  site,
}) => {
  await site.deploy({ "index.html": "lama" });
  await turnOn(site);
  // somebody has switched it off in the panel
  await site.panel.setPhpVersion((await site.row()).host, null);
  const next = await site.request(PAGE);
  expect(await site.run(next, { probeMs: 300, extractionMs: 1_500 })).toEqual({ outcome: "failed" });
  expect(await site.failure(next)).toEqual(["probing", "probe-mismatch"]);
  expect(await site.visit("/")).toBe("200 lama");
});

test("nobody chooses for somebody else's site", async ({ site }) => {
  await allow(site);
  const userId = "00000000-0000-4000-8000-000000000000";
  expect(await requestPhp(site.deps, { ...site.ids, userId, version: "82", now })).toEqual({
    outcome: "not-active",
  });
  expect(await phpStanding(site.deps, { ...site.ids, userId, now })).toBe(null);
});

townTest(
  "killed anywhere while a version is set, the server has the one that is written down in the end",
  { timeout: 60_000 },
  async ({ town }) => {
    const one = await town.sellAndMake();
    await town.db.updateTable("servers").set({ allows_php: true }).execute();
    for (let step = 1, isDone = false; !isDone; step++) {
      const version = step % 2 ? "82" : "83";
      expect(await requestPhp(town.shop, { ...one, version, now })).toEqual({ outcome: "changing" });
      town.fate.arm(step);
      isDone = await followPhp(town.worker, one, now).then(
        () => true,
        () => false,
      );
      town.fate.revive();
      if (!isDone) await followPhp(town.worker, one, now);
      const site = town.aapanel.sites().find(({ name }) => name === one.host);
      const { php_version, php_changing_at } = await town.db
        .selectFrom("websites")
        .selectAll()
        .where("id", "=", one.websiteId)
        .executeTakeFirstOrThrow();
      expect([site?.php, php_version, php_changing_at], `killed at ${step}`).toEqual([
        version,
        version,
        null,
      ]);
    }
  },
);
