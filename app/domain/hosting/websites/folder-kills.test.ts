import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { sql } from "kysely";
import { expect, inject } from "vitest";
import { databaseUrl } from "#app/test/database.ts";
import { type DeploySite, now, deployTest as test } from "#app/test/deploying.ts";
import { connectMortal, createFate, type Fate, Killed, mortal } from "#app/test/killable.ts";
import type { Db } from "#db/client.ts";
import { followFolders } from "./follow-folders.server.ts";
import { forgetFolder, keepFolder, keptFolderStanding } from "./kept-folders.server.ts";

type Deps = DeploySite["deps"];

/** A worker whose every statement, panel call, FTP step and file is a step it may die at. */
function worker({ deps }: DeploySite, db: Db, fate: Fate): Deps {
  return {
    ...deps,
    db,
    panelOf: (to) => mortal("panel", deps.panelOf(to), fate),
    transferTo: (to) => mortal("ftp", deps.transferTo(to), fate),
    store: mortal("store", deps.store, fate, ["path", "read", "list"]),
  };
}

async function mortalDb(site: DeploySite, fate: Fate): Promise<Db> {
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(site.deps.db);
  return connectMortal(databaseUrl(inject("adminUrl"), rows[0]!.name), fate);
}

/** The live site, what its folders hold, and what a customer does with them. */
async function scene(site: DeploySite) {
  const { db } = site.deps;
  const id = await site.deploy({ "index.html": "satu", "uploads/foto.txt": "dari rilis" });
  const data = path.join(path.dirname(path.dirname(site.folderOf(id))), "data");
  mkdirSync(path.join(data, "uploads"), { recursive: true });
  writeFileSync(path.join(data, "uploads", "foto.txt"), "foto");
  const each = [
    { name: "uploads", isPublic: true },
    { name: "simpanan", isPublic: false },
  ];
  return {
    data,
    rules: async () => site.panel.rewriteOf((await site.row()).host),
    keep: async () => {
      for (const folder of each) await keepFolder(db, { ...site.ids, ...folder, now });
    },
    forget: async () => {
      for (const { name } of each) await forgetFolder(db, { ...site.ids, name, now });
    },
    standing: () => keptFolderStanding(db, site.ids.userId, site.ids.websiteId),
    leftBehind: () =>
      readdirSync(data, { recursive: true })
        .map(String)
        .filter((name) => name.includes("lumi-")),
    visits: () => Promise.all(["/", "/uploads/foto.txt"].map((url) => site.visit(url))),
  };
}

type Following = { site: DeploySite; fate: Fate; mortals: Deps; probeMs: number };

/** Follows, dying at the step; what visitors get in between is handed to `dead`, and the same job runs again. */
async function survive(
  { site, fate, mortals, probeMs }: Following,
  step: number,
  dead: (diedAt: string) => Promise<void>,
) {
  fate.arm(step);
  const first = await followFolders({ ...mortals, probeMs }, site.ids, now).catch((error: unknown) => {
    if (error instanceof Killed) return error;
    throw error;
  });
  const diedAt = fate.steps().at(-1) ?? "";
  fate.revive();
  if (!(first instanceof Killed)) return { diedAt: null, outcome: first.outcome };
  await dead(diedAt);
  const again = await followFolders({ ...site.deps, probeMs }, site.ids, now);
  return { diedAt, outcome: again.outcome };
}

test("killed anywhere while folders are kept or forgotten, the site is whole and they end where they should", {
  timeout: 170_000,
}, async ({ site }) => {
  const fate = createFate();
  const db = await mortalDb(site, fate);
  const following = { site, fate, mortals: worker(site, db, fate), probeMs: 5_000 };
  const { data, rules, keep, forget, standing, leftBehind, visits } = await scene(site);
  const whole = async (diedAt: string) => {
    const [home, file] = await visits();
    expect(home, `killed ${diedAt}`).toBe("200 satu");
    expect(["200 dari rilis", "200 foto"], `killed ${diedAt}`).toContain(file);
  };
  let deaths = 0;
  let kept = "";
  for (let step = 1; ; step++) {
    await keep();
    const on = await survive(following, step, whole);
    expect(["followed", "nothing-to-do"], `killed ${on.diedAt}`).toContain(on.outcome);
    kept ||= await rules();
    expect(await rules(), `killed ${on.diedAt}`).toBe(kept);
    expect(await visits(), `killed ${on.diedAt}`).toEqual(["200 satu", "200 foto"]);
    expect((await site.visit("/simpanan/")).slice(0, 3), `killed ${on.diedAt}`).toBe("404");
    expect(existsSync(path.join(data, "simpanan")), `killed ${on.diedAt}`).toBe(true);
    expect(await standing(), `killed ${on.diedAt}`).toMatchObject({ isChanging: false, problem: null });
    expect(leftBehind(), `killed ${on.diedAt}`).toEqual([]);
    expect((await site.row()).folders_before, `killed ${on.diedAt}`).toBeNull();

    await forget();
    const off = await survive(following, step, whole);
    expect(["followed", "nothing-to-do"], `killed ${off.diedAt}`).toContain(off.outcome);
    expect(await rules(), `killed ${off.diedAt}`).toBe("");
    expect(await visits(), `killed ${off.diedAt}`).toEqual(["200 satu", "200 dari rilis"]);
    deaths += [on, off].filter((run) => run.diedAt !== null).length;
    if (on.diedAt === null && off.diedAt === null) break;
  }
  expect(deaths).toBeGreaterThan(60);
  expect(kept).toContain("location ^~ /uploads/");
  await db.destroy();
});

test("killed anywhere while visitors do not get a folder, what stood there before is put back and staff are asked", {
  timeout: 170_000,
}, async ({ site }) => {
  const fate = createFate();
  const following = { site, fate, mortals: worker(site, site.deps.db, fate), probeMs: 150 };
  const { rules, keep, forget, standing, leftBehind, visits } = await scene(site);
  const { host } = await site.row();
  const operators = "location ^~ /punya-operator/ { return 404; }\n";
  await site.panel.setRewrite(host, operators);
  site.fault({ kind: "rewrites-unread", times: 0 });
  let deaths = 0;
  for (let step = 1; ; step++) {
    await keep();
    const { diedAt, outcome } = await survive(following, step, async (at) => {
      expect(await visits(), `killed ${at}`).toEqual(["200 satu", "200 dari rilis"]);
    });
    expect(outcome, `killed ${diedAt}`).toBe("put-back");
    expect(await rules(), `killed ${diedAt}`).toBe(operators);
    expect(await standing(), `killed ${diedAt}`).toMatchObject({ isChanging: false, problem: "not-served" });
    expect(leftBehind(), `killed ${diedAt}`).toEqual([]);
    await forget();
    expect(await followFolders(site.deps, site.ids, now)).toEqual({ outcome: "followed" });
    if (diedAt === null) break;
    deaths += 1;
  }
  expect(deaths).toBeGreaterThan(15);
});
