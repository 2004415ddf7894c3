import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { crc32 } from "node:zlib";
import StreamZip, { type ZipEntry } from "node-stream-zip";
import type { ArchiveEntry } from "./archives.server.ts";
import { type ArchiveLimits, ArchiveRefused } from "./archives.ts";
import { readZipDirectory, type ZipRecord } from "./archives-zip-directory.server.ts";
import { openPlainZip } from "./archives-zip-plain.server.ts";
import { cleanPath, shown } from "./entry-names.ts";

const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1 | (1 << 6) | (1 << 13);
const TYPE_BITS = 0xf000;
const SYMLINK = 0xa000;
const FOLDER = 0x4000;
const REGULAR = 0x8000;

/** Walks a ZIP in the order of its directory. A `body` that is not read costs nothing. */
export async function* readZip(file: string, limits: ArchiveLimits): AsyncGenerator<ArchiveEntry> {
  const { records, prepended } = await readRecords(file, limits);
  const zip = prepended > 0 ? await openPlainZip(file) : await openZip(file, records);
  try {
    for (const record of records) {
      yield { ...identify(record), body: () => checked(zip.content(record), record) };
    }
  } finally {
    await zip.close();
  }
}

async function readRecords(file: string, limits: ArchiveLimits) {
  const handle = await open(file, "r");
  try {
    // folders may be entries of their own
    return await readZipDirectory(handle, 2 * limits.maxFiles + 1000);
  } finally {
    await handle.close();
  }
}

function identify(record: ZipRecord): Pick<ArchiveEntry, "path" | "name" | "isFolder" | "isGuessed"> {
  const name = shown(record.name);
  if ((record.flags & ENCRYPTED) !== 0) throw new ArchiveRefused("encrypted", name);
  const type = record.unixMode & TYPE_BITS;
  if (type === SYMLINK) throw new ArchiveRefused("link", name);
  if (type !== 0 && type !== FOLDER && type !== REGULAR) throw new ArchiveRefused("device", name);
  const path = cleanPath(record.name);
  const isFolder =
    record.name.endsWith("/") || (record.size === 0 && (type === FOLDER || record.isDosFolder));
  if (isFolder && record.size > 0) throw new ArchiveRefused("ambiguous", name);
  if (!isFolder && path === "") throw new ArchiveRefused("broken", name);
  if (record.method !== STORED && record.method !== DEFLATED)
    throw new ArchiveRefused("unsupported-method", name);
  if (record.method === STORED && record.size !== record.compressedSize)
    throw new ArchiveRefused("ambiguous", name);
  return { path, name, isFolder, isGuessed: record.isGuessed };
}

/** Opens the archive with node-stream-zip and checks that it reads the same directory as we did. */
async function openZip(file: string, records: ZipRecord[]) {
  const zip = new StreamZip.async({
    file,
    storeEntries: false,
    skipEntryNameValidation: true,
    // its window must hold one whole directory record
    chunkSize: 256 * 1024,
  });
  const entries: ZipEntry[] = [];
  zip.on("entry", (entry) => entries.push(entry));
  try {
    await zip.entriesCount;
  } catch (cause) {
    throw new ArchiveRefused("broken", null, { cause });
  }
  const isSame = (entry: ZipEntry, record: ZipRecord | undefined) =>
    record !== undefined &&
    entry.offset === record.offset &&
    entry.size === record.size &&
    entry.compressedSize === record.compressedSize &&
    entry.method === record.method &&
    entry.crc === record.crc;
  if (entries.length !== records.length || !entries.every((entry, index) => isSame(entry, records[index]))) {
    await zip.close();
    throw new ArchiveRefused("ambiguous");
  }
  const entryOf = new Map(records.map((record, index) => [record, entries[index]]));
  return {
    close: () => zip.close(),
    async *content(record: ZipRecord): AsyncGenerator<Buffer> {
      const entry = entryOf.get(record);
      if (!entry) throw new ArchiveRefused("ambiguous");
      // node-stream-zip asks the name's last byte; ours is the decision that counts
      entry.isDirectory = false;
      yield* (await zip.stream(entry)) as Readable;
    },
  };
}

/** The bytes of one entry; throws when they are more or other than the directory says. */
async function* checked(content: AsyncIterable<Buffer>, record: ZipRecord): AsyncGenerator<Buffer> {
  const name = shown(record.name);
  let checksum = 0;
  let size = 0;
  try {
    for await (const chunk of content) {
      size += chunk.length;
      if (size > record.size) throw new ArchiveRefused("ambiguous", name);
      checksum = crc32(chunk, checksum);
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof ArchiveRefused) throw cause;
    const isChecksum = cause instanceof Error && cause.message === "Invalid CRC";
    throw new ArchiveRefused(isChecksum ? "wrong-checksum" : "broken", name, { cause });
  }
  if (size !== record.size) throw new ArchiveRefused("truncated", name);
  if (checksum !== record.crc) throw new ArchiveRefused("wrong-checksum", name);
}
