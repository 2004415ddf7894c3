import { type ArchiveLimits, ArchiveRefused, type Findings, formatOf, type Refusal } from "./archives.ts";
import { watchPaths } from "./entry-clashes.ts";
import { collectFindings } from "./findings.ts";
import { checkUnpacked } from "./unpacked-limits.ts";
import { identifyEntry } from "./zip-entries.ts";
import { listZip, type ReadableFile } from "./zip-listing.ts";

export type Diagnosis =
  | { outcome: "accepted"; findings: Findings }
  | { outcome: "refused"; refusal: Refusal }
  | { outcome: "not-an-archive" }
  /** A TAR.GZ tells what is in it only when all of it is unpacked. */
  | { outcome: "unseen" };

/**
 * What the server will say about an archive, as far as its list of contents tells, before a byte of it is sent. It
 * judges by the server's own rules but believes the sizes it is told and reads no file in it: the server may still
 * refuse what was accepted here.
 */
export async function examineArchive(file: ReadableFile, limits: ArchiveLimits): Promise<Diagnosis> {
  const format = formatOf(new Uint8Array(await file.read(0, Math.min(4, file.size))));
  if (format !== "zip") return { outcome: format ? "unseen" : "not-an-archive" };
  try {
    return { outcome: "accepted", findings: await judge(file, limits) };
  } catch (error) {
    if (!(error instanceof ArchiveRefused)) throw error;
    return { outcome: "refused", refusal: error.refusal };
  }
}

async function judge(file: ReadableFile, limits: ArchiveLimits): Promise<Findings> {
  const watch = watchPaths();
  const collection = collectFindings();
  let files = 0;
  let unpacked = 0;
  for (const facts of await listZip(file, 2 * limits.maxFiles + 1000)) {
    const entry = identifyEntry(facts);
    if (!entry.isFolder && ++files > limits.maxFiles) throw new ArchiveRefused("too-many-files", entry.name);
    watch(entry);
    unpacked += facts.size;
    checkUnpacked(unpacked, { limits, fileBytes: file.size, entry: entry.name });
    if (!entry.isFolder) collection.add(entry, { size: facts.size });
  }
  return collection.finish();
}
