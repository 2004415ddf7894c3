import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Findings } from "#app/domain/hosting/archives/archives.ts";
import {
  largePart,
  paxRecord,
  rawTar,
  rawZip,
  streamedPart,
  tarGzOf,
  unicodePath,
  zipOf,
} from "./archives.ts";

/** The plan that the archives of this corpus are measured against. */
export const corpusLimits = { maxFiles: 50, unpackedBytes: 40 * 1024 * 1024 };

const MIB = 1024 * 1024;
const page = { name: "index.html", content: "<h1>Halo</h1>" };
const site = (...parts: Parameters<typeof rawZip>[0]) => rawZip([page, ...parts]);
const tarSite = (...parts: Parameters<typeof rawTar>[0]) => gzipSync(rawTar([page, ...parts]));
const whole = zipOf({ "index.html": "x".repeat(500), "a.css": "a{}" });
const wholeTar = tarGzOf({ "index.html": randomBytes(2000), "a.css": "a{}" });
const twoEnds = Buffer.alloc(22);
twoEnds.writeUInt32LE(0x06054b50, 0);
/** An end of directory that sends to ZIP64 for everything. */
const fullEnd = Buffer.alloc(22, 0xff);
fullEnd.writeUInt32LE(0x06054b50, 0);
fullEnd.fill(0, 4, 8);
fullEnd.fill(0, 20);
const splitZip = Buffer.from(rawZip([page]));
splitZip.writeUInt16LE(1, splitZip.length - 18);
const stub = Buffer.concat([Buffer.from("MZ"), Buffer.alloc(700, "unpacks itself")]);
/** `panjang/a.css`, its folder in the field that ustar has for it. */
const prefixed = rawTar([page, { name: "a.css", content: "x", prefix: "panjang" }]);
const oldTar = rawTar([{ ...page, isOld: true }]);

function damaged(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0x40;
  return copy;
}

function inPieces(bytes: Buffer, count: number): Buffer[] {
  const length = Math.ceil(bytes.length / count);
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * length, (at + 1) * length));
}

function withGzipName(bytes: Buffer): Buffer {
  const head = Buffer.from(bytes.subarray(0, 10));
  head[3] = 8;
  return Buffer.concat([head, Buffer.from("situs.tar\0"), bytes.subarray(10)]);
}

