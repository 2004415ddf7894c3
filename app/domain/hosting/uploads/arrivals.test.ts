import { createHash } from "node:crypto";
import { sql } from "kysely";
import { expect } from "vitest";
import { zipOf } from "#app/test/archives.ts";
import { test as base } from "#app/test/fixtures.ts";
import { aPaidWebsite, aServer } from "#app/test/hosting.ts";
import type { Db } from "#db/client.ts";
import { provisionWebsite } from "../websites/provisioning.server.ts";
import { beginArrival, cancelArrival, findArrival, listArrivals, takeChunk } from "./arrivals.server.ts";
import { finishArrival } from "./arrivals-finish.server.ts";
import { findUpload, type receiveUpload } from "./uploads.server.ts";
import { sweepLeftovers } from "./uploads-leftovers.server.ts";

const now = new Date();
const MIB = 1024 * 1024;
type Site = { userId: string; websiteId: string };
type Store = Parameters<typeof receiveUpload>[0]["store"];
type Ground = { db: Db; store: Store; site: Site };

const test = base.extend<{ site: Site }>({
  site: async ({ db, panelOf, transferTo, vault, log, aapanel }, use) => {
    await aServer({ db, vault, aapanel }, now);
    const site = await aPaidWebsite(db, "toko.situs.test", now);
    await provisionWebsite({ db, panelOf, transferTo, vault, log }, site, now);
    await use(site);
  },
});

const archive = zipOf({ "index.html": "halo", "besar.bin": Buffer.alloc(MIB, "lumi") }, 0);
const hashOf = (bytes: Buffer | string) => createHash("sha256").update(bytes).digest("hex");
async function* streamOf(...pieces: Uint8Array[]) {
  yield* pieces;
}

async function begin({ db, store, site }: Ground, bytes: Buffer, name = "situs.zip", at = now) {
  const file = { fileName: name, sizeBytes: bytes.length, fingerprint: hashOf(name) };
  const begun = await beginArrival({ db, store }, { ...site, ...file, now: at });
  if (begun.outcome !== "open") throw new Error(begun.outcome);
  return begun.arrival;
}

function put(
  { db, store, site }: Ground,
  arrivalId: string,
  offset: number,
  bytes: Buffer,
  sha256 = hashOf(bytes),
) {
  return takeChunk({ db, store }, { ...site, arrivalId, offset, sha256, stream: streamOf(bytes), now });
}

const finish = ({ db, store, site }: Ground, arrivalId: string, at = now) =>
  finishArrival({ db, store }, { ...site, arrivalId, now: at });

async function keysOf(store: Store) {
  const keys: string[] = [];
  for await (const { key } of store.list()) keys.push(key);
  return keys;
}

test("parts become the same upload, row and job as an archive in one piece", async ({ db, store, site }) => {
  const ground = { db, store, site };
  const { id } = await begin(ground, archive);
  const half = 512 * 1024;
  expect(await put(ground, id, 0, archive.subarray(0, half))).toEqual({
    outcome: "taken",
    receivedBytes: half,
  });
  expect(await finish(ground, id)).toEqual({ outcome: "incomplete", receivedBytes: half });
  expect(await begin(ground, archive)).toMatchObject({ id, receivedBytes: half });
  expect(await listArrivals(db, site)).toMatchObject([{ fileName: "situs.zip", receivedBytes: half }]);
  await put(ground, id, half, archive.subarray(half));
  const finished = await finish(ground, id);
  if (finished.outcome !== "received") throw new Error(finished.outcome);
  const upload = await findUpload(db, { ...site, uploadId: finished.uploadId });
  expect(upload).toMatchObject({ fileName: "situs.zip", sizeBytes: archive.length, sha256: hashOf(archive) });
  expect(await keysOf(store), "the parts are gone").toEqual([`uploads/${finished.uploadId}`]);
  const { rows } =
    await sql`select 1 from graphile_worker.jobs where task_identifier = 'inspect-upload'`.execute(db);
  expect(rows).toHaveLength(1);
  // an answer that was lost on its way is asked for again
  expect(await finish(ground, id)).toEqual(finished);
  expect([await findArrival(db, { ...site, arrivalId: id }), await listArrivals(db, site)]).toEqual([
    null,
    [],
  ]);
});

test("a part that is not the one wanted changes nothing and is told where to go on", async ({
  db,
  store,
  site,
}) => {
  const ground = { db, store, site };
  const { id } = await begin(ground, archive);
  const [first, rest] = [archive.subarray(0, 300_000), archive.subarray(300_000)];
  expect(await put(ground, id, 0, first, hashOf(rest))).toEqual({ outcome: "wrong-hash", receivedBytes: 0 });
  expect(await put(ground, id, 7, first)).toEqual({ outcome: "elsewhere", receivedBytes: 0 });
  const twice = await Promise.all([put(ground, id, 0, first), put(ground, id, 0, first)]);
  expect(twice.map(({ outcome }) => outcome).sort()).toEqual(["elsewhere", "taken"]);
  expect(await put(ground, id, 0, first)).toEqual({ outcome: "elsewhere", receivedBytes: 300_000 });
  expect(await put(ground, id, 300_000, rest.subarray(0, 1000))).toEqual({ outcome: "chunk-too-small" });
  expect(await put(ground, id, 300_000, Buffer.concat([rest, rest]))).toEqual({ outcome: "chunk-too-large" });
  async function* cut() {
    yield rest.subarray(0, 300_000);
    throw new Error("connection lost");
  }
  const broken = { ...site, arrivalId: id, offset: 300_000, sha256: hashOf(rest), stream: cut(), now };
  expect(await takeChunk({ db, store }, broken)).toEqual({ outcome: "interrupted" });
  expect(await keysOf(store)).toHaveLength(1);
  expect(await put(ground, id, 300_000, rest)).toMatchObject({ outcome: "taken" });
});

