import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import { Readable } from "node:stream";
import fc from "fast-check";
import StreamZip from "node-stream-zip";
import { expect } from "vitest";
import type { UploadStore } from "#app/adapters/storage/storage.server.ts";
import { rawZip, tarGzOf, zipOf } from "#app/test/archives.ts";
import { test } from "#app/test/fixtures.ts";
import { readManifest } from "./archive-manifest.server.ts";
import { ArchiveRefused } from "./archives.ts";
import { packRelease, TooManyChanges } from "./repack.server.ts";

const limits = { maxFiles: 200, unpackedBytes: 20 * 1024 * 1024 };
const target = {
  archiveKey: "releases/r.zip",
  manifestKey: "releases/r.jsonl",
  packedAt: new Date("2026-11-22T10:00:00Z"),
};

async function keep(store: UploadStore, bytes: Buffer, key = "uploads/u") {
  await store.write(key, one(bytes), { limitBytes: 1e9 });
  return key;
}

async function* one(bytes: Buffer) {
  yield bytes;
}

async function unpacked(store: UploadStore, key: string) {
  const zip = new StreamZip.async({ file: store.path(key) });
  const entries = Object.values(await zip.entries());
  const files: Record<string, Buffer> = {};
  for (const entry of entries) files[entry.name] = await zip.entryData(entry);
  await zip.close();
  return { entries, files };
}

async function keysOf(store: UploadStore) {
  const keys: string[] = [];
  for await (const { key } of store.list()) keys.push(key);
  return keys.sort();
}

test("a packed release holds the files under the root, clean, with a mark at its end", async ({ store }) => {
  const archive = rawZip([
    { name: "toko/index.html", content: "halo", mode: 0o100000 },
    { name: "toko/css/a.css", content: "a{}", mode: 0o104777 },
    { name: "toko/logo.png", content: "png" },
    { name: "toko/.htaccess", content: "h" },
    { name: "toko/.env", content: "SECRET=1" },
    { name: "toko/.git/config", content: "g" },
    { name: "other/b.html", content: "b" },
  ]);
  const uploadKey = await keep(store, archive);

  const packed = await packRelease({ store }, { uploadKey, format: "zip", root: "toko" }, target, limits);

  const { entries, files } = await unpacked(store, target.archiveKey);
  expect(Object.keys(files)).toEqual(["index.html", "css/a.css", "logo.png", ".htaccess", packed.sentinel]);
  expect(packed.sentinel).toMatch(/^\.lumi-[0-9a-f]{24}$/);
  expect(entries.map((entry) => (entry.attr >>> 16).toString(8))).toEqual(Array(5).fill("100644"));
  expect(packed.fileCount).toBe(4);
  expect(packed.totalBytes).toBe(Object.values(files).reduce((sum, content) => sum + content.length, 0));
  const manifest = await Readable.from(readManifest({ store }, target.manifestKey)).toArray();
  expect(manifest).toEqual(
    Object.entries(files)
      .slice(0, -1)
      .map(([path, content]) => ({
        path,
        size: content.length,
        sha256: createHash("sha256").update(content).digest("hex"),
      })),
  );
});

test("any tree of files goes in and comes out with the same bytes, from ZIP and from TAR.GZ", async ({
  store,
}) => {
  const segment = fc.stringMatching(/^[a-zA-Z0-9é日_ -]{1,12}$/).filter((name) => name.trim() !== "");
  const tree = fc.dictionary(
    fc
      .array(segment, { minLength: 1, maxLength: 3 })
      .map((parts) => `t/${parts.join("/")}.bin`.normalize("NFC")),
    fc.uint8Array({ maxLength: 3000 }),
    { maxKeys: 12 },
  );
  await fc.assert(
    fc.asyncProperty(tree, fc.boolean(), async (files, isTar) => {
      const input = Object.fromEntries(
        Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes)]),
      );
      const uploadKey = await keep(store, isTar ? tarGzOf(input) : zipOf(input));
      const format = isTar ? "tar.gz" : "zip";
      const { sentinel } = await packRelease({ store }, { uploadKey, format, root: "" }, target, limits);
      const { files: output } = await unpacked(store, target.archiveKey);
      delete output[sentinel];
      expect(output).toEqual(input);
    }),
    { numRuns: 60 },
  );
});