/** What must be refused: what it is, its bytes, the code, and the entry to blame where that is told. */
export const refusedArchives: [string, Buffer, string, (string | null)?][] = [
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
  ["a page of text named .zip", Buffer.from("<html>not an archive</html>".repeat(9)), "no archive"],
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
  ["a climb with backslashes", site({ name: "..\\evil.php" }), "traversal"],
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
  [
    "a climb over several folders",
    site({ name: "../../../../../../etc/cron.d/x", content: "x" }),
    "traversal",
  ],
  ["a climb with backslashes in the middle", site({ name: "a\\..\\..\\evil.php" }), "traversal"],
  ["a climb with both slashes", site({ name: "a/..\\..\\evil.php" }), "traversal"],
  ["a climb encoded once", site({ name: "%2e%2e/evil.php", content: "x" }), "traversal"],
  ["a climb with its slash encoded", site({ name: "..%2fevil.php", content: "x" }), "traversal"],
  ["a climb with an encoded backslash", site({ name: "..%5Cevil.php", content: "x" }), "traversal"],
  ["a climb encoded twice", site({ name: "%252e%252e%252fevil.php", content: "x" }), "traversal"],
  ["a climb with a space behind the dots", site({ name: ".. /evil.php", content: "x" }), "traversal"],
  ["a climb with dots behind the dots", site({ name: "..../evil.php", content: "x" }), "traversal"],
  ["a climb with a dot and a space", site({ name: "a/.. ./evil.php", content: "x" }), "traversal"],
  ["a climb in full-width letters", site({ name: "\uff0e\uff0e\uff0fevil.php", content: "x" }), "traversal"],
  ["a climb with the two-dot leader", site({ name: "\u2025/evil.php", content: "x" }), "traversal"],
  ["a climb behind a NUL", site({ name: "a\0/../../evil", content: "x" }), "control-character"],
  ["a UNC path", site({ name: "\\\\server\\share\\x.dll" }), "backslash"],
  ["a UNC path with slashes", site({ name: "//server/share/x.dll" }), "absolute-path"],
  ["a drive without a slash", site({ name: "c:evil.dll" }), "absolute-path"],
  ["a drive with a backslash", site({ name: "C:\\evil.dll" }), "backslash"],
  [
    "a climb only in the Unicode path field",
    site({
      name: Buffer.from("good.html"),
      content: "x",
      extra: unicodePath(Buffer.from("good.html"), "../evil.html"),
    }),
    "traversal",
  ],
  [
    "an absolute path only in the Unicode path field",
    site({
      name: Buffer.from("good.html"),
      content: "x",
      extra: unicodePath(Buffer.from("good.html"), "/etc/passwd"),
    }),
    "absolute-path",
  ],
  [
    "two names that the Unicode path field makes one",
    site({
      name: Buffer.from("x.html"),
      content: "x",
      extra: unicodePath(Buffer.from("x.html"), "index.html"),
    }),
    "duplicate",
  ],
  ["a block device in a ZIP", site({ name: "sdb", mode: 0o060600 }), "device", "sdb"],
  ["a character device in a ZIP", site({ name: "tty", mode: 0o020600 }), "device"],
  ["a socket in a ZIP", site({ name: "sock", mode: 0o140777 }), "device"],
  [
    "a link whose target climbs",
    site({ name: "css", content: "../../../etc", mode: 0o120777 }),
    "link",
    "css",
  ],
  [
    "a link and then a file through it",
    site({ name: "a", content: "/tmp", mode: 0o120777 }, { name: "a/evil.php", content: "x" }),
    "link",
  ],
  ["AES encryption", site({ name: "b", content: "x", method: 99 }), "unsupported-method", "b"],
  ["an encrypted directory", site({ name: "b", content: "x", flags: 0x2800 }), "encrypted"],
  ["bzip2 inside a ZIP", site({ name: "b", content: "x", method: 12 }), "unsupported-method"],
  ["LZMA inside a ZIP", site({ name: "b", content: "x", method: 14 }), "unsupported-method"],
  ["zstd inside a ZIP", site({ name: "b", content: "x", method: 93 }), "unsupported-method"],
  ["implode inside a ZIP", site({ name: "b", content: "x", method: 6 }), "unsupported-method"],
  [
    "many entries over one another",
    rawZip([page, ...Array.from({ length: 20 }, (_, i) => ({ name: `${i}`, content: "x", offset: 0 }))]),
    "overlapping",
  ],
  [
    "an entry that reaches into the next one",
    rawZip([{ name: "a", content: "xxxx", method: 0, compressedSize: 20, size: 20 }, page]),
    "overlapping",
  ],
  [
    "an entry that reaches into the directory",
    site({ name: "b", content: "xxxx", method: 0, compressedSize: 400, size: 400 }),
    "truncated",
  ],
  [
    "a bomb that lies about its size",
    site({ name: "zeros", content: Buffer.alloc(30 * MIB), size: 1000 }),
    "broken",
    "zeros",
  ],
  [
    "a bomb of many small files",
    rawZip([
      page,
      ...Array.from({ length: 45 }, (_, i) => ({ name: `${i}.txt`, content: Buffer.alloc(MIB) })),
    ]),
    "ratio",
  ],
  [
    "no ZIP64 field where the sizes send to it",
    site({ name: "b", content: "x", size: 0xffffffff, compressedSize: 0xffffffff }),
    "broken",
    "b",
  ],
  [
    "a ZIP64 field cut short",
    site({
      name: "b",
      content: "x",
      size: 0xffffffff,
      compressedSize: 0xffffffff,
      extra: Buffer.from([1, 0, 8, 0, 1, 0, 0, 0, 0, 0, 0, 0]),
    }),
    "broken",
    "b",
  ],
  [
    "a ZIP64 size past what can be counted",
    site({
      name: "b",
      content: "x",
      size: 0xffffffff,
      extra: Buffer.from([1, 0, 8, 0, 255, 255, 255, 255, 255, 255, 255, 255]),
    }),
    "broken",
  ],
  ["an end of ZIP64 that is missing", Buffer.concat([rawZip([page]).subarray(0, -22), fullEnd]), "broken"],
  [
    "an extra field longer than its record",
    site({ name: "b", content: "x", extra: Buffer.from([1, 0, 99, 0]) }),
    "broken",
  ],
  [
    "another checksum in the local header",
    site({ name: "b", content: "x", local: { crc: 7 } }),
    "ambiguous",
    "b",
  ],
  [
    "another packed size in the local header",
    site({ name: "b", content: "x", local: { compressedSize: 9 } }),
    "ambiguous",
  ],
  [
    "a longer name in the local header",
    site({ name: "b", content: "x", local: { name: "b.php" } }),
    "ambiguous",
  ],
  ["a local header that only looks encrypted", Buffer.from(rawZip([page])).fill(1, 6, 7), "ambiguous"],
  [
    "a wrong checksum of a stored file",
    site({ name: "b", content: "x", method: 0, crc: 9 }),
    "wrong-checksum",
    "b",
  ],
  [
    "a checksum wrong by one bit in a stream",
    rawZip([{ ...streamedPart("index.html", "x"), crc: 1 }]),
    "wrong-checksum",
  ],
  ["a ZIP of two parts", splitZip, "unsupported-type"],
  [
    "a damaged byte of compressed data",
    damaged(rawZip([{ name: "index.html", content: randomBytes(500), method: 8 }]), 200),
    "wrong-checksum",
  ],
  [
    "a damaged signature in the directory",
    damaged(rawZip([page]), rawZip([page]).indexOf("PK\x01\x02")),
    "broken",
  ],
  [
    "a damaged signature of an entry",
    damaged(site({ name: "b" }), rawZip([page]).indexOf("PK\x01\x02")),
    "ambiguous",
  ],
  [
    "one and the same name in two code pages",
    site({ name: Buffer.from([0x82, 0x2e, 0x63]), content: "1" }, { name: "\u00e9.c", content: "2" }),
    "duplicate",
  ],
  [
    "a folder's name in two forms of Unicode, one a file",
    site({ name: "caf\u00e9/a.css" }, { name: "cafe\u0301", content: "x" }),
    "name-conflict",
  ],
  ["the same file three times", site({ name: "a" }, { name: "a" }, { name: "a" }), "duplicate"],
  ["the same file with another slash", site({ name: "a/b" }, { name: "a//b" }), "duplicate"],
  ["a RAR named .zip", Buffer.concat([Buffer.from("Rar!\x1a\x07\x01\x00"), randomBytes(300)]), "no archive"],
  [
    "a 7z named .zip",
    Buffer.concat([Buffer.from("7z\xbc\xaf\x27\x1c", "latin1"), randomBytes(300)]),
    "no archive",
  ],
  [
    "a picture named .zip",
    Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), randomBytes(300)]),
    "no archive",
  ],
  ["a PDF named .zip", Buffer.from("%PDF-1.7\n"), "no archive"],
  ["a bzip2 named .tar.gz", Buffer.from("BZh91AY&SY"), "no archive"],
  ["an xz named .tar.gz", Buffer.from("\xfd7zXZ\0", "latin1"), "no archive"],
  ["a bare tar", rawTar([page]), "no archive"],
  ["an empty file", Buffer.alloc(0), "no archive"],
  [
    "a programme that is no archive",
    Buffer.concat([Buffer.from("MZ"), Buffer.alloc(5000, "program")]),
    "truncated",
  ],
  ["a ZIP inside a gzip", gzipSync(zipOf({ "index.html": randomBytes(5000) })), "broken"],
  ["a gzip inside a gzip", gzipSync(tarGzOf({ "index.html": randomBytes(5000) })), "broken"],
  ["an encoded climb in a tar", tarSite({ name: "%2e%2e%2fevil", content: "x" }), "traversal"],
  ["a climb with a backslash in a tar", tarSite({ name: "..\\evil", content: "x" }), "traversal"],
  ["a drive in a tar", tarSite({ name: "C:/evil", content: "x" }), "absolute-path"],
  ["a block device in a tar", tarSite({ name: "dev", type: "4" }), "device"],
  [
    "a link whose target is in PAX",
    tarSite(
      { name: "p", type: "x", content: paxRecord("linkpath", "/etc/passwd") },
      { name: "l", type: "2" },
    ),
    "link",
  ],
  [
    "a link's name in a GNU long name",
    tarSite(
      { name: "././@LongLink", type: "K", content: `${"../".repeat(60)}etc\0` },
      { name: "l", type: "2" },
    ),
    "link",
  ],
  [
    "a file behind a link in a tar",
    tarSite({ name: "a", type: "2", link: "/tmp" }, { name: "a/evil.php", content: "x" }),
    "link",
  ],
  [
    "a PAX path with a NUL",
    tarSite({ name: "p", type: "x", content: paxRecord("path", "a\0b") }, { name: "b", content: "x" }),
    "control-character",
  ],
  [
    "a PAX path of 2,000 bytes",
    tarSite(
      { name: "p", type: "x", content: paxRecord("path", "panjang/".repeat(250)) },
      { name: "b", content: "x" },
    ),
    "name-too-long",
  ],
  [
    "a file where a folder is, in a tar",
    tarSite({ name: "a/b", content: "x" }, { name: "a", content: "x" }),
    "name-conflict",
  ],
  [
    "the same file in two forms of Unicode in a tar",
    tarSite({ name: "caf\u00e9", content: "1" }, { name: "cafe\u0301", content: "2" }),
    "duplicate",
  ],
  [
    "a tar that says more bytes than it has",
    tarSite({ name: "b", content: "x", size: 900_000 }),
    "truncated",
  ],
  [
    "a header with a wrong sum in a tar",
    gzipSync(damaged(rawTar([page, { name: "b", content: "x" }]), 1030)),
    "broken",
  ],
  [
    "more files than the plan in a tar",
    gzipSync(rawTar(Array.from({ length: 51 }, (_, i) => ({ name: `${i}.html` })))),
    "too-many-files",
  ],
  [
    "a second gzip member that is broken",
    Buffer.concat([tarGzOf({ "index.html": "x" }).subarray(0, -1), gzipSync("x")]),
    "broken",
  ],
];