test("a part above 8 MiB is not kept", async ({ db, store, site }) => {
  const ground = { db, store, site };
  const { id } = await begin(ground, Buffer.alloc(20 * MIB));
  expect(await put(ground, id, 0, Buffer.alloc(8 * MIB + 1))).toEqual({ outcome: "chunk-too-large" });
  expect(await keysOf(store)).toEqual([]);
  expect(await put(ground, id, 0, Buffer.alloc(8 * MIB))).toMatchObject({ outcome: "taken" });
});

test("another customer finds, continues, finishes and cancels nothing", async ({ db, store, site }) => {
  const ground = { db, store, site };
  const { id } = await begin(ground, archive);
  const other = { ...ground, site: await aPaidWebsite(db, "lain.situs.test", now) };
  expect(await findArrival(db, { ...other.site, arrivalId: id })).toBeNull();
  expect(await put(other, id, 0, archive)).toEqual({ outcome: "gone" });
  expect(await finish(other, id)).toEqual({ outcome: "gone" });
  expect(await cancelArrival({ db, store }, { ...other.site, arrivalId: id })).toEqual({ outcome: "gone" });
  expect(await put(ground, "x' or 1=1", 0, archive)).toEqual({ outcome: "gone" });
  expect(await begin(ground, archive)).toMatchObject({ id });
});

test("what is too large or no archive is refused, and nothing of it stays", async ({ db, store, site }) => {
  const ground = { db, store, site };
  const text = Buffer.alloc(300_000, "halo ");
  const { id } = await begin(ground, text, "catatan.txt");
  await put(ground, id, 0, text);
  expect(await finish(ground, id)).toEqual({ outcome: "not-an-archive" });
  expect([await keysOf(store), await finish(ground, id)]).toEqual([[], { outcome: "gone" }]);
  await db.updateTable("plans").set({ upload_bytes: 1000 }).execute();
  const file = { fileName: "a.zip", sizeBytes: 1001, fingerprint: hashOf("a") };
  expect(await beginArrival({ db, store }, { ...site, ...file, now })).toEqual({ outcome: "too-large" });
  await db.updateTable("websites").set({ status: "suspended", suspended_reason: "unpaid" }).execute();
  expect(await beginArrival({ db, store }, { ...site, ...file, now })).toEqual({
    outcome: "site-not-active",
  });
});

test("two ends at once make one upload", async ({ db, store, site }) => {
  const ground = { db, store, site };
  const { id } = await begin(ground, archive);
  await put(ground, id, 0, archive);
  const ends = await Promise.all([finish(ground, id), finish(ground, id), finish(ground, id)]);
  expect(ends.filter(({ outcome }) => outcome === "received").length).toBeGreaterThanOrEqual(1);
  expect((await finish(ground, id)).outcome).toBe("received");
  expect(await db.selectFrom("uploads").select("id").execute()).toHaveLength(1);
  expect(await keysOf(store)).toHaveLength(1);
});

test("whoever died while putting it together does not stop the next", async ({ db, store, site }) => {
  const ground = { db, store, site };
  const { id } = await begin(ground, archive);
  await put(ground, id, 0, archive);
  await db.updateTable("arrivals").set({ assembling_since: now }).execute();
  expect(await finish(ground, id)).toEqual({ outcome: "assembling" });
  const later = new Date(now.getTime() + 3 * 60_000);
  expect((await finish(ground, id, later)).outcome).toBe("received");
});

test("one customer has three on their way at most: the one untouched longest makes room", async ({
  db,
  store,
  site,
}) => {
  const ground = { db, store, site };
  const at = (minute: number) => new Date(now.getTime() + minute * 60_000);
  const first = await begin(ground, archive, "1.zip", at(1));
  await put(ground, first.id, 0, archive.subarray(0, 300_000));
  for (const minute of [2, 3]) await begin(ground, archive, `${minute}.zip`, at(minute));
  expect(await begin(ground, archive, "1.zip", at(4))).toMatchObject({ receivedBytes: 300_000 });
  await begin(ground, archive, "4.zip", at(5));
  const names = await db.selectFrom("arrivals").select("file_name").orderBy("file_name").execute();
  expect(names.map(({ file_name }) => file_name)).toEqual(["1.zip", "3.zip", "4.zip"]);
  for (const minute of [6, 7]) await begin(ground, archive, `${minute}.zip`, at(minute));
  await begin(ground, archive, "8.zip", at(8));
  expect(await keysOf(store), "its parts went with it").toEqual([]);
});

test("what was not continued for a day is swept, what was touched is not", async ({ db, store, site }) => {
  const ground = { db, store, site };
  const old = await begin(ground, archive, "lama.zip");
  await put(ground, old.id, 0, archive.subarray(0, 300_000));
  const young = await begin(ground, archive, "baru.zip");
  await put(ground, young.id, 0, archive.subarray(0, 300_000));
  const tomorrow = new Date(Date.now() + 25 * 60 * 60_000);
  await db.updateTable("arrivals").set({ touched_at: tomorrow }).where("id", "=", young.id).execute();
  expect(await sweepLeftovers({ db, store }, tomorrow)).toEqual({ removedFiles: 1 });
  expect(await put(ground, old.id, 300_000, archive.subarray(300_000))).toEqual({ outcome: "gone" });
  await put(ground, young.id, 300_000, archive.subarray(300_000));
  expect((await finish(ground, young.id, tomorrow)).outcome).toBe("received");
});
