import { expect } from "vitest";
import { createVault } from "#app/adapters/vault/vault.server.ts";
import { test } from "#app/test/fixtures.ts";
import type { Db } from "#db/client.ts";
import {
  closeSession,
  endSession,
  endSessions,
  findSession,
  listSessions,
  openSession,
} from "./sessions.server.ts";
import { forgetExpired } from "./users.server.ts";

const now = new Date("2026-11-22T03:00:00Z");
const minutes = (count: number) => new Date(now.getTime() + count * 60_000);
const days = (count: number) => minutes(count * 24 * 60);

async function aPerson(db: Db, email: string): Promise<string> {
  const values = { email, name: "Sari", password_hash: "none" };
  return (await db.insertInto("users").values(values).returning("id").executeTakeFirstOrThrow()).id;
}

const open = (db: Db, vault: ReturnType<typeof createVault>, userId: string, at = now) =>
  openSession({ db, vault }, { userId, userAgent: "Firefox/140", address: "2001:db8::1", now: at });

test("a session is found by its id only, and the table does not hold the id", async ({ db, vault }) => {
  const userId = await aPerson(db, "sari@warung.test");
  const { id, handle } = await open(db, vault, userId);
  expect((await findSession({ db, vault }, id, minutes(1)))?.account).toMatchObject({
    id: userId,
    isVerified: false,
  });
  expect(await findSession({ db, vault }, handle, minutes(1))).toBeNull();
  expect(JSON.stringify(await db.selectFrom("sessions").selectAll().execute())).not.toContain(id);
});

test("a session ends 14 days after its last use, and 90 days after it began however much it is used", async ({
  db,
  vault,
}) => {
  const { id } = await open(db, vault, await aPerson(db, "sari@warung.test"));
  for (let day = 13; day < 90; day += 13) {
    expect(await findSession({ db, vault }, id, days(day))).not.toBeNull();
  }
  expect(await findSession({ db, vault }, id, days(90))).toBeNull();

  const idle = await open(db, vault, await aPerson(db, "budi@warung.test"));
  expect(await findSession({ db, vault }, idle.id, days(14))).toBeNull();
});

test("the last visit is noted at most every five minutes", async ({ db, vault }) => {
  const { id } = await open(db, vault, await aPerson(db, "sari@warung.test"));
  const seen = async () =>
    (await db.selectFrom("sessions").select("last_seen_at").executeTakeFirstOrThrow()).last_seen_at;
  await findSession({ db, vault }, id, minutes(4));
  expect(await seen()).toEqual(now);
  await findSession({ db, vault }, id, minutes(6));
  expect(await seen()).toEqual(minutes(6));
});

test("people end only their own sessions", async ({ db, vault }) => {
  const [sari, budi] = [await aPerson(db, "sari@warung.test"), await aPerson(db, "budi@warung.test")];
  const [first, second, other] = [
    await open(db, vault, sari),
    await open(db, vault, sari),
    await open(db, vault, budi),
  ];
  expect(await endSession(db, { userId: sari, handle: other.handle })).toBe(false);
  expect(await listSessions(db, sari, minutes(1))).toHaveLength(2);
  expect(await endSessions(db, { userId: sari, except: second.handle })).toBe(1);
  expect(await findSession({ db, vault }, first.id, minutes(1))).toBeNull();
  expect(await findSession({ db, vault }, second.id, minutes(1))).not.toBeNull();
  await closeSession({ db, vault }, second.id);
  await closeSession({ db, vault }, second.id);
  expect(await findSession({ db, vault }, other.id, minutes(1))).not.toBeNull();
});

test("sessions survive a change of the encryption key while the old one is still known", async ({ db }) => {
  const [before, after] = ["the first key, long enough to be one", "the second key, long enough to be one"];
  const old = createVault([before]);
  const { id } = await open(db, old, await aPerson(db, "sari@warung.test"));
  expect(await findSession({ db, vault: createVault([after, before]) }, id, minutes(1))).not.toBeNull();
  expect(await findSession({ db, vault: createVault([after]) }, id, minutes(1))).toBeNull();
});

test("the nightly sweep removes what has ended and nothing else", async ({ db, vault }) => {
  const userId = await aPerson(db, "sari@warung.test");
  await open(db, vault, userId);
  const kept = await open(db, vault, userId, days(10));
  await forgetExpired(db, days(15));
  expect(await db.selectFrom("sessions").select("id_hash").execute()).toEqual([{ id_hash: kept.handle }]);
});
