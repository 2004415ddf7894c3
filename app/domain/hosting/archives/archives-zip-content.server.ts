import type { FileHandle } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { crc32, createInflateRaw, inflateRawSync } from "node:zlib";
import { ArchiveRefused } from "./archives.ts";
import { compareLocalHeader, localHeaderLength, type ZipRecord } from "./archives-zip-directory.server.ts";
import { shown } from "./entry-names.ts";

const STORED = 0;
const WINDOW = 1024 * 1024;
const CHUNK = 256 * 1024;
/** Up to here an entry is read and inflated in one go; beyond, piece by piece. */
const SMALL_PACKED = WINDOW / 2;
const SMALL_UNPACKED = 2 * 1024 * 1024;

/** Reads the bytes of a ZIP's entries from its file, a window at a time: neighbours cost one read together. */
export function createZipContents(file: FileHandle) {
  let window = Buffer.alloc(0);
  let windowAt = 0;

  async function readAt(position: number, length: number, record: ZipRecord): Promise<Buffer> {
    if (position < windowAt || position + length > windowAt + window.length) {
      // a new one each time: whoever still holds a part of the former keeps it
      const next = Buffer.allocUnsafeSlow(Math.max(length, WINDOW));
      const { bytesRead } = await file.read(next, 0, next.length, position);
      [window, windowAt] = [next.subarray(0, bytesRead), position];
      if (bytesRead < length) throw new ArchiveRefused("truncated", shown(record.name));
    }
    return window.subarray(position - windowAt, position - windowAt + length);
  }

  async function dataOf(record: ZipRecord): Promise<number> {
    return compareLocalHeader(await readAt(record.offset, localHeaderLength(record), record), record);
  }

  /** The entry's bytes as they lie in the archive. */
  async function* packed(record: ZipRecord): AsyncGenerator<Buffer> {
    const start = await dataOf(record);
    for (let at = 0; at < record.compressedSize; at += WINDOW) {
      yield await readAt(start + at, Math.min(WINDOW, record.compressedSize - at), record);
    }
  }

  /** The content of one entry; throws when it is more or other than the directory says. */
  async function* contentOf(record: ZipRecord): AsyncGenerator<Buffer> {
    if (isSmall(record)) return yield await wholeOf(record);
    const name = shown(record.name);
    let checksum = 0;
    let size = 0;
    try {
      const unpacked = record.method === STORED ? packed(record) : inflated(packed(record), record);
      for await (const chunk of unpacked) {
        size += chunk.length;
        if (size > record.size) throw new ArchiveRefused("broken", name);
        checksum = crc32(chunk, checksum);
        yield chunk;
      }
    } catch (cause) {
      throw refusalOf(cause, record);
    }
    if (size !== record.size) throw new ArchiveRefused("truncated", name);
    if (checksum !== record.crc) throw new ArchiveRefused("wrong-checksum", name);
  }

  /** The same in one piece, for an entry that `isSmall`. */
  async function wholeOf(record: ZipRecord): Promise<Buffer> {
    const bytes = await readAt(await dataOf(record), record.compressedSize, record);
    const whole = record.method === STORED ? bytes : inflateWhole(bytes, record);
    if (whole.length !== record.size) throw new ArchiveRefused("truncated", shown(record.name));
    if (crc32(whole) !== record.crc) throw new ArchiveRefused("wrong-checksum", shown(record.name));
    return whole;
  }

  return { contentOf, wholeOf, packed };
}

export function isSmall({ size, compressedSize }: ZipRecord): boolean {
  return compressedSize <= SMALL_PACKED && size <= SMALL_UNPACKED;
}

function refusalOf(cause: unknown, record: ZipRecord): unknown {
  if (cause instanceof ArchiveRefused || !isOfArchive(cause)) return cause;
  return new ArchiveRefused("broken", shown(record.name), { cause });
}

/** Bytes after the end of the compressed ones are no part of the file: another reader could see something in them. */
function mustEndAt(consumed: number, record: ZipRecord): void {
  if (consumed !== record.compressedSize) throw new ArchiveRefused("ambiguous", shown(record.name));
}

function inflateWhole(bytes: Buffer, record: ZipRecord): Buffer {
  const options = { info: true, chunkSize: Math.max(64, record.size + 1), maxOutputLength: record.size + 1 };
  try {
    // with `info` the types know only the bytes
    const { buffer, engine } = inflateRawSync(bytes, options) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    mustEndAt(engine.bytesWritten, record);
    if (buffer.length > record.size) throw new ArchiveRefused("broken", shown(record.name));
    return buffer;
  } catch (cause) {
    throw refusalOf(cause, record);
  }
}

async function* inflated(source: AsyncIterable<Buffer>, record: ZipRecord): AsyncGenerator<Buffer> {
  const inflater = createInflateRaw({ chunkSize: CHUNK });
  const stop = new AbortController();
  const fed = pipeline(source, inflater, { signal: stop.signal, end: true });
  fed.catch(() => undefined);
  try {
    for await (const chunk of inflater) yield chunk as Buffer;
    mustEndAt(inflater.bytesWritten, record);
    await fed;
  } finally {
    stop.abort();
    await fed.catch(() => undefined);
  }
}

/** Faults of the compressed bytes, not of the disk they are on. */
function isOfArchive(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return code.startsWith("Z_") || code.startsWith("ERR_");
}
