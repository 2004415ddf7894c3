import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { paxRecord, rawTar, rawZip, tarGzOf, unicodePath, zipOf } from "#app/test/archives.ts";
import { inspectArchive } from "./archives.server.ts";
import { ArchiveRefused, type Findings, formatOf, type Refusal } from "./archives.ts";

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "lumicloud-archives-"));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const limits = { maxFiles: 50, unpackedBytes: 40 * 1024 * 1024 };
let count = 0;

async function inspect(bytes: Buffer, own = limits): Promise<Findings | Refusal> {
  const file = path.join(folder, String(count++));
  fs.writeFileSync(file, bytes);
  try {
    return await inspectArchive(file, formatOf(bytes) ?? "zip", { limits: own, fileBytes: bytes.length });
  } catch (error) {
    if (error instanceof ArchiveRefused) return error.refusal;
    throw error;
  } finally {
    fs.rmSync(file);
  }
}

const page = { name: "index.html", content: "<h1>Halo</h1>" };
const site = (...parts: Parameters<typeof rawZip>[0]) => rawZip([page, ...parts]);
const tarSite = (...parts: Parameters<typeof rawTar>[0]) => gzipSync(rawTar([page, ...parts]));
const whole = zipOf({ "index.html": "x".repeat(500), "a.css": "a{}" });
const wholeTar = tarGzOf({ "index.html": randomBytes(2000), "a.css": "a{}" });
const twoEnds = Buffer.alloc(22);
twoEnds.writeUInt32LE(0x06054b50, 0);