test("a name with its accents apart is packed as it came and in the usual form, the content once read", async ({
  store,
}) => {
  const apart = "foto/cafe\u0301.png";
  const input = { "index.html": Buffer.from("x"), [apart]: Buffer.from("a picture") };
  for (const [bytes, format] of [
    [zipOf(input), "zip"],
    [tarGzOf(input), "tar.gz"],
  ] as const) {
    const uploadKey = await keep(store, bytes);
    const packed = await packRelease({ store }, { uploadKey, format, root: "" }, target, limits);
    const { files } = await unpacked(store, target.archiveKey);
    delete files[packed.sentinel];
    expect(files).toEqual({ ...input, "foto/caf\u00e9.png": input[apart] });
    expect(packed.fileCount).toBe(3);
    expect(await keysOf(store)).toEqual(["releases/r.jsonl", "releases/r.zip", "uploads/u"]);
  }
});

test("large files and ones that compress well come out with the same bytes, from ZIP and from TAR.GZ", async ({
  store,
}) => {
  const files = {
    "index.html": "halo ".repeat(5_000),
    "besar.json": Buffer.alloc(5_000_000, "abc"),
    "besar.bin": randomBytes(3_000_000),
    "besar.png": randomBytes(3_000_000),
    "kosong.txt": "",
  };
  const hashes = (of: Record<string, string | Buffer>) =>
    Object.entries(of).map(
      ([name, bytes]) => `${name} ${createHash("sha256").update(Buffer.from(bytes)).digest("hex")}`,
    );
  for (const [bytes, format] of [
    [zipOf(files), "zip"],
    [zipOf(files, 0), "zip"],
    [tarGzOf(files), "tar.gz"],
  ] as const) {
    const uploadKey = await keep(store, bytes);
    const packed = await packRelease({ store }, { uploadKey, format, root: "" }, target, limits);
    const { files: output, entries } = await unpacked(store, target.archiveKey);
    delete output[packed.sentinel];
    expect(hashes(output)).toEqual(hashes(files));
    expect(entries.find(({ name }) => name === "index.html")?.compressedSize).toBeLessThan(1_000);
    expect(await keysOf(store)).toEqual(["releases/r.jsonl", "releases/r.zip", "uploads/u"]);
  }
});

test("with a release before, the archive holds only what is new, and the manifest everything", async ({
  store,
}) => {
  const uploadKey = await keep(store, zipOf({ "a.html": "sama", "b.html": "baru", "c.html": "tambahan" }));
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
  const files = new Map(
    [
      { path: "a.html", size: 4, sha256: sha256("sama") },
      { path: "b.html", size: 4, sha256: sha256("lama") },
    ].map((file) => [file.path, file]),
  );
  const upload = { uploadKey, format: "zip", root: "" } as const;
  const pack = (mostBytes: number) =>
    packRelease({ store }, upload, target, limits, { base: { files, mostBytes } });

  const packed = await pack(100);
  expect(packed).toMatchObject({ fileCount: 3, sentFiles: 2, sentBytes: 12, totalBytes: 16 + 31 });
  const { files: output } = await unpacked(store, target.archiveKey);
  expect(Object.keys(output)).toEqual(["b.html", "c.html", packed.sentinel]);
  const manifest = await Readable.from(readManifest({ store }, target.manifestKey)).toArray();
  expect(manifest.map(({ path }) => path)).toEqual(["a.html", "b.html", "c.html"]);

  const tar = await keep(store, tarGzOf({ "a.html": "sama", "b.html": "baru", "c.html": "tambahan" }));
  const fromTar = { uploadKey: tar, format: "tar.gz", root: "" } as const;
  const packTar = packRelease({ store }, fromTar, target, limits, { base: { files, mostBytes: 11 } });
  await expect(packTar).rejects.toThrow(TooManyChanges);
});

