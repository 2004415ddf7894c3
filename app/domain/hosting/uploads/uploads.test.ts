import { utimesSync } from "node:fs";
import { sql } from "kysely";
import { expect } from "vitest";
import { tarGzOf, zipOf } from "#app/test/archives.ts";
import { test as base } from "#app/test/fixtures.ts";
import { aPaidWebsite, aServer } from "#app/test/hosting.ts";
import type { Db } from "#db/client.ts";
import { provisionWebsite } from "../websites/provisioning.server.ts";
import { chooseRoot, findUpload, listUploads, receiveUpload, removeUpload } from "./uploads.server.ts";
import { inspectUpload } from "./uploads-inspection.server.ts";
import { sweepLeftovers } from "./uploads-leftovers.server.ts";

const now = new Date("2026-11-22T03:00:00Z");
type Site = { userId: string; websiteId: string };

const test = base.extend<{ site: Site }>({
  site: async ({ db, panelOf, transferTo, vault, log, aapanel }, use) => {
    await aServer({ db, vault, aapanel }, now);
    const site = await aPaidWebsite(db, "toko.situs.test", now);
    await provisionWebsite({ db, panelOf, transferTo, vault, log }, site, now);
    await use(site);
  },
});

async function* streamOf(...pieces: Buffer[]) {
  yield* pieces;
}

type Store = Parameters<typeof receiveUpload>[0]["store"];
async function send(
  { db, store, site }: { db: Db; store: Store; site: Site },
  bytes: Buffer,
  fileName = "situs.zip",
) {
  return receiveUpload({ db, store }, { ...site, fileName, stream: streamOf(bytes), now });
}

async function accepted(touches: { db: Db; store: Store; site: Site }, bytes: Buffer): Promise<string> {
  const received = await send(touches, bytes);
  if (received.outcome !== "received") throw new Error(received.outcome);
  await inspectUpload(touches, received, now);
  return received.uploadId;
}

async function keysOf(store: Store) {
  const keys: string[] = [];
  for await (const { key } of store.list()) keys.push(key);
  return keys;
}

test("an archive becomes a row, a file and a job", async ({ db, store, site }) => {
  const bytes = zipOf({ "index.html": "halo" });
  const received = await send({ db, store, site }, bytes, "C:\\dok\\Toko \u202e\u0007saya.zip");
  expect(received).toMatchObject({ outcome: "received" });
  const { uploads } = await listUploads(db, site);
  expect(uploads).toMatchObject([
    { fileName: "Toko saya.zip", format: "zip", sizeBytes: bytes.length, status: "received" },
  ]);
  expect(await keysOf(store)).toEqual([`uploads/${uploads[0]?.id}`]);
  const jobs = await sql<{
    key: string;
  }>`select key from graphile_worker.jobs where task_identifier = 'inspect-upload'`.execute(db);
  expect(jobs.rows).toHaveLength(1);
});

test("a byte over the plan's limit, a text file and a broken stream leave neither row nor file", async ({
  db,
  store,
  site,
}) => {
  await db.updateTable("plans").set({ upload_bytes: 1000 }).execute();
  const large = Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.alloc(997)]);
  expect(await send({ db, store, site }, large)).toEqual({ outcome: "too-large" });
  expect(await send({ db, store, site }, Buffer.from("halo, ini bukan arsip"))).toEqual({
    outcome: "not-an-archive",
  });
  expect(await send({ db, store, site }, Buffer.alloc(0))).toEqual({ outcome: "not-an-archive" });
  async function* cut() {
    yield Buffer.from("PK\x03\x04");
    throw new Error("cut");
  }
  const incoming = { ...site, fileName: "a.zip", stream: cut(), now };
  await expect(receiveUpload({ db, store }, incoming)).rejects.toThrow("cut");
  expect(await send({ db, store, site }, large.subarray(0, 1000))).toMatchObject({ outcome: "received" });
  expect(await keysOf(store)).toHaveLength(1);
  expect((await listUploads(db, site)).uploads).toHaveLength(1);
});

test("a site that is not on, or is another customer's, takes nothing", async ({ db, store, site }) => {
  const other = await aPaidWebsite(db, "lain.situs.test", now);
  const bytes = zipOf({ "index.html": "halo" });
  expect(await send({ db, store, site: other }, bytes)).toEqual({ outcome: "site-not-active" });
  expect(await send({ db, store, site: { ...site, userId: other.userId } }, bytes)).toEqual({
    outcome: "site-not-active",
  });
  expect(await keysOf(store)).toEqual([]);
});

test("an inspection notes what was found, once", async ({ db, store, site }) => {
  const uploadId = await accepted(
    { db, store, site },
    tarGzOf({ "./toko/index.html": "halo", "./toko/.env": "A=1" }),
  );
  expect(await inspectUpload({ db, store }, { uploadId }, now)).toEqual({ outcome: "already-inspected" });
  expect(await findUpload(db, { ...site, uploadId })).toMatchObject({
    status: "accepted",
    root: "toko",
    findings: { fileCount: 1, dropped: [{ path: "toko/.env", reason: "secret" }] },
    refusal: null,
  });
  const events = await db
    .selectFrom("audit_log")
    .select("event")
    .where("subject_id", "=", uploadId)
    .execute();
  expect(events.map(({ event }) => event)).toEqual(["upload-received", "upload-accepted"]);
});