/** What must be taken: what it is, its bytes, and what is found in it. */
export const takenArchives: [string, Buffer, Partial<Findings>][] = [
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
  [
    "no start page",
    zipOf({ "about.html": "x" }),
    {
      root: null,
      roots: [{ path: "", fileCount: 1, totalBytes: 1 }],
      warnings: [{ code: "no-index", entry: "about.html" }],
    },
  ],
  [
    "a start page in capitals",
    zipOf({ "toko/Index.HTML": "x", "toko/a.html": "y" }),
    { root: null, warnings: [{ code: "no-index", entry: "toko/Index.HTML" }] },
  ],
  [
    "nothing but pictures",
    zipOf({ "a/1.png": "x", "a/2.png": "y" }),
    {
      root: null,
      roots: [{ path: "a", fileCount: 2, totalBytes: 2 }],
      warnings: [{ code: "no-index", entry: "" }],
    },
  ],
  ["ZIP64 sizes", rawZip([largePart("index.html", "halo")], { isZip64: true }), { totalBytes: 4 }],
  ["ZIP64's end around ordinary entries", rawZip([page], { isZip64: true }), { fileCount: 1 }],
  [
    "sizes behind the data",
    rawZip([streamedPart("index.html", "halo"), streamedPart("b", "x")]),
    { totalBytes: 5 },
  ],
  [
    "sizes behind the data, without a signature",
    rawZip([streamedPart("index.html", "halo", false)]),
    { totalBytes: 4 },
  ],
  [
    "a programme before the archive",
    Buffer.concat([stub, rawZip([page, { name: "b.css", content: "y" }])]),
    { fileCount: 2, totalBytes: 14 },
  ],
  [
    "a programme before stored files",
    Buffer.concat([stub, zipOf({ "index.html": "halo", "empty.txt": "" }, 0)]),
    { fileCount: 2, totalBytes: 4 },
  ],
  [
    "a programme before ZIP64",
    Buffer.concat([stub, rawZip([largePart("index.html", "halo")], { isZip64: true })]),
    { totalBytes: 4 },
  ],
  [
    "a script before the archive",
    Buffer.concat([Buffer.from("#!/bin/sh\nexit\n"), rawZip([page])]),
    { fileCount: 1 },
  ],
  [
    "a ZIP inside the ZIP",
    zipOf({ "index.html": "x", "files/more.zip": zipOf({ "../evil": "x" }) }),
    { fileCount: 2 },
  ],
  [
    "a bomb inside the ZIP that stays packed",
    zipOf({ "index.html": "x", "b.zip": zipOf({ zeros: Buffer.alloc(30 * MIB) }) }),
    { fileCount: 2 },
  ],
  ["empty files", zipOf({ "index.html": "x", "a.txt": "", "b/.keep": "" }), { fileCount: 3, totalBytes: 1 }],
  ["folders without anything", site({ name: "a/b/c/", method: 0 }), { fileCount: 1 }],
  [
    "a folder told by its mode alone",
    site({ name: "a", method: 0, mode: 0o040755 }, { name: "a/b", content: "x" }),
    { fileCount: 2 },
  ],
  ["a sticky mode", site({ name: "a", content: "x", mode: 0o107777 }), { fileCount: 2 }],
  [
    "dots within names",
    zipOf({ "index.html": "x", "a..b.css": "y", "wait...gif": "z", "..well": "w" }),
    { fileCount: 4 },
  ],
  [
    "percent signs that climb nowhere",
    zipOf({ "index.html": "x", "100%.png": "y", "50%25 off.png": "z", "%2e.txt": "w" }),
    { fileCount: 4 },
  ],
  [
    "secrets of all kinds",
    zipOf({
      "index.html": "x",
      ".env": "1",
      ".env.production": "2",
      "server.key": "3",
      ".ENV": "4",
      "a/id_ed25519": "5",
    }),
    { fileCount: 1, droppedCount: 5 },
  ],
  [
    "hidden files that go up",
    zipOf({ "index.html": "x", ".htaccess": "y", ".well-known/a.txt": "z" }),
    { hidden: [".htaccess", ".well-known/a.txt"] },
  ],
  [
    "a page that links to localhost",
    zipOf({ "index.html": '<img src="http://localhost/a.png">' }),
    { warnings: [{ code: "local-link", entry: "index.html" }] },
  ],
  [
    "a style that links to 127.0.0.1",
    zipOf({ "index.html": "x", "a.css": "a{background:url(//127.0.0.1:8080/a.png)}" }),
    { warnings: [{ code: "local-link", entry: "a.css" }] },
  ],
  [
    "a programme that asks localhost:3000",
    zipOf({ "index.html": "x", "a.js": 'fetch("http://localhost:3000/api")' }),
    { warnings: [{ code: "local-link", entry: "a.js" }] },
  ],
  [
    "a framework's bare localhost",
    zipOf({ "index.html": "x", "a.js": 'new URL(a,"http://localhost")' }),
    { warnings: [] },
  ],
  [
    "a page that links to a file on a disk",
    zipOf({ "index.html": '<a href="file:///C:/a.html">' }),
    { warnings: [{ code: "local-link", entry: "index.html" }] },
  ],
  [
    "a page that only speaks of localhost",
    zipOf({ "index.html": "<p>localhost, https://localhost.example</p>" }),
    { warnings: [] },
  ],
  [
    "a name in the code page of DOS",
    site({ name: Buffer.from("caf\x82.css", "latin1"), content: "x" }),
    { warnings: [{ code: "guessed-name", entry: "caf\u00e9.css" }] },
  ],
  [
    "a name in Windows' Western letters",
    site({ name: Buffer.from("caf\xe9.css", "latin1"), content: "x" }),
    { warnings: [{ code: "guessed-name", entry: "caf\u00e9.css" }] },
  ],
  [
    "Japanese names in Shift JIS",
    site({ name: Buffer.from("93fa967b8cea2e68746d6c", "hex"), content: "x" }),
    { warnings: [{ code: "guessed-name", entry: "\u65e5\u672c\u8a9e.html" }] },
  ],
  [
    "Chinese names in GBK",
    site({ name: Buffer.from("cdbcc6ac2fd5d5c6ac2e6a7067", "hex"), content: "x" }),
    { warnings: [{ code: "guessed-name", entry: "\u56fe\u7247/\u7167\u7247.jpg" }] },
  ],
  [
    "Chinese names in Big5",
    site({ name: Buffer.from("adbaadb62e68746d6c", "hex"), content: "x" }),
    { warnings: [{ code: "guessed-name", entry: "\u9996\u9801.html" }] },
  ],
  [
    "Korean names in EUC-KR",
    site({ name: Buffer.from("c7d1b1b9beee2e68746d6c", "hex"), content: "x" }),
    { warnings: [{ code: "guessed-name", entry: "\ud55c\uad6d\uc5b4.html" }] },
  ],
  [
    "Russian names of Windows",
    site({ name: Buffer.from("cff0e8e2e5f22e68746d6c", "hex"), content: "x" }),
    { warnings: [{ code: "guessed-name", entry: "\u041f\u0440\u0438\u0432\u0435\u0442.html" }] },
  ],
  [
    "Russian names of DOS",
    site({ name: Buffer.from("8fe0a8a2a5e22e68746d6c", "hex"), content: "x" }),
    { warnings: [{ code: "guessed-name", entry: "\u041f\u0440\u0438\u0432\u0435\u0442.html" }] },
  ],
  [
    "a flag of UTF-8 over bytes that are none",
    site({ name: Buffer.from("caf\x82.css", "latin1"), flags: 0x800, content: "x" }),
    { warnings: [{ code: "guessed-name", entry: "caf\u00e9.css" }] },
  ],
  [
    "names that no letters fit",
    site({ name: Buffer.from("80ff80ff2e747874", "hex"), content: "x" }),
    { fileCount: 2 },
  ],
  ["letters in full width", zipOf({ "index.html": "x", "\uff21\uff0e.html": "y" }), { fileCount: 2 }],
  [
    "a global PAX header",
    tarSite({ name: "g", type: "g", content: paxRecord("comment", "halo") }),
    { fileCount: 1 },
  ],
  [
    "a PAX name in Japanese",
    tarSite(
      { name: "p", type: "x", content: paxRecord("path", "\u65e5\u672c/\u5199\u771f.png") },
      { name: "s", content: "x" },
    ),
    { fileCount: 2 },
  ],
  ["a ustar prefix", gzipSync(prefixed), { fileCount: 2 }],
  ["a tar of old times without ustar", gzipSync(oldTar), { fileCount: 1 }],
  [
    "a tar with folders of their own",
    tarSite({ name: "css/", type: "5" }, { name: "css/a.css", content: "x" }),
    { fileCount: 2 },
  ],
  [
    "a tar in five gzip members",
    Buffer.concat(inPieces(rawTar([page, { name: "a", content: "x" }]), 5).map((piece) => gzipSync(piece))),
    { fileCount: 2 },
  ],
  ["a tar without its closing blocks", gzipSync(rawTar([page]).subarray(0, 1024)), { fileCount: 1 }],
  [
    "a tar padded as tapes are",
    gzipSync(Buffer.concat([rawTar([page]), Buffer.alloc(10240)])),
    { fileCount: 1 },
  ],
  ["a gzip with its own file name", withGzipName(tarGzOf({ "index.html": "x" })), { fileCount: 1 }],
  ["a contiguous file of old tars", tarSite({ name: "b", type: "7", content: "x" }), { fileCount: 2 }],
  ["an ordinary file of old tars", tarSite({ name: "b", type: "\0", content: "x" }), { fileCount: 2 }],
];
