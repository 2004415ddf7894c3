import { createHash, hash } from "node:crypto";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { crc32, createDeflateRaw, deflateRaw, deflateRawSync } from "node:zlib";
import type { UploadStore } from "#app/adapters/storage/storage.server.ts";
import type { ArchiveEntry } from "./archives.server.ts";

const deflate = promisify(deflateRaw);
/** Already compressed: trying again only burns time. */
const COMPRESSED = /\.(?:avif|br|gif|gz|jpe?g|m4[av]|mp[34]|ogg|pdf|png|webm|webp|woff2?|zip)$/i;
/** Up to here a file is held in memory while it is packed. */
const SMALL = 2 * 1024 * 1024;
const LITTLE = 32 * 1024;
const LEVEL = { level: 4 };

/** One file read through: what it is, and its bytes as our ZIP will hold them. */
export type PackedFile = {
  size: number;
  sha256: string;
  crc: number;
  method: 0 | 8;
  packedSize: number;
  bytes: () => AsyncIterable<Buffer> | Iterable<Buffer>;
};

/**
 * Reads an entry to its end and says how it goes into our archive. What is deflated already is taken as it lies, what
 * is worth it is deflated, the rest stored. A large file of a TAR waits in the store under `spoolKey`; its bytes must be
 * read before the next entry is packed.
 */
export async function packFile(
  store: UploadStore,
  entry: ArchiveEntry,
  { spoolKey, limitBytes }: { spoolKey: string; limitBytes: number },
): Promise<PackedFile> {
  const { packed } = entry;
  if (entry.whole) {
    const bytes = await entry.whole();
    const about = { size: bytes.length, sha256: hash("sha256", bytes, "hex") };
    return smallFile(entry, [bytes], { ...about, crc: packed?.crc ?? crc32(bytes) });
  }
  const measure = createMeasure(packed?.crc);
  if (entry.size > SMALL && !packed) {
    const isWorthIt = !COMPRESSED.test(entry.path);
    const content = measure.reading(entry.body());
    const { size } = await store.put(spoolKey, isWorthIt ? deflated(content) : content, { limitBytes });
    return {
      ...measure.end(),
      method: isWorthIt ? 8 : 0,
      packedSize: size,
      bytes: () => store.read(spoolKey),
    };
  }
  const pieces: Buffer[] = [];
  for await (const piece of measure.reading(entry.body())) if (entry.size <= SMALL) pieces.push(piece);
  const measured = measure.end();
  if (packed && entry.size > SMALL) {
    return { ...measured, method: packed.method, packedSize: packed.size, bytes: packed.bytes };
  }
  return smallFile(entry, pieces, measured);
}

type Measured = Pick<PackedFile, "size" | "sha256" | "crc">;

async function smallFile(
  { path, packed }: ArchiveEntry,
  pieces: Buffer[],
  measured: Measured,
): Promise<PackedFile> {
  if (packed?.method === 8) return { ...measured, method: 8, packedSize: packed.size, bytes: packed.bytes };
  if (measured.size > 64 && !COMPRESSED.test(path)) {
    const whole = Buffer.concat(pieces);
    // a trip to another thread costs more than a little file
    const smaller = whole.length <= LITTLE ? deflateRawSync(whole, LEVEL) : await deflate(whole, LEVEL);
    if (smaller.length < measured.size)
      return { ...measured, method: 8, packedSize: smaller.length, bytes: () => [smaller] };
  }
  return { ...measured, method: 0, packedSize: measured.size, bytes: () => pieces };
}

/** Size, SHA-256 (hex) and CRC-32 of what passes by; a CRC that the archive's reader compares is not counted again. */
function createMeasure(knownCrc?: number) {
  const sum = createHash("sha256");
  let size = 0;
  let crc = 0;
  return {
    async *reading(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const piece of content) {
        size += piece.length;
        sum.update(piece);
        if (knownCrc === undefined) crc = crc32(piece, crc);
        yield piece;
      }
    },
    end: () => ({ size, sha256: sum.digest("hex"), crc: knownCrc ?? crc }),
  };
}

async function* deflated(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const packer = createDeflateRaw({ ...LEVEL, chunkSize: 256 * 1024 });
  const fed = pipeline(content, packer);
  fed.catch(() => undefined);
  for await (const piece of packer) yield piece as Buffer;
  await fed;
}
