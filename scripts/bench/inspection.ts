import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import { openStore } from "#app/adapters/storage/storage.server.ts";
import { inspectArchive } from "#app/domain/hosting/archives/archives.server.ts";
import { createZipWriter, type ZipFile } from "#app/domain/hosting/archives/zip-writer.ts";
import { type Bench, percentile, seconds, times, verdict } from "./report.ts";

const MEBIBYTE = 1024 * 1024;
const BUDGET = 1.5;
const ROUNDS = 3;
const KINDS = 24;

/** Reading a large archive through, beside `unzip -t` of the same file; by turns, the middle of three. */
export const bench: Bench = async ({ full }) => {
  const bytes = (full ? 1024 : 256) * MEBIBYTE;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lumicloud-inspection-"));
  try {
    const store = openStore(`file:${folder}`);
    const { size: fileBytes } = await store.write("toko.zip", archiveOf(bytes), { limitBytes: 2 * bytes });
    const file = store.path("toko.zip");
    const limits = { maxFiles: 100_000, unpackedBytes: 16 * bytes };
    const own: number[] = [];
    const tested: number[] = [];
    let found = { files: 0, bytes: 0 };
    for (let round = 0; round < ROUNDS; round++) {
      tested.push(await timed(() => unzipTest(file)));
      own.push(
        await timed(async () => {
          const { fileCount, totalBytes } = await inspectArchive(file, "zip", { limits, fileBytes });
          found = { files: fileCount, bytes: totalBytes };
        }),
      );
    }
    const [ours, theirs] = [percentile(own, 0.5), percentile(tested, 0.5)];
    const unpacked = (found.bytes / 2 ** 30).toFixed(2);
    return [
      {
        name: `inspection of ${Math.round(fileBytes / MEBIBYTE)} MiB, ${found.files} files, ${unpacked} GiB unpacked`,
        measured: seconds(ours),
        baseline: `unzip -t ${seconds(theirs)}`,
        ratio: times(ours / theirs),
        budget: times(BUDGET),
        verdict: verdict(ours / theirs <= BUDGET),
      },
    ];
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
};

/** A site's archive of about so many bytes: pictures stored as they are, and as many packed bytes of text, deflated. */
async function* archiveOf(bytes: number): AsyncGenerator<Buffer> {
  const zip = createZipWriter(new Date());
  const pictures = Array.from({ length: KINDS }, (_, kind) => pictureOf(2_000 * 1.4 ** kind));
  const texts = Array.from({ length: KINDS }, (_, kind) => textOf(4_000 * 1.4 ** kind));
  let written = 0;
  for (let number = 0; written < bytes; number++) {
    for (const [folder, packed] of [
      ["foto", pictures[number % KINDS]],
      ["artikel", texts[number % KINDS]],
    ] as const) {
      if (!packed) continue;
      const { content, ...about } = packed;
      const ending = about.method === 0 ? "jpg" : "html";
      const file = {
        ...about,
        path: number === 0 && about.method === 8 ? "index.html" : `${folder}/${number}.${ending}`,
      };
      yield zip.begin(file);
      yield content;
      written += content.length;
    }
  }
  yield* zip.end();
}

type Packed = Omit<ZipFile, "path"> & { content: Buffer };

function pictureOf(size: number): Packed {
  const content = randomBytes(Math.round(size));
  return { content, method: 0, crc: crc32(content), packedSize: content.length, size: content.length };
}

/** Words by chance, as text is: it packs to about a third. */
function textOf(size: number): Packed {
  const words = Array.from({ length: 4_000 }, (_, word) =>
    createHash("md5").update(`${word}`).digest("base64url"),
  );
  const chosen = randomBytes(Math.round(size / 3));
  let text = "<!doctype html>";
  for (let at = 0; text.length < size; at += 2) {
    const number = chosen.readUInt16LE(at) % words.length;
    text += `<p>${words[number]?.slice(0, 2 + (number % 9))} `;
  }
  const bytes = Buffer.from(text);
  const content = deflateRawSync(bytes);
  return { content, method: 8, crc: crc32(bytes), packedSize: content.length, size: bytes.length };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function unzipTest(file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("unzip", ["-tqq", file], { stdio: "ignore" });
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`unzip -t ended with ${code}`))));
  });
}