test("a refused archive names its reason and its entry", async ({ db, store, site }) => {
  const uploadId = await accepted({ db, store, site }, zipOf({ "index.html": "halo", "../evil.php": "x" }));
  expect(await findUpload(db, { ...site, uploadId })).toMatchObject({
    status: "refused",
    refusal: { code: "traversal", entry: "../evil.php" },
    findings: null,
  });
});

test("only a folder that was found can be chosen", async ({ db, store, site }) => {
  const uploadId = await accepted({ db, store, site }, zipOf({ "a/index.html": "a", "b/index.html": "b" }));
  const choose = (root: string, userId = site.userId) =>
    chooseRoot(db, { ...site, userId, uploadId, root, now });
  expect((await findUpload(db, { ...site, uploadId }))?.root).toBeNull();
  expect(await choose("../c")).toEqual({ outcome: "not-a-root" });
  expect(await choose("b", "00000000-0000-4000-8000-000000000000")).toEqual({ outcome: "not-accepted" });
  expect(await choose("b")).toEqual({ outcome: "chosen" });
  expect((await findUpload(db, { ...site, uploadId }))?.root).toBe("b");
});

test("a removed upload leaves the list and the store, and removing again is no error", async ({
  db,
  store,
  site,
}) => {
  const uploadId = await accepted({ db, store, site }, zipOf({ "index.html": "halo" }));
  expect(await removeUpload({ db, store }, { ...site, uploadId, now })).toEqual({ outcome: "removed" });
  expect(await removeUpload({ db, store }, { ...site, uploadId, now })).toEqual({ outcome: "removed" });
  expect(await keysOf(store)).toEqual([]);
  expect((await listUploads(db, site)).uploads).toEqual([]);
});

test("archives are leafed through from the newest, each once, also those of one moment; a foreign id leads nowhere", async ({
  db,
  site,
}) => {
  const one = { user_id: site.userId, website_id: site.websiteId, format: "zip" as const, size_bytes: 1 };
  for (let n = 0; n < 45; n++) {
    const file = { file_name: `${n}.zip`, sha256: "x", storage_key: `uploads/${n}` };
    const created_at = new Date(now.getTime() + Math.floor(n / 10) * 1000);
    await db
      .insertInto("uploads")
      .values({ ...one, ...file, status: n % 15 === 0 ? "removed" : "accepted", created_at })
      .execute();
  }
  const seen: string[] = [];
  const sizes: number[] = [];
  for (let before: string | undefined; ; ) {
    const { uploads, older } = await listUploads(db, { ...site, before });
    sizes.push(uploads.length);
    seen.push(...uploads.map(({ id }) => id));
    const moments = uploads.map(({ createdAt }) => createdAt.getTime());
    expect(moments).toEqual([...moments].sort((one, other) => other - one));
    if (!older) break;
    before = older;
  }
  expect(sizes).toEqual([20, 20, 2]);
  expect(new Set(seen).size).toBe(42);
  const other = await aPaidWebsite(db, "lain.situs.test", now);
  expect((await listUploads(db, { ...other, before: seen[0] })).uploads).toEqual([]);
  expect((await listUploads(db, { ...site, before: "bukan" })).uploads).toHaveLength(20);
});

test("the sweep takes what nobody names, and nothing else", async ({ db, store, site }) => {
  const kept = await accepted({ db, store, site }, zipOf({ "index.html": "halo" }));
  const refused = await accepted({ db, store, site }, zipOf({ "../evil": "x" }));
  for (const key of ["uploads/orphan", "uploads/x.0a1b.part", "releases/old.zip", "uploads/fresh"]) {
    await store.write(key, streamOf(Buffer.from("x")), { limitBytes: 9 });
  }
  const old = new Date(now.getTime() - 25 * 3600_000);
  for (const key of await keysOf(store)) if (key !== "uploads/fresh") utimesSync(store.path(key), old, old);
  utimesSync(store.path("uploads/fresh"), now, now);
  const { refusedFile, keptFile } = { refusedFile: `uploads/${refused}`, keptFile: `uploads/${kept}` };

  expect(await sweepLeftovers({ db, store }, now)).toEqual({ removedFiles: 3 });
  expect((await keysOf(store)).sort()).toEqual(["uploads/fresh", keptFile, refusedFile].sort());

  const nextWeek = new Date(now.getTime() + 8 * 24 * 3600_000);
  utimesSync(store.path("uploads/fresh"), nextWeek, nextWeek);
  expect(await sweepLeftovers({ db, store }, nextWeek)).toEqual({ removedFiles: 1 });
  expect((await keysOf(store)).sort()).toEqual(["uploads/fresh", keptFile].sort());
  expect(await findUpload(db, { ...site, uploadId: refused })).toMatchObject({ status: "removed" });
});
