import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import StreamZip from "node-stream-zip";
import { expect } from "vitest";
import { test } from "#app/test/fixtures.ts";
import { readZipDirectory } from "./archives-zip-directory.server.ts";
import { createZipWriter } from "./zip-writer.ts";

const date = new Date("2026-11-22T10:20:30Z");
const nothing = { method: 0 as const, crc: 0, packedSize: 0, size: 0 };

test("more files than a plain ZIP can count are counted by the fields of ZIP64", async ({ folder }) => {
  const file = path.join(folder, "many.zip");
  const zip = createZipWriter(date);
  function* bytes() {
    for (let number = 0; number < 66_000; number++) yield zip.begin({ path: `f/${number}`, ...nothing });
    yield* zip.end();
  }
  await pipeline(Readable.from(bytes()), createWriteStream(file));

  const reader = new StreamZip.async({ file });
  expect(await reader.entriesCount).toBe(66_000);
  await reader.close();
  const handle = await open(file, "r");
  expect((await readZipDirectory(handle, 70_000)).records).toHaveLength(66_000);
  await handle.close();
});

test("sizes and places past 4 GiB are told by the fields of ZIP64", () => {
  const zip = createZipWriter(date);
  const size = 5 * 2 ** 30;
  const local = zip.begin({ path: "a", method: 0, crc: 1, packedSize: size, size });
  zip.begin({ path: "b", ...nothing });
  const records = Buffer.concat([...zip.end()]);
  // a name of one byte, the stamp, and the fields that are too large
  const [first, second] = [records, records.subarray(46 + 1 + 9 + 4 + 16)];
  const end = second.subarray(46 + 1 + 9 + 4 + 8);
  expect(local.readUInt32LE(18)).toBe(0xffffffff);
  expect(local.readBigUInt64LE(30 + 1 + 9 + 4)).toBe(BigInt(size));
  expect(first.readBigUInt64LE(46 + 1 + 9 + 4)).toBe(BigInt(size));
  expect(second.readUInt32LE(42)).toBe(0xffffffff);
  expect(second.readBigUInt64LE(46 + 1 + 9 + 4)).toBe(BigInt(size + local.length));
  expect(end.length).toBe(76 + 22);
});

test("the date of its files is the one given, whatever the time zone", async ({ folder }) => {
  const file = path.join(folder, "one.zip");
  const zip = createZipWriter(date);
  const content = randomBytes(10);
  const header = zip.begin({ path: "a", method: 0, crc: 0, packedSize: 10, size: 10 });
  await pipeline(Readable.from([header, content, ...zip.end()]), createWriteStream(file));
  const reader = new StreamZip.async({ file });
  const { time, attr } = (await reader.entry("a")) ?? { time: 0, attr: 0 };
  await reader.close();
  expect(new Date(time).getTime()).toBe(date.getTime());
  expect((attr >>> 16).toString(8)).toBe("100644");
});
