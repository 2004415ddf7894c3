import { sql } from "kysely";
import { expect } from "vitest";
import { whyNoFtp } from "#app/adapters/ftp/glance.server.ts";
import { test } from "#app/test/fixtures.ts";
import { aPaidWebsite } from "#app/test/hosting.ts";
import { aPanel, typedServer } from "#app/test/servers.ts";
import type { Db } from "#db/client.ts";
import { provisionWebsite } from "../websites/provisioning.server.ts";
import { lookAtServer } from "./health.server.ts";
import { pickServer } from "./placement.server.ts";
import { listServers } from "./server-lists.server.ts";
import { addServer, changeServer, drainServer } from "./server-office.server.ts";

const now = new Date("2026-11-22T03:00:00Z");
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const GIB = 1024 ** 3;

async function aClerk(db: Db): Promise<string> {
  const staff = { email: "kantor@lumi.test", name: "Owner", password_hash: "-", role: "owner" as const };
  return (await db.insertInto("users").values(staff).returning("id").executeTakeFirstOrThrow()).id;
}

async function aRow(db: Db, name: string, change: object = {}): Promise<void> {
  const row = {
    name,
    panel_url: `https://${name}.test`,
    api_key_encrypted: "-",
    ftp_host: name,
    ftp_port: 21,
  };
  const rest = { web_address: `${name}:80`, sites_root: "/www/wwwroot", capacity: 10 };
  await db
    .insertInto("servers")
    .values({ ...row, ...rest, ...change })
    .execute();
}

const jobsDue = async (db: Db, at: Date) =>
  (
    await sql<{ id: string }>`select id::text from graphile_worker.jobs
      where task_identifier = 'provision-website' and run_at <= ${at}`.execute(db)
  ).rows.length;

test("a website goes to the emptiest server that is healthy, open, not paused, and has the disk for it", async ({
  db,
}) => {
  await aRow(db, "removed", { capacity: 999, removed_at: now });
  await aRow(db, "draining", { capacity: 999, is_draining: true });
  await aRow(db, "paused", { capacity: 999, locked_until: later(1) });
  await aRow(db, "silent", { capacity: 999, problem: "unreachable", problem_since: now, misses: 3 });
  await aRow(db, "changed", { capacity: 999, problem: "certificate-changed", problem_since: now, misses: 1 });
  await aRow(db, "full-disk", { capacity: 999, disk_total_bytes: 100 * GIB, disk_free_bytes: GIB + 1 });
  await aRow(db, "half", { capacity: 4 });
  await aRow(db, "third", { capacity: 3, problem: "unreachable", problem_since: now, misses: 2 });
  const place = async (host: string) => {
    const { websiteId } = await aPaidWebsite(db, `${host}.situs.test`, now);
    return db.transaction().execute(async (tx) => {
      const server = await pickServer(tx, { diskBytes: GIB / 2 }, now);
      if (server)
        await tx.updateTable("websites").set({ server_id: server.id }).where("id", "=", websiteId).execute();
      return server?.name ?? null;
    });
  };
  const placed: (string | null)[] = [];
  for (const host of ["a", "b", "c", "d", "e", "f", "g", "h"]) placed.push(await place(host));
  expect(placed).toEqual(["half", "third", "half", "third", "half", "third", "half", null]);
});

test("what websites still being made will need of the disk is kept for them", async ({ db }) => {
  await aRow(db, "small", { disk_total_bytes: 10 * GIB, disk_free_bytes: 2.5 * GIB });
  const small = await db.selectFrom("servers").select("id").executeTakeFirstOrThrow();
  const pick = () => db.transaction().execute((tx) => pickServer(tx, { diskBytes: GIB }, now));
  expect((await pick())?.name).toBe("small");
  const { websiteId } = await aPaidWebsite(db, "a.situs.test", now);
  await db.updateTable("websites").set({ server_id: small.id }).where("id", "=", websiteId).execute();
  await db.updateTable("plans").set({ disk_bytes: GIB }).execute();
  expect(await pick()).toBe(null);
});

