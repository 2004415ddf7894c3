import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import { type DeploySite, now, deployTest as test } from "#app/test/deploying.ts";
import { packSite } from "../backups/site-pack.server.ts";
import { requestRollback } from "../deployments/deployments.server.ts";
import { withPanel } from "../servers/servers.server.ts";
import { followFolders } from "./follow-folders.server.ts";
import { withKeptFolders } from "./kept-folder-rules.ts";
import { forgetFolder, keepFolder, keptFolderStanding } from "./kept-folders.server.ts";
import { letRun, stopUnpaid, switchWebsite } from "./standing.server.ts";

const keep = (site: DeploySite, name: string, isPublic = true) =>
  keepFolder(site.deps.db, { ...site.ids, name, isPublic, now });
const forget = (site: DeploySite, name: string) => forgetFolder(site.deps.db, { ...site.ids, name, now });
const follow = (site: DeploySite, probeMs = 5_000) => followFolders({ ...site.deps, probeMs }, site.ids, now);
const standing = (site: DeploySite) => keptFolderStanding(site.deps.db, site.ids.userId, site.ids.websiteId);
const rulesOf = async (site: DeploySite) => site.panel.rewriteOf((await site.row()).host);

/** A live site that keeps `uploads` for everybody and `simpanan` for its programs, and where they lie. */
async function keeping(site: DeploySite): Promise<(name: string) => string> {
  const id = await site.deploy({ "index.html": "satu" });
  await keep(site, "uploads");
  await keep(site, "simpanan", false);
  expect(await follow(site)).toEqual({ outcome: "followed" });
  const home = path.dirname(path.dirname(site.folderOf(id)));
  return (name) => path.join(home, "data", name);
}

test("names are plain, few, and each once; nothing is kept before a release is live", async ({ site }) => {
  expect(await keep(site, "uploads")).toEqual({ outcome: "nothing-live" });
  await site.deploy({ "index.html": "satu" });
  for (const name of [
    "",
    "Uploads",
    "../x",
    "a/b",
    ".x",
    "-x",
    "a b",
    "a;b",
    "a{",
    "é",
    "a".repeat(41),
    "a.b",
  ]) {
    expect(await keep(site, name), name).toEqual({ outcome: "bad-name" });
  }
  for (let at = 0; at < 10; at++) expect(await keep(site, `f${at}`)).toEqual({ outcome: "keeping" });
  expect(await keep(site, "f3")).toEqual({ outcome: "taken" });
  expect(await keep(site, "f10")).toEqual({ outcome: "too-many" });
  expect(await forget(site, "f11")).toEqual({ outcome: "unknown" });
  expect(await follow(site)).toEqual({ outcome: "followed" });
  expect(await follow(site)).toEqual({ outcome: "nothing-to-do" });
  const userId = "00000000-0000-4000-8000-000000000000";
  const theirs = { ...site.ids, userId, name: "f0", isPublic: true, now };
  expect(await keepFolder(site.deps.db, theirs)).toEqual({ outcome: "not-active" });
  expect(await forgetFolder(site.deps.db, theirs)).toEqual({ outcome: "not-active" });
});

async function outlive(site: DeploySite): Promise<void> {
  const folder = await keeping(site);
  writeFileSync(path.join(folder("uploads"), "foto.txt"), "foto");
  writeFileSync(path.join(folder("uploads"), "x.php"), "<?php");
  writeFileSync(path.join(folder("simpanan"), "db.txt"), "rahasia");
  const ids: string[] = [];
  for (const turn of [1, 2]) {
    ids.push(
      await site.deploy({
        "index.html": `rilis ${turn}`,
        "uploads/foto.txt": "dari arsip",
        "uploads/lain.txt": "dari arsip",
        "simpanan/lain.txt": "dari arsip",
        "uploadsan.txt": "bukan folder itu",
      }),
    );
  }
  expect(await site.filesOf(ids[1] ?? "")).not.toContain("uploads");
  const { detail } = await site.deps.db
    .selectFrom("deployment_steps")
    .select("detail")
    .where("deployment_id", "=", ids[1] ?? "")
    .where("step", "=", "packing")
    .executeTakeFirstOrThrow();
  expect(detail).toMatchObject({ leftOut: 3 });
  expect(await requestRollback(site.deps.db, { ...site.which(ids[0] ?? ""), now })).toEqual({
    outcome: "queued",
  });
  await site.run(ids[0] ?? "");
  expect(await site.visit("/")).toBe("200 rilis 1");
  expect(await site.visit("/uploads/foto.txt")).toBe("200 foto");
  expect(await site.visit("/uploadsan.txt")).toBe("200 bukan folder itu");
  for (const url of [
    "/uploads/lain.txt",
    "/uploads/x.php",
    "/simpanan/db.txt",
    "/simpanan/lain.txt",
    "/data/uploads/foto.txt",
  ]) {
    expect((await site.visit(url)).slice(0, 3), url).toBe("404");
  }
}

test("kept folders outlive releases and rollbacks, and nothing of a release answers in their place", ({
  site,
}) => outlive(site));
test("the same on the other panel", ({ otherSite }) => outlive(otherSite));

