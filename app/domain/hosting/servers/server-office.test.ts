import { randomUUID } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "vitest";
import { whyNoFtp } from "#app/adapters/ftp/glance.server.ts";
import { test as base } from "#app/test/fixtures.ts";
import { aPaidWebsite } from "#app/test/hosting.ts";
import { aPanel, typedServer } from "#app/test/servers.ts";
import type { Db } from "#db/client.ts";
import { provisionWebsite } from "../websites/provisioning.server.ts";
import { findServer, listServers, listSitesOn } from "./server-lists.server.ts";
import {
  addServer,
  changeEntry,
  changeFtp,
  changeServer,
  drainServer,
  removeServer,
} from "./server-office.server.ts";
import { withPanel } from "./servers.server.ts";

const now = new Date("2026-11-22T03:00:00Z");
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const WRONG = "f".repeat(32);

const test = base.extend<{ deps: Parameters<typeof addServer>[0]; staffId: string }>({
  deps: async ({ db, panelOf, vault, certificates }, use) =>
    use({ db, panelOf, vault, certificates, whyNoFtp }),
  staffId: async ({ db }, use) => {
    const staff = {
      email: `${randomUUID()}@lumi.test`,
      name: "Owner",
      password_hash: "-",
      role: "owner" as const,
    };
    const { id } = await db.insertInto("users").values(staff).returning("id").executeTakeFirstOrThrow();
    await use(id);
  },
});

const rows = (db: Db) => db.selectFrom("servers").selectAll().execute();
const openMatters = (db: Db) =>
  db.selectFrom("attention_items").select(["kind", "subject"]).where("resolved_at", "is", null).execute();

const FAULTS = [
  ["wrong-key", "key-wrong"],
  ["ip-not-listed", "address-not-listed"],
  ["api-off", "api-off"],
  ["host-refused", "host-refused"],
  ["not-a-panel", "not-a-panel"],
  ["http-500", "not-a-panel"],
  ["reset-before", "unreachable"],
] as const;

for (const [flavour, version] of [
  ["aapanel", "8.10.0"],
  ["baota", "11.7.0"],
] as const) {
  test(`a key of ${flavour} is tried by one call, sealed, and the panel's facts are noted`, async ({
    deps,
    staffId,
    folder,
  }) => {
    const sandbox = await aPanel(folder, "new", { flavour });
    try {
      const server = typedServer(sandbox);
      let callsWhenStored = 0;
      const vault = {
        ...deps.vault,
        seal: (text: string) => {
          callsWhenStored = sandbox.knocks();
          return deps.vault.seal(text);
        },
      };
      const added = await addServer({ ...deps, vault }, { server, staffId, now });
      expect(added).toMatchObject({ outcome: "added" });
      expect(callsWhenStored).toBe(1);
      const [shown] = await listServers(deps.db, now);
      expect(shown).toMatchObject({
        flavour,
        version,
        sites: 0,
        capacity: 10,
        lastSeenAt: now,
        trouble: null,
      });
      expect(shown?.disk?.freeBytes).toBeGreaterThan(0);
      const [row] = await rows(deps.db);
      expect(deps.vault.open(row?.api_key_encrypted ?? "")).toBe(sandbox.apiKey);
      expect(
        JSON.stringify([row, await deps.db.selectFrom("audit_log").selectAll().execute()]),
      ).not.toContain(sandbox.apiKey);
      const audit = await deps.db.selectFrom("audit_log").select(["event", "actor_id"]).execute();
      expect(audit).toEqual([{ event: "server-added", actor_id: staffId }]);

      expect(await addServer(deps, { server: { ...server, name: "again" }, staffId, now })).toEqual({
        outcome: "panel-known",
      });
    } finally {
      await sandbox.stop();
    }
  });

  test(`a wrong key of ${flavour} costs one call, stores nothing, and tries end long before the panel's lockout`, async ({
    deps,
    staffId,
    folder,
  }) => {
    const sandbox = await aPanel(folder, "new", { flavour });
    try {
      const server = typedServer(sandbox, { apiKey: WRONG });
      const outcomes: string[] = [];
      for (let times = 0; times < 12; times++) {
        const tried = await addServer(deps, { server, staffId, now });
        outcomes.push(tried.outcome === "refused" ? tried.trouble : tried.outcome);
        expect(sandbox.knocks()).toBe(Math.min(times + 1, 5));
      }
      expect(outcomes).toEqual([...Array(5).fill("key-wrong"), ...Array(7).fill("too-many")]);
      expect(await rows(deps.db)).toEqual([]);

      // the next hour, by another name of the same panel, and many at once
      const other = { ...server, url: server.url.replace("127.0.0.1", "localhost") };
      const many = Array.from({ length: 12 }, (_, at) =>
        addServer(deps, { server: at % 2 ? server : other, staffId, now: later(60) }),
      );
      expect((await Promise.all(many)).every(({ outcome }) => outcome !== "added")).toBe(true);
      expect(sandbox.knocks()).toBe(5 + 8);
      const right = { ...server, apiKey: sandbox.apiKey };
      expect(await addServer(deps, { server: right, staffId, now: later(120) })).toMatchObject({
        outcome: "added",
      });
    } finally {
      await sandbox.stop();
    }
  });

  test(`what may be wrong at ${flavour} is told apart, by one call each`, async ({
    deps,
    staffId,
    folder,
  }) => {
    const sandbox = await aPanel(folder, "new", { flavour });
    try {
      const server = typedServer(sandbox);
      for (const [at, [fault, trouble]] of FAULTS.entries()) {
        sandbox.faults.set({ kind: fault });
        const tried = await addServer(deps, { server, staffId, now: later(at * 60) });
        expect(tried).toMatchObject({ outcome: "refused", trouble });
        expect(sandbox.faults.list()).toEqual([]);
        if (fault === "ip-not-listed")
          expect(tried).toMatchObject({ says: expect.stringContaining("[127.0.0.1]") });
      }
      expect(await rows(deps.db)).toEqual([]);
    } finally {
      await sandbox.stop();
    }
  });

  test(`an address that ${flavour} has locked out is told so`, async ({ deps, staffId, folder }) => {
    const sandbox = await aPanel(folder, "new", { flavour });
    try {
      for (let times = 0; times < 20; times++) {
        const panel = deps.panelOf({ url: sandbox.panelUrl, apiKey: WRONG });
        await expect(panel.greet()).rejects.toThrow("refused our key");
      }
      const tried = await addServer(deps, { server: typedServer(sandbox), staffId, now });
      expect(tried).toMatchObject({ outcome: "refused", trouble: "locked-out" });
    } finally {
      await sandbox.stop();
    }
  });
}