test("ten sales at once on two panels of both kinds overfill neither; the rest wait and go on when room comes", async ({
  db,
  folder,
  vault,
  panelOf,
  transferTo,
  certificates,
  log,
}) => {
  const panels = [
    await aPanel(folder, "one", { flavour: "aapanel" }),
    await aPanel(folder, "two", { flavour: "baota" }),
  ];
  const deps = { db, vault, panelOf, certificates, transferTo, log, whyNoFtp };
  const staffId = await aClerk(db);
  try {
    const ids: string[] = [];
    for (const [at, panel] of panels.entries()) {
      const added = await addServer(deps, {
        server: typedServer(panel, { capacity: at ? 2 : 4 }),
        staffId,
        now,
      });
      if (added.outcome === "added") ids.push(added.serverId);
    }
    const sites = [];
    for (let at = 0; at < 10; at++) sites.push(await aPaidWebsite(db, `toko-${at}.situs.test`, now));
    const results = await Promise.all(sites.map((site) => provisionWebsite(deps, site, now)));
    expect(results.filter(({ outcome }) => outcome === "active")).toHaveLength(6);
    expect(panels.map((panel) => panel.sites().length)).toEqual([4, 2]);
    const open = () =>
      db.selectFrom("attention_items").select(["kind", "subject"]).where("resolved_at", "is", null).execute();
    expect(await open()).toEqual([{ kind: "servers-full", subject: "servers" }]);

    // A server that drains keeps what it has; more room on it is no room.
    await drainServer(db, { serverId: ids[1] ?? "", reason: "old", staffId, now });
    await changeServer(db, { serverId: ids[1] ?? "", name: "old", capacity: 50, staffId, now });
    expect(await jobsDue(db, now)).toBe(0);
    await changeServer(db, { serverId: ids[0] ?? "", name: "new", capacity: 6, staffId, now });
    expect(await jobsDue(db, new Date())).toBeGreaterThanOrEqual(4);
    for (const site of sites) await provisionWebsite(deps, site, later(1));
    expect(panels.map((panel) => panel.sites().length)).toEqual([6, 2]);

    await drainServer(db, { serverId: ids[1] ?? "", reason: null, staffId, now });
    for (const site of sites) await provisionWebsite(deps, site, later(2));
    expect(panels.map((panel) => panel.sites().length)).toEqual([6, 4]);
    expect(await open()).toEqual([]);
    expect((await listServers(db, now)).map((server) => [server.flavour, server.sites])).toEqual([
      ["aapanel", 6],
      ["baota", 4],
    ]);
  } finally {
    for (const panel of panels) await panel.stop();
  }
}, 60_000);

test("a website that waits for room is not given up, and a panel that comes back wakes it", async ({
  db,
  vault,
  panelOf,
  transferTo,
  certificates,
  log,
  aapanel,
}) => {
  const deps = { db, vault, panelOf, certificates, transferTo, log, whyNoFtp };
  const added = await addServer(deps, { server: typedServer(aapanel), staffId: await aClerk(db), now });
  const serverId = added.outcome === "added" ? added.serverId : "";
  aapanel.faults.set({ kind: "http-500", times: 0 });
  for (let times = 0; times < 3; times++) await lookAtServer(deps, { serverId }, now);
  const site = await aPaidWebsite(db, "toko.situs.test", now);
  for (const minutes of [0, 60, 3 * 24 * 60])
    expect(await provisionWebsite(deps, site, later(minutes))).toEqual({ outcome: "tries-again" });
  expect(await jobsDue(db, new Date())).toBe(0);
  aapanel.faults.clear();
  expect(await lookAtServer(deps, { serverId }, now)).toEqual({ outcome: "healthy" });
  expect(await jobsDue(db, new Date())).toBe(1);
  expect(await provisionWebsite(deps, site, later(1))).toEqual({ outcome: "active" });
});