test("a name that is forgotten leaves its files, and the releases answer there again", async ({ site }) => {
  const folder = await keeping(site);
  writeFileSync(path.join(folder("uploads"), "foto.txt"), "foto");
  const host = (await site.row()).host;
  await site.panel.setRewrite(host, `location ^~ /punya-operator/ { return 404; }\n${await rulesOf(site)}`);
  expect(await forget(site, "uploads")).toEqual({ outcome: "forgotten" });
  await forget(site, "simpanan");
  expect(await follow(site)).toEqual({ outcome: "followed" });
  expect(await rulesOf(site)).toBe("location ^~ /punya-operator/ { return 404; }\n");
  expect(readFileSync(path.join(folder("uploads"), "foto.txt"), "utf8")).toBe("foto");
  await site.deploy({ "index.html": "dua", "uploads/foto.txt": "dari rilis" });
  expect(await site.visit("/uploads/foto.txt")).toBe("200 dari rilis");
});

test("when visitors do not get what they should, what stood there before is put back and staff are asked", async ({
  site,
}) => {
  await site.deploy({ "index.html": "satu", "uploads/a.txt": "rilis" });
  site.fault({ kind: "rewrites-unread", times: 0 });
  await keep(site, "uploads");
  expect(await follow(site, 300)).toEqual({ outcome: "put-back" });
  expect(await rulesOf(site)).toBe("");
  expect(await standing(site)).toMatchObject({ isChanging: false, problem: "not-served" });
  const matters = await site.deps.db.selectFrom("attention_items").select("kind").execute();
  expect(matters).toEqual([{ kind: "folders-not-served" }]);
});

test("a configuration that nginx refuses leaves everything as it was", async ({ site }) => {
  await site.deploy({ "index.html": "satu" });
  site.fault({ kind: "nginx-config-broken", times: 0 });
  await keep(site, "uploads");
  expect(await follow(site, 300)).toEqual({ outcome: "put-back" });
  expect(await standing(site)).toMatchObject({
    problem: "refused",
    folders: [{ name: "uploads", isPublic: true }],
  });
  expect(await rulesOf(site)).toBe("");
});

test("an answer lost after the work counts as done, one lost before it is tried again", async ({ site }) => {
  await site.deploy({ "index.html": "satu" });
  await keep(site, "uploads");
  site.fault({ kind: "html404-before-work", action: "SaveFileBody" });
  await expect(follow(site)).rejects.toThrow("not as we wrote it");
  site.fault({ kind: "html404-after-work", action: "SaveFileBody" });
  expect(await follow(site)).toEqual({ outcome: "followed" });
  expect(await rulesOf(site)).toContain("location ^~ /uploads/");
});

test("a site that is off shows nothing of its kept folders, and all of it when it is back", async ({
  site,
  settings,
}) => {
  const folder = await keeping(site);
  writeFileSync(path.join(folder("uploads"), "foto.txt"), "foto");
  const { subscription_id: subscriptionId } = await site.row();
  const decide = async (work: typeof stopUnpaid) => {
    await site.deps.db.transaction().execute((tx) => work(tx, { subscriptionId, now }));
    await switchWebsite({ ...site.deps, settings }, site.ids, now);
    return follow(site);
  };
  expect(await decide(stopUnpaid)).toEqual({ outcome: "followed" });
  expect((await site.visit("/uploads/foto.txt")).slice(0, 3)).toBe("404");
  expect(await decide(letRun)).toEqual({ outcome: "followed" });
  expect(await site.visit("/uploads/foto.txt")).toBe("200 foto");
});

test("a folder that a program put a link in place of is neither made nor served", async ({
  site,
  aapanel,
}) => {
  const id = await site.deploy({ "index.html": "satu" });
  await site.deps.db.updateTable("websites").set({ php_used_at: now }).execute();
  const home = path.dirname(path.dirname(site.folderOf(id)));
  const victim = aapanel.resolve("/www/wwwroot/korban");
  mkdirSync(victim, { recursive: true });
  symlinkSync(victim, path.join(home, "data"));
  await keep(site, "uploads");
  await expect(follow(site)).rejects.toThrow("is a link");
  expect(existsSync(path.join(victim, "uploads"))).toBe(false);
  expect(await rulesOf(site)).toBe("");
});

test("a backup holds what is in kept folders", async ({ site }) => {
  const folder = await keeping(site);
  writeFileSync(path.join(folder("uploads"), "foto.txt"), "foto");
  const row = await site.row();
  await withPanel(site.deps, row.server_id ?? "", now, (at) =>
    packSite(site.deps, at, { site: { ...row, disk_bytes: 1_000_000 }, key: "cadangan.zip", now }),
  );
  expect(readFileSync(site.deps.store.path("cadangan.zip")).includes("other/data/uploads/foto.txt")).toBe(
    true,
  );
});

test("our part of a rewrite file is replaced in place, whatever stands around it", () => {
  const rules = {
    sitePath: "/www/wwwroot/a.test",
    folders: [{ name: "uploads", isPublic: true }],
    isOn: true,
  };
  const once = withKeptFolders("rewrite ^/a$ /b last;", rules);
  expect(withKeptFolders(once, rules)).toBe(once);
  expect(withKeptFolders(once, { ...rules, folders: [] })).toBe("rewrite ^/a$ /b last;\n");
  expect(withKeptFolders("", { ...rules, folders: [] })).toBe("");
  expect(withKeptFolders(once, { ...rules, isOn: false })).toContain("/uploads/ { return 404; }");
});