test("a server that answers JSON of its own, and one that is not there, are no panels", async ({
  deps,
  staffId,
  aapanel,
}) => {
  const stranger = http.createServer((_, response) => response.end('{"hello":"world"}'));
  await new Promise<void>((ready) => stranger.listen(0, "127.0.0.1", ready));
  const url = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
  const server = { ...typedServer(aapanel), url };
  expect(await addServer(deps, { server, staffId, now })).toMatchObject({ trouble: "not-a-panel" });
  stranger.closeAllConnections();
  await new Promise((done) => stranger.close(done));
  expect(await addServer(deps, { server, staffId, now })).toMatchObject({ trouble: "unreachable" });
});

test("added five times at once there is one server", async ({ deps, staffId, aapanel }) => {
  const server = typedServer(aapanel);
  const many = Array.from({ length: 5 }, () => addServer(deps, { server, staffId, now }));
  const outcomes = (await Promise.all(many)).map(({ outcome }) => outcome);
  expect(outcomes.filter((outcome) => outcome === "added")).toHaveLength(1);
  expect(await rows(deps.db)).toHaveLength(1);
});

test("a new key is tried before it takes the old one's place, and ends the pause", async ({
  deps,
  staffId,
  aapanel,
}) => {
  const { db } = deps;
  const added = await addServer(deps, { server: typedServer(aapanel), staffId, now });
  const serverId = added.outcome === "added" ? added.serverId : "";
  aapanel.faults.set({ kind: "wrong-key", times: 0 });
  await expect(withPanel(deps, serverId, now, ({ panel }) => panel.greet())).rejects.toThrow("refused");
  expect((await findServer(db, serverId, now))?.pausedUntil).toEqual(later(60));
  expect(await openMatters(db)).toEqual([{ kind: "server-key-refused", subject: serverId }]);

  const before = aapanel.knocks();
  const change = (apiKey: string) =>
    changeEntry(deps, { serverId, entry: { apiKey }, staffId, now: later(1) });
  expect(await change(WRONG)).toMatchObject({ outcome: "refused", trouble: "key-wrong" });
  expect(aapanel.knocks()).toBe(before + 1);
  expect((await findServer(db, serverId, now))?.pausedUntil).toEqual(later(60));
  aapanel.faults.clear();
  expect(await change(aapanel.apiKey)).toEqual({ outcome: "changed" });
  expect(await findServer(db, serverId, later(1))).toMatchObject({ pausedUntil: null, trouble: null });
  expect(await openMatters(db)).toEqual([]);
});

test("many jobs that meet a wrong key at once make one refused call each, and none after", async ({
  deps,
  staffId,
  aapanel,
}) => {
  const added = await addServer(deps, { server: typedServer(aapanel), staffId, now });
  const serverId = added.outcome === "added" ? added.serverId : "";
  await deps.db
    .updateTable("servers")
    .set({ api_key_encrypted: deps.vault.seal(WRONG) })
    .execute();
  const before = aapanel.knocks();
  const stubborn = () =>
    withPanel(deps, serverId, now, async ({ panel }) => {
      await panel.listSites().catch(() => {});
      await panel.listFtpUsers().catch(() => {});
      return panel.greet();
    }).catch(() => "refused");
  const results = await Promise.all(Array.from({ length: 6 }, stubborn));
  expect(results).toEqual(Array(6).fill("refused"));
  expect(await stubborn()).toBe("refused");
  expect(aapanel.knocks() - before).toBe(6);
});

