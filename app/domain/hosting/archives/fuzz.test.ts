import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore } from "#app/adapters/storage/storage.server.ts";
import { corpusLimits, refusedArchives, takenArchives } from "#app/test/corpus.ts";
import { readManifest } from "./archive-manifest.server.ts";
import { inspectArchive } from "./archives.server.ts";
import { type ArchiveFormat, ArchiveRefused, type Findings, formatOf } from "./archives.ts";
import { packRelease } from "./repack.server.ts";

const SECONDS = Number(process.env.FUZZ_SECONDS ?? 8);
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
const LONGEST_MS = 10_000;
const MOST_GROWTH = 200 * 1024 * 1024;

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "lumicloud-fuzz-"));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Random numbers that come again with the same seed (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Random = ReturnType<typeof randomFrom>;

/** Values that headers trip over: signs, limits of fields, signatures. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x2e, 0x2f, 0x5c];
const WORDS = [
  "../",
  "..\\",
  "/etc/passwd\0",
  "PK\x01\x02",
  "PK\x03\x04",
  "PK\x05\x06",
  "PK\x06\x06",
  "ustar\0",
];

function mutate(seed: Buffer, other: Buffer, random: Random): Buffer {
  let bytes = Buffer.from(seed);
  for (let edits = 1 + random(6); edits > 0 && bytes.length > 0; edits--) {
    const at = random(bytes.length);
    switch (random(7)) {
      case 0:
        bytes[at] = random(256);
        break;
      case 1:
        bytes[at] = EDGES[random(EDGES.length)] ?? 0;
        break;
      case 2:
        bytes = bytes.subarray(0, at);
        break;
      case 3:
        bytes.write(WORDS[random(WORDS.length)] ?? "", at, "latin1");
        break;
      case 4:
        bytes.fill(random(2) * 0xff, at, Math.min(bytes.length, at + 1 + random(8)));
        break;
      case 5:
        bytes = Buffer.concat([
          bytes.subarray(0, at),
          other.subarray(random(other.length + 1)),
          bytes.subarray(at),
        ]);
        break;
      default:
        bytes = Buffer.concat([
          bytes.subarray(0, at),
          bytes.subarray(Math.min(bytes.length, at + random(40))),
        ]);
    }
  }
  return bytes;
}

/** Seeds small enough to be tried often; a gzip is also opened, so that the tar inside is what changes. */
function seeds(): { bytes: Buffer; isTar: boolean }[] {
  const all = [...takenArchives, ...refusedArchives]
    .map(([, bytes]) => bytes)
    .filter((one) => one.length < 50_000);
  return all.flatMap((bytes) => {
    if (formatOf(bytes) !== "tar.gz") return [{ bytes, isTar: false }];
    try {
      const tar = gunzipSync(bytes);
      return [{ bytes, isTar: false }, ...(tar.length < 50_000 ? [{ bytes: tar, isTar: true }] : [])];
    } catch {
      return [{ bytes, isTar: false }];
    }
  });
}

test(`for ${SECONDS} s no mutated archive crashes, hangs or fools the readers, nor makes memory grow`, {
  timeout: (SECONDS + 60) * 1000,
}, async () => {
  const random = randomFrom(SEED);
  const all = seeds();
  const store = openStore(`file:${path.join(folder, "store")}`);
  await store.write("uploads/u", [Buffer.alloc(1)] as never, { limitBytes: 1 });
  const outside = snapshot();
  const until = Date.now() + SECONDS * 1000;
  let tries = 0;
  let accepted = 0;
  let settled = 0;
  while (Date.now() < until) {
    const chosen = all[random(all.length)];
    if (!chosen) break;
    const mutant = mutate(chosen.bytes, all[random(all.length)]?.bytes ?? chosen.bytes, random);
    const bytes = chosen.isTar ? gzipSync(mutant, { level: 1 }) : mutant;
    const format = formatOf(bytes) ?? (chosen.isTar ? "tar.gz" : "zip");
    const started = Date.now();
    const what = `seed ${SEED}, try ${tries}: ${bytes.toString("base64").slice(0, 4_000)}`;
    if (await tryOne(store, bytes, format, what)) accepted++;
    expect(Date.now() - started, what).toBeLessThan(LONGEST_MS);
    if (++tries === 300) settled = process.memoryUsage().rss;
  }
  expect(tries).toBeGreaterThan(10);
  expect(accepted).toBeLessThan(tries);
  if (settled) expect(process.memoryUsage().rss - settled).toBeLessThan(MOST_GROWTH);
  expect(snapshot()).toEqual(outside);
});

/** Reads one mutant; what is accepted must pack into clean paths with exactly the bytes that were counted. */
async function tryOne(
  store: ReturnType<typeof openStore>,
  bytes: Buffer,
  format: ArchiveFormat,
  what: string,
) {
  const key = "uploads/u";
  await store.write(key, [bytes] as never, { limitBytes: 1e9 });
  const options = { limits: corpusLimits, fileBytes: bytes.length };
  let findings: Findings;
  try {
    findings = await inspectArchive(store.path(key), format, options);
  } catch (error) {
    if (error instanceof ArchiveRefused) return false;
    throw new Error(`A crash, ${what}`, { cause: error });
  }
  const target = { archiveKey: "r.zip", manifestKey: "r.jsonl", packedAt: new Date(0) };
  const packed = await packRelease({ store }, { uploadKey: key, format, root: "" }, target, corpusLimits);
  expect(packed.fileCount, what).toBeGreaterThanOrEqual(findings.fileCount);
  for await (const { path: name } of readManifest({ store }, target.manifestKey)) {
    const escapes = path.posix.normalize(`/root/${name}`) !== `/root/${name}` || /[\\\0]/.test(name);
    expect(escapes, `${name}, ${what}`).toBe(false);
  }
  return true;
}

/** What lies beside the store, where something that climbed out of it would land first. */
function snapshot(): string[] {
  return [folder, path.resolve(import.meta.dirname, "../..")].flatMap((one) => fs.readdirSync(one).sort());
}
