import { open } from "node:fs/promises";
import StreamZip, { type ZipEntry } from "node-stream-zip";
import type { ArchiveEntry } from "./archives.server.ts";
import { type ArchiveLimits, ArchiveRefused } from "./archives.ts";
import { createZipContents, isSmall } from "./archives-zip-content.server.ts";
import { readZipDirectory, type ZipRecord } from "./archives-zip-directory.server.ts";
import { identifyEntry } from "./zip-entries.ts";

const STORED = 0;
const DEFLATED = 8;

/**
 * Walks a ZIP in the order of its directory. A `body` that is not read costs nothing, and it may be read twice. Whether
 * another reader sees the same archive is asked unless it was inspected before: what we make of it is read by nobody else.
 */
export async function* readZip(
  file: string,
  limits: ArchiveLimits,
  { isInspected = false } = {},
): AsyncGenerator<ArchiveEntry> {
  const { records, prepended } = await readRecords(file, limits);
  // the other reader gives up on an archive with a program before it
  if (prepended === 0 && !isInspected) await compareReaders(file, records);
  const handle = await open(file, "r");
  const { contentOf, wholeOf, packed } = createZipContents(handle);
  try {
    for (const record of records) {
      yield {
        ...identifyEntry(record),
        size: record.size,
        body: () => contentOf(record),
        whole: isSmall(record) ? () => wholeOf(record) : undefined,
        packed: {
          method: record.method === STORED ? STORED : DEFLATED,
          size: record.compressedSize,
          crc: record.crc,
          bytes: () => packed(record),
        },
      };
    }
  } finally {
    await handle.close();
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

/** Opens the archive with node-stream-zip too, and refuses it when that reads another directory than we did. */
async function compareReaders(file: string, records: ZipRecord[]): Promise<void> {
  const zip = new StreamZip.async({
    file,
    storeEntries: false,
    skipEntryNameValidation: true,
    // its window must hold one whole directory record
    chunkSize: 256 * 1024,
  });
  let count = 0;
  let differ = false;
  zip.on("entry", (entry) => {
    differ ||= !isSame(entry, records[count]);
    count++;
  });
  try {
    await zip.entriesCount;
  } catch (cause) {
    throw new ArchiveRefused("broken", null, { cause });
  }
  await zip.close();
  if (differ || count !== records.length) throw new ArchiveRefused("ambiguous");
}

function isSame(entry: ZipEntry, record: ZipRecord | undefined): boolean {
  return (
    record !== undefined &&
    entry.offset === record.offset &&
    entry.size === record.size &&
    entry.compressedSize === record.compressedSize &&
    entry.method === record.method &&
    entry.crc === record.crc
  );
}