test("a server is not added while no FTP server answers where it is said to be, and its panel is not asked", async ({
  deps,
  staffId,
  folder,
}) => {
  const panel = await aPanel(folder, "new", {});
  try {
    const server = typedServer(panel);
    const added = await addServer(deps, {
      server: { ...server, ftp: { ...server.ftp, port: 9 } },
      staffId,
      now,
    });
    expect(added).toMatchObject({ outcome: "no-ftp", says: expect.stringMatching(/./) });
    expect(await rows(deps.db)).toEqual([]);
    expect(panel.knocks()).toBe(0);
  } finally {
    await panel.stop();
  }
});

test("where FTP answers is changed once an FTP server was seen there, and nothing is noted when it is the same", async ({
  deps,
  staffId,
  aapanel,
}) => {
  const { db } = deps;
  const server = typedServer(aapanel);
  const added = await addServer(deps, { server, staffId, now });
  const by = { serverId: added.outcome === "added" ? added.serverId : "", staffId, now };
  const change = (ftp: Partial<typeof server.ftp>) =>
    changeFtp({ db, whyNoFtp: (at) => whyNoFtp(at, 2_000) }, { ...by, ftp: { ...server.ftp, ...ftp } });
  const ftp = async () => (await findServer(db, by.serverId, now))?.ftp;
  const before = await ftp();
  for (const wrong of [{ port: 9 }, { tls: true }, { tls: true, fingerprint: "AB".repeat(32) }]) {
    expect(await change(wrong)).toMatchObject({ outcome: "no-ftp", says: expect.stringMatching(/./) });
    expect(await ftp()).toEqual(before);
  }
  // An HTTP server is no FTP server.
  const web = Number(aapanel.webAddress.split(":").at(-1));
  expect(await change({ port: web })).toMatchObject({ outcome: "no-ftp" });
  expect(await change({})).toEqual({ outcome: "changed" });
  expect(await change({ host: "localhost" })).toEqual({ outcome: "changed" });
  expect(await ftp()).toEqual({ host: "localhost", port: server.ftp.port, mode: "plain", fingerprint: null });
  const noted = await db
    .selectFrom("audit_log")
    .select(["actor_id", "detail"])
    .where("event", "=", "server-ftp-changed")
    .execute();
  const at = `${server.ftp.port} plain`;
  expect(noted).toEqual([
    { actor_id: staffId, detail: { ftp: `localhost:${at}`, before: `127.0.0.1:${at}` } },
  ]);
  await db.updateTable("servers").set({ removed_at: now }).execute();
  expect(await change({})).toEqual({ outcome: "gone" });
}, 60_000);

test("name and room are changed, draining has its reason, and only an empty server is removed", async ({
  deps,
  staffId,
  aapanel,
  transferTo,
  log,
}) => {
  const { db } = deps;
  const added = await addServer(deps, { server: typedServer(aapanel), staffId, now });
  const by = { serverId: added.outcome === "added" ? added.serverId : "", staffId, now };
  expect(await changeServer(db, { ...by, name: "Jakarta 1", capacity: 3 })).toEqual({ outcome: "changed" });
  const site = await aPaidWebsite(db, "toko.situs.test", now);
  await provisionWebsite({ ...deps, transferTo, log }, site, now);
  expect(await listSitesOn(db, by.serverId)).toMatchObject([{ host: "toko.situs.test", status: "active" }]);
  expect(await removeServer(db, by)).toEqual({ outcome: "not-empty" });

  await drainServer(db, { ...by, reason: "being replaced" });
  expect(await findServer(db, by.serverId, now)).toMatchObject({
    name: "Jakarta 1",
    sites: 1,
    capacity: 3,
    isDraining: true,
    drainReason: "being replaced",
  });
  // what is there goes on
  expect(await withPanel(deps, by.serverId, now, ({ panel }) => panel.listSites())).toHaveLength(1);

  await db.updateTable("websites").set({ status: "deleted", deleted_at: now }).execute();
  expect(await removeServer(db, by)).toEqual({ outcome: "removed" });
  expect(await removeServer(db, by)).toEqual({ outcome: "gone" });
  expect(await listServers(db, now)).toEqual([]);
  expect(await rows(db)).toMatchObject([{ api_key_encrypted: "", removed_at: now }]);
  const events = await db
    .selectFrom("audit_log")
    .select("event")
    .where("subject_type", "=", "server")
    .orderBy("id")
    .execute();
  expect(events.map(({ event }) => event)).toEqual([
    "server-added",
    "server-changed",
    "server-drained",
    "server-removed",
  ]);
  expect(await addServer(deps, { server: typedServer(aapanel), staffId, now })).toMatchObject({
    outcome: "added",
  });
});
