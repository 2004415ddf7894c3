import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { paxRecord, rawTar, rawZip, tarGzOf, unicodePath, zipOf } from "#app/test/archives.ts";
import { corpusLimits, refusedArchives, takenArchives } from "#app/test/corpus.ts";
import { inspectArchive } from "./archives.server.ts";
import { ArchiveRefused, type Findings, formatOf, type Refusal } from "./archives.ts";

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "lumicloud-archives-"));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

let count = 0;

async function inspect(bytes: Buffer): Promise<Findings | Refusal | { code: "no archive" }> {
  const format = formatOf(bytes);
  if (!format) return { code: "no archive" };
  const file = path.join(folder, String(count++));
  fs.writeFileSync(file, bytes);
  try {
    return await inspectArchive(file, format, { limits: corpusLimits, fileBytes: bytes.length });
  } catch (error) {
    if (error instanceof ArchiveRefused) return error.refusal;
    throw error;
  } finally {
    fs.rmSync(file);
  }
}

const page = { name: "index.html", content: "<h1>Halo</h1>" };
const whole = zipOf({ "index.html": "x".repeat(500), "a.css": "a{}" });
const wholeTar = tarGzOf({ "index.html": randomBytes(2000), "a.css": "a{}" });
const cp437 = Buffer.from([0x63, 0x61, 0x66, 0x82, 0x2e, 0x63, 0x73, 0x73]);

test("the corpus holds at least 120 archives", () => {
  expect(refusedArchives.length + takenArchives.length).toBeGreaterThanOrEqual(120);
});

test.each(refusedArchives)("%s is refused", async (_what, bytes, code, entry) => {
  const found = await inspect(bytes);
  expect(found).toMatchObject(entry === undefined ? { code } : { code, entry });
});

test.each(takenArchives)("%s is taken", async (_what, bytes, expected) => {
  expect(await inspect(bytes)).toMatchObject(expected);
});

test("secrets stay behind, are listed first and warned about", async () => {
  const found = await inspect(
    zipOf({ "index.html": "x", ".DS_Store": "", ".env": "KEY=1", "certs/site.pem": "k", id_rsa: "k" }),
  );
  expect(found).toMatchObject({
    fileCount: 1,
    dropped: [
      { path: ".env", reason: "secret" },
      { path: "certs/site.pem", reason: "secret" },
      { path: "id_rsa", reason: "secret" },
      { path: ".DS_Store", reason: "junk" },
    ],
    warnings: [{ code: "secret-dropped", entry: ".env" }, { entry: "certs/site.pem" }, { entry: "id_rsa" }],
  });
});

test("two names that differ only in case are warned about", async () => {
  const found = await inspect(zipOf({ "index.html": "x", "Logo.png": "1", "logo.png": "2" }));
  expect(found).toMatchObject({ warnings: [{ code: "case-clash", entry: "logo.png" }] });
});

test.each([
  ["UTF-8 with its flag", rawZip([{ name: "café/index.html" }]), "café"],
  ["UTF-8 without its flag", rawZip([{ name: Buffer.from("日本/index.html") }]), "日本"],
  [
    "the code page of DOS",
    rawZip([{ name: Buffer.concat([cp437.subarray(0, 4), Buffer.from("/index.html")]) }]),
    "café",
  ],
  [
    "the Unicode path field",
    rawZip([
      {
        name: Buffer.from("caf_/index.html"),
        extra: unicodePath(Buffer.from("caf_/index.html"), "kafé/index.html"),
      },
    ]),
    "kafé",
  ],
  [
    "a Unicode path field made for another name",
    rawZip([
      { name: Buffer.from("caf_/index.html"), extra: unicodePath(Buffer.from("other"), "kafé/index.html") },
    ]),
    "caf_",
  ],
  ["decomposed Unicode", rawZip([{ name: "cafe\u0301/index.html" }]), "cafe\u0301"],
  [
    "a Latin-1 name in a tar",
    gzipSync(
      rawTar([{ name: Buffer.concat([cp437.subarray(0, 4), Buffer.from("/index.html")]), content: "x" }]),
    ),
    "café",
  ],
])("a name in %s is read", async (_what, bytes, root) => {
  expect(await inspect(bytes)).toMatchObject({ root });
});

test("a directory of a million entries is refused before it is read", async () => {
  const entries = rawZip(Array.from({ length: 1200 }, (_, i) => ({ name: `f${i}/`, method: 0 })));
  expect(await inspect(entries)).toEqual({ code: "too-many-files", entry: null });
});

test("no mutation of an archive crashes or hangs the reader", async () => {
  const seeds = [
    whole,
    wholeTar,
    zipOf({ "a/index.html": randomBytes(300), "a/b.css": "b{}" }, 0),
    rawTar([
      page,
      { name: "x", type: "x", content: paxRecord("path", "b/c.html") },
      { name: "c", content: "c" },
    ]),
  ];
  const mutation = fc.record({
    seed: fc.nat(seeds.length - 1),
    edits: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), {
      minLength: 1,
      maxLength: 6,
    }),
    cut: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  });
  await fc.assert(
    fc.asyncProperty(mutation, async ({ seed, edits, cut }) => {
      let bytes = Buffer.from(seeds[seed] ?? whole);
      for (const [at, value] of edits) bytes[Math.floor(at * (bytes.length - 1))] = value;
      if (cut !== null) bytes = bytes.subarray(0, Math.floor(cut * bytes.length));
      const found = await inspect(seed === 3 ? gzipSync(bytes) : bytes);
      expect("code" in found || "roots" in found).toBe(true);
    }),
    { numRuns: 600, interruptAfterTimeLimit: 20_000 },
  );
});