const refused: [string, Buffer, string, (string | null)?][] = [
  ["a ZIP cut in the middle", whole.subarray(0, whole.length - 40), "truncated"],
  ["a ZIP cut at its very end", whole.subarray(0, whole.length - 1), "truncated"],
  [
    "a ZIP with its beginning missing",
    Buffer.concat([Buffer.from("PK\x03\x04"), whole.subarray(60)]),
    "truncated",
  ],
  ["a ZIP with bytes after its end", Buffer.concat([whole, Buffer.from("more")]), "ambiguous"],
  [
    "an end of directory inside the comment",
    rawZip([page], { comment: Buffer.concat([twoEnds, Buffer.from("x")]) }),
    "ambiguous",
  ],
  ["a page of text named .zip", Buffer.from("<html>not an archive</html>".repeat(9)), "truncated"],
  ["nothing but the letters PK", Buffer.from("PK\x03\x04"), "truncated"],
  ["an empty ZIP", rawZip([]), "empty"],
  [
    "only folders",
    rawZip([
      { name: "a/", method: 0 },
      { name: "a/b/", method: 0 },
    ]),
    "empty",
  ],
  ["only junk", zipOf({ ".DS_Store": "x", "__MACOSX/._index.html": "x" }), "empty"],
  ["a directory that counts more entries than it has", rawZip([page], { count: 3 }), "broken"],
  [
    "a directory that counts fewer entries than it has",
    rawZip([page, { name: "b" }], { count: 1 }),
    "ambiguous",
  ],
  ["a directory that is said to lie elsewhere", rawZip([page], { offset: 5 }), "truncated"],
  ["a path that climbs out", site({ name: "../evil.php", content: "x" }), "traversal", "../evil.php"],
  ["a path that climbs out in the middle", site({ name: "a/../../evil.php" }), "traversal"],
  ["a path that ends in two dots", site({ name: "a/.." }), "traversal"],
  ["a folder that climbs out", site({ name: "../", method: 0 }), "traversal"],
  ["a climb with backslashes", site({ name: "..\\evil.php" }), "backslash"],
  ["a name with a backslash", site({ name: "css\\a.css" }), "backslash"],
  ["an absolute path", site({ name: "/etc/passwd" }), "absolute-path"],
  ["a drive letter", site({ name: "C:/windows/a.dll" }), "absolute-path"],
  ["a name with NUL", site({ name: "a.html\0.php" }), "control-character"],
  ["a name with a line break", site({ name: "a\nb.html" }), "control-character"],
  ["a name with an escape", site({ name: "\u001b[31m.html" }), "control-character"],
  ["a name of 256 bytes", site({ name: "a".repeat(256) }), "name-too-long"],
  ["a path of 1,001 bytes", site({ name: `${"abcdefghi/".repeat(100)}x` }), "name-too-long"],
  ["a symbolic link", site({ name: "link", content: "/etc", mode: 0o120777 }), "link", "link"],
  ["a device", site({ name: "sda", mode: 0o060660 }), "device"],
  ["a pipe", site({ name: "pipe", mode: 0o010644 }), "device"],
  ["an encrypted entry", site({ name: "secret", content: "x", flags: 0x0801 }), "encrypted", "secret"],
  ["a strongly encrypted entry", site({ name: "secret", content: "x", flags: 0x0840 }), "encrypted"],
  ["a method nobody reads", site({ name: "b", content: "x", method: 12 }), "unsupported-method"],
  ["the same file twice", site({ name: "index.html", content: "two" }), "duplicate", "index.html"],
  ["the same file twice, once with ./", site({ name: "./index.html", content: "two" }), "duplicate"],
  [
    "the same file in two forms of Unicode",
    site({ name: "caf\u00e9", content: "1" }, { name: "cafe\u0301", content: "2" }),
    "duplicate",
  ],
  ["a file where a folder is", site({ name: "a/b.css" }, { name: "a", content: "x" }), "name-conflict"],
  ["a folder where a file is", site({ name: "a", content: "x" }, { name: "a/b.css" }), "name-conflict"],
  ["a file with no name", site({ name: "", content: "x" }), "broken"],
  [
    "another name in the local header",
    site({ name: "good.html", content: "x", local: { name: "evil.html" } }),
    "ambiguous",
    "good.html",
  ],
  ["another size in the local header", site({ name: "b", content: "xxxx", local: { size: 9 } }), "ambiguous"],
  [
    "another method in the local header",
    site({ name: "b", content: "x", local: { method: 0 } }),
    "ambiguous",
  ],
  ["two entries that share their bytes", site({ name: "b", content: "x", offset: 0 }), "overlapping"],
  ["an entry that points past the end", site({ name: "b", content: "x", offset: 999_999 }), "truncated"],
  ["more bytes than the entry says", site({ name: "b", content: "x".repeat(100), size: 50 }), "broken", "b"],
  ["fewer bytes than the entry says", site({ name: "b", content: "x".repeat(100), size: 150 }), "truncated"],
  ["a stored entry of two sizes", site({ name: "b", content: "xxxx", method: 0, size: 9 }), "ambiguous"],
  ["a wrong checksum", site({ name: "b.html", content: "x", crc: 1 }), "wrong-checksum", "b.html"],
  ["a folder with content", site({ name: "a/", content: "x" }), "ambiguous"],
  ["a small bomb", site({ name: "zeros", content: Buffer.alloc(30 * 1024 * 1024) }), "ratio", "zeros"],
  [
    "more bytes than the plan allows",
    site({ name: "b", content: Buffer.alloc(41 * 1024 * 1024, randomBytes(5000)) }),
    "too-big-unpacked",
  ],
  [
    "more files than the plan allows",
    rawZip(Array.from({ length: 51 }, (_, i) => ({ name: `${i}.html` }))),
    "too-many-files",
  ],
  ["no start page", zipOf({ "about.html": "x" }), "no-index", null],
  ["a start page in capitals", zipOf({ "Index.HTML": "x" }), "no-index", "Index.HTML"],
  ["a TAR.GZ cut in the middle", wholeTar.subarray(0, wholeTar.length >> 1), "truncated"],
  ["a whole gzip around half a tar", gzipSync(rawTar([page]).subarray(0, 520)), "truncated"],
  ["gzip around something else", gzipSync(Buffer.from("hello".repeat(500))), "broken"],
  ["gzip around nothing", gzipSync(Buffer.alloc(0)), "empty"],
  [
    "a damaged gzip",
    Buffer.concat([wholeTar.subarray(0, 900), Buffer.from("damage!"), wholeTar.subarray(907)]),
    "broken",
  ],
  ["a symbolic link in a tar", tarSite({ name: "link", type: "2", link: "/etc" }), "link", "link"],
  ["a hard link in a tar", tarSite({ name: "hard", type: "1", link: "index.html" }), "link"],
  ["a device in a tar", tarSite({ name: "dev", type: "3" }), "device"],
  ["a pipe in a tar", tarSite({ name: "pipe", type: "6" }), "device"],
  ["an unknown type in a tar", tarSite({ name: "sparse", type: "S" }), "unsupported-type"],
  [
    "a sparse file of PAX",
    tarSite(
      { name: "p", type: "x", content: paxRecord("GNU.sparse.size", "9") },
      { name: "b", content: "x" },
    ),
    "unsupported-type",
  ],
  ["a climb in a tar", tarSite({ name: "../evil", content: "x" }), "traversal"],
  [
    "a climb in a PAX path",
    tarSite({ name: "p", type: "x", content: paxRecord("path", "../../evil") }, { name: "b", content: "x" }),
    "traversal",
  ],
  [
    "a climb in a GNU long name",
    tarSite({ name: "././@LongLink", type: "L", content: "../evil\0" }, { name: "b", content: "x" }),
    "traversal",
  ],
  ["an absolute path in a tar", tarSite({ name: "/etc/cron.d/x", content: "x" }), "absolute-path"],
  ["the same file twice in a tar", tarSite({ name: "./index.html", content: "x" }), "duplicate"],
  ["a bomb in a tar", tarSite({ name: "zeros", content: Buffer.alloc(30 * 1024 * 1024) }), "ratio"],
];

