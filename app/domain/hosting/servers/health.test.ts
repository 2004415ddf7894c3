import { X509Certificate } from "node:crypto";
import { sql } from "kysely";
import { expect } from "vitest";
import { whyNoFtp } from "#app/adapters/ftp/glance.server.ts";
import { test as base } from "#app/test/fixtures.ts";
import { selfSigned } from "#app/test/pure-ftpd.ts";
import { aPanel, typedServer } from "#app/test/servers.ts";
import { lookAtServer, watchServers } from "./health.server.ts";
import { findServer } from "./server-lists.server.ts";
import { addServer, changeEntry } from "./server-office.server.ts";

const now = new Date("2026-11-22T03:00:00Z");
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

const test = base.extend<{
  deps: Parameters<typeof addServer>[0];
  staffId: string;
  matters: () => Promise<string[]>;
}>({
  deps: async ({ db, panelOf, vault, certificates }, use) =>
    use({ db, panelOf, vault, certificates, whyNoFtp }),
  staffId: async ({ db }, use) => {
    const staff = { email: "kantor@lumi.test", name: "Owner", password_hash: "-", role: "owner" as const };
    await use((await db.insertInto("users").values(staff).returning("id").executeTakeFirstOrThrow()).id);
  },
  matters: async ({ db }, use) =>
    use(async () => {
      const open = db.selectFrom("attention_items").select("kind").where("resolved_at", "is", null);
      return (await open.orderBy("kind").execute()).map(({ kind }) => kind);
    }),
});

function idOf(added: Awaited<ReturnType<typeof addServer>>): string {
  if (added.outcome !== "added") throw new Error(added.outcome);
  return added.serverId;
}

test("three misses in a row ask staff, and the panel that is back puts it away by itself", async ({
  deps,
  staffId,
  matters,
  aapanel,
}) => {
  const serverId = idOf(await addServer(deps, { server: typedServer(aapanel), staffId, now }));
  const look = (at: Date) => lookAtServer(deps, { serverId }, at);
  aapanel.faults.set({ kind: "http-500", times: 0 });
  for (const minutes of [5, 10]) {
    expect(await look(later(minutes))).toMatchObject({ outcome: "trouble", trouble: "not-a-panel" });
    expect((await findServer(deps.db, serverId, now))?.trouble).toMatchObject({
      since: later(5),
      isDown: false,
    });
  }
  expect(await matters()).toEqual([]);
  await look(later(15));
  await look(later(20));
  expect(await matters()).toEqual(["server-down"]);
  expect((await findServer(deps.db, serverId, now))?.trouble).toMatchObject({
    since: later(5),
    isDown: true,
  });
  expect(await findServer(deps.db, serverId, now)).toMatchObject({ lastSeenAt: now, lookedAt: later(20) });

  aapanel.faults.clear();
  expect(await look(later(25))).toEqual({ outcome: "healthy" });
  expect(await matters()).toEqual([]);
  expect(await findServer(deps.db, serverId, now)).toMatchObject({ trouble: null, lastSeenAt: later(25) });
});

test("a refused key is asked about once an hour, and by hand only as often as keys may be tried", async ({
  deps,
  staffId,
  matters,
  aapanel,
}) => {
  const serverId = idOf(await addServer(deps, { server: typedServer(aapanel), staffId, now }));
  aapanel.faults.set({ kind: "ip-not-listed", times: 0 });
  const before = aapanel.knocks();
  for (let minutes = 0; minutes < 60; minutes += 5) await lookAtServer(deps, { serverId }, later(minutes));
  expect(aapanel.knocks() - before).toBe(1);
  expect(await matters()).toEqual(["server-key-refused"]);
  expect((await findServer(deps.db, serverId, now))?.trouble).toMatchObject({
    kind: "address-not-listed",
    isDown: true,
  });

  const byHand = [];
  for (let times = 0; times < 8; times++)
    byHand.push((await lookAtServer(deps, { serverId, byHand: true }, now)).outcome);
  // adding it was the first of the five tries
  expect(byHand.filter((outcome) => outcome === "trouble")).toHaveLength(4);
  expect(byHand.at(-1)).toBe("too-many");
  expect(aapanel.knocks() - before).toBe(5);

  aapanel.faults.clear();
  expect(await lookAtServer(deps, { serverId }, later(30))).toEqual({ outcome: "paused" });
  expect(await lookAtServer(deps, { serverId }, later(61))).toEqual({ outcome: "healthy" });
  expect(await matters()).toEqual([]);
});

test("another certificate is told apart from a panel that is down, nothing is sent to it, and it can be pinned", async ({
  deps,
  staffId,
  matters,
  folder,
  authority,
}) => {
  const sandbox = await aPanel(folder, "secure", { certificate: selfSigned });
  try {
    const fingerprint = new X509Certificate(selfSigned.cert).fingerprint256;
    const server = typedServer(sandbox);
    expect(await addServer(deps, { server, staffId, now })).toMatchObject({
      trouble: "certificate-untrusted",
    });
    expect(sandbox.knocks()).toBe(0);
    const serverId = idOf(await addServer(deps, { server: { ...server, fingerprint }, staffId, now }));

    const other = authority.issue(["panel.test"]);
    sandbox.changeCertificate({ key: other.privateKey, cert: other.certificate });
    const shown = new X509Certificate(other.certificate).fingerprint256;
    const before = sandbox.knocks();
    expect(await lookAtServer(deps, { serverId }, later(5))).toMatchObject({
      trouble: "certificate-changed",
    });
    expect(sandbox.knocks()).toBe(before);
    expect(await matters()).toEqual(["server-certificate"]);
    expect(await findServer(deps.db, serverId, now)).toMatchObject({ fingerprint, shownFingerprint: shown });

    const pin = (to: string) =>
      changeEntry(deps, { serverId, entry: { fingerprint: to }, staffId, now: later(6) });
    expect(await pin("AB:".repeat(31).concat("AB"))).toMatchObject({ trouble: "certificate-changed" });
    expect(await pin(shown)).toEqual({ outcome: "changed" });
    expect(await matters()).toEqual([]);
    expect(await findServer(deps.db, serverId, now)).toMatchObject({ fingerprint: shown, trouble: null });
    await sandbox.stop();
    expect(await lookAtServer(deps, { serverId }, later(10))).toMatchObject({ trouble: "unreachable" });
  } finally {
    await sandbox.stop();
  }
});

test("the clock looks at every server there is, each once", async ({ deps, staffId, aapanel }) => {
  const serverId = idOf(await addServer(deps, { server: typedServer(aapanel), staffId, now }));
  expect([await watchServers(deps.db), await watchServers(deps.db)]).toEqual([{ queued: 1 }, { queued: 1 }]);
  const { rows } = await sql<{ payload: unknown }>`
    select payload from graphile_worker._private_jobs where key like 'look-at-server:%'`.execute(deps.db);
  expect(rows).toEqual([{ payload: { serverId } }]);
  await deps.db.updateTable("servers").set({ removed_at: now }).execute();
  expect(await watchServers(deps.db)).toEqual({ queued: 0 });
  expect(await lookAtServer(deps, { serverId }, now)).toEqual({ outcome: "gone" });
});