test("when more has changed than is worth a copy, what was left out until then goes in after all", async ({
  store,
}) => {
  const content = {
    "a.html": "sama ".repeat(99),
    "b.png": randomBytes(3_000_000),
    "c.html": "",
    "d.js": "baru",
  };
  const sha256 = (bytes: string | Buffer) => createHash("sha256").update(bytes).digest("hex");
  const same = ["a.html", "b.png", "c.html"] as const;
  const files = new Map(
    same.map((path) => [path, { path, size: content[path].length, sha256: sha256(content[path]) }]),
  );
  const options = { base: { files, mostBytes: 3 } };
  const upload = { uploadKey: await keep(store, zipOf(content)), format: "zip", root: "" } as const;

  const packed = await packRelease({ store }, upload, target, limits, options);

  expect(packed).toMatchObject({ isDelta: false, fileCount: 4, sentFiles: 4, sentBytes: 3_000_499 });
  const { files: output } = await unpacked(store, target.archiveKey);
  expect(Object.keys(output)).toEqual(["a.html", "b.png", "c.html", "d.js", packed.sentinel]);
  for (const [path, bytes] of Object.entries(content)) expect(sha256(output[path] ?? "")).toBe(sha256(bytes));
});

test("an upload that breaks a limit while it is packed leaves no file behind", async ({ store }) => {
  const uploadKey = await keep(store, zipOf({ "index.html": "x".repeat(500), "b.html": "y".repeat(600) }));
  const packing = packRelease({ store }, { uploadKey, format: "zip", root: "" }, target, {
    ...limits,
    unpackedBytes: 1000,
  });
  await expect(packing).rejects.toThrow(ArchiveRefused);
  expect(await keysOf(store)).toEqual(["uploads/u"]);
});

test("an upload damaged since its inspection is refused and leaves no file behind", async ({ store }) => {
  const bytes = zipOf({ "index.html": "x".repeat(500), "b.html": "y" }, 0);
  bytes[60] = (bytes[60] ?? 0) ^ 1;
  const uploadKey = await keep(store, bytes);
  const packing = packRelease({ store }, { uploadKey, format: "zip", root: "" }, target, limits);
  await expect(packing).rejects.toMatchObject({ refusal: { code: "wrong-checksum", entry: "index.html" } });
  expect(await keysOf(store)).toEqual(["uploads/u"]);
});

test("a disk that fills up while packing ends the packing, with nothing left", async ({ store }) => {
  const uploadKey = await keep(
    store,
    zipOf({ "index.html": Buffer.alloc(3_000_000, "ab"), "z.png": randomBytes(3_000_000) }),
  );
  const failing: UploadStore = {
    ...store,
    put: (key, stream, options) =>
      store.put(key, stream, key === target.archiveKey ? { limitBytes: 1_000_000 } : options),
  };
  const packing = packRelease({ store: failing }, { uploadKey, format: "zip", root: "" }, target, limits);
  await expect(packing).rejects.toThrow("More than 1000000 bytes");
  expect(await keysOf(store)).toEqual(["uploads/u"]);
});

test("packing again replaces the first try", async ({ store }) => {
  const uploadKey = await keep(store, zipOf({ "index.html": "x" }));
  const first = await packRelease({ store }, { uploadKey, format: "zip", root: "" }, target, limits);
  const second = await packRelease({ store }, { uploadKey, format: "zip", root: "" }, target, limits);
  expect(second).toEqual({ ...first, sentinel: second.sentinel });
  expect(Object.keys((await unpacked(store, target.archiveKey)).files)).toEqual([
    "index.html",
    second.sentinel,
  ]);
  expect(fs.existsSync(store.path(target.manifestKey))).toBe(true);
});