test.each(refused)("%s is refused", async (_what, bytes, code, entry) => {
  const found = await inspect(bytes);
  expect(found).toMatchObject(entry === undefined ? { code } : { code, entry });
});

const cp437 = Buffer.from([0x63, 0x61, 0x66, 0x82, 0x2e, 0x63, 0x73, 0x73]);
const taken: [string, Buffer, Partial<Findings>][] = [
  ["a site at the top", whole, { root: "", fileCount: 2, totalBytes: 503 }],
  ["a site stored without compression", zipOf({ "index.html": "x" }, 0), { root: "" }],
  ["a site inside one folder", zipOf({ "toko/index.html": "x", "toko/a.css": "y" }), { root: "toko" }],
  ["a site inside two folders", zipOf({ "a/b/index.htm": "x" }), { root: "a/b" }],
  [
    "a project with a finished build",
    zipOf({ "package.json": "{}", "dist/index.html": "x", "src/a.js": "y" }),
    { root: "dist" },
  ],
  [
    "a project in a folder with a finished build",
    zipOf({ "p/package.json": "{}", "p/build/index.html": "x" }),
    { root: "p/build" },
  ],
  ["a PHP site", zipOf({ "index.php": "<?php" }), { root: "" }],
  ["two finished builds", zipOf({ "dist/index.html": "x", "public/index.html": "y" }), { root: null }],
  ["two sites side by side", zipOf({ "satu/index.html": "x", "dua/index.html": "y" }), { root: null }],
  [
    "sources with a start page beside the build",
    zipOf({ "package.json": "{}", "index.html": "x", "dist/index.html": "y" }),
    { root: null },
  ],
  [
    "a site with pages in folders",
    zipOf({ "index.html": "x", "blog/index.html": "y", "dist/index.html": "z" }),
    { root: "" },
  ],
  [
    "the one folder with a start page",
    zipOf({ "readme.txt": "x", "web/index.html": "y", "web/a/index.html": "z" }),
    { root: "web" },
  ],
  ["a tar made with ./", tarGzOf({ "./index.html": "x", "./css/a.css": "y" }), { root: "", fileCount: 2 }],
  [
    "a tar in two gzip members",
    Buffer.concat([
      gzipSync(rawTar([page]).subarray(0, 1024)),
      gzipSync(rawTar([{ name: "a.css", content: "x" }])),
    ]),
    { fileCount: 2 },
  ],
  [
    "a PAX name",
    tarSite(
      { name: "p", type: "x", content: paxRecord("path", `${"panjang/".repeat(20)}foto é.png`) },
      { name: "short", content: "x" },
    ),
    { fileCount: 2 },
  ],
  [
    "a GNU long name",
    tarSite(
      { name: "././@LongLink", type: "L", content: `${"panjang/".repeat(20)}a.png\0` },
      { name: "short", content: "x" },
    ),
    { fileCount: 2 },
  ],
  ["modes of 0000", rawZip([{ ...page, mode: 0o100000 }]), { root: "" }],
  [
    "hidden files that belong to a site",
    zipOf({ "index.html": "x", ".htaccess": "y", ".well-known/security.txt": "z", ".env.example": "" }),
    { fileCount: 4, droppedCount: 0 },
  ],
  [
    "junk beside the site",
    zipOf({
      "index.html": "x",
      ".git/config": "y",
      "a/.DS_Store": "z",
      ".user.ini": "u",
      "__MACOSX/._index.html": "w",
    }),
    { root: "", fileCount: 1, droppedCount: 4 },
  ],
  ["a comment", rawZip([page], { comment: Buffer.from("halo") }), { root: "" }],
];

test.each(taken)("%s is taken", async (_what, bytes, expected) => {
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
  ["decomposed Unicode", rawZip([{ name: "cafe\u0301/index.html" }]), "café"],
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
