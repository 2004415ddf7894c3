import { type ArchiveLimits, ArchiveRefused } from "./archives.ts";

/** What is compressed harder than this, past a size no honest page reaches, was made to fill a disk. */
const HIGHEST_RATIO = 250;
const RATIO_COUNTS_FROM = 16 * 1024 * 1024;

/** Throws `ArchiveRefused`, naming the entry, once more bytes came out of an archive than a plan or an honest one allows. */
export function checkUnpacked(
  unpacked: number,
  { limits, fileBytes, entry }: { limits: ArchiveLimits; fileBytes: number; entry: string },
): void {
  if (unpacked > limits.unpackedBytes) throw new ArchiveRefused("too-big-unpacked", entry);
  if (unpacked > RATIO_COUNTS_FROM && unpacked > fileBytes * HIGHEST_RATIO)
    throw new ArchiveRefused("ratio", entry);
}
