import { type ArchiveFormat, type ArchiveLimits, ArchiveRefused, type Findings } from "./archives.ts";
import { readTarGz } from "./archives-tar.server.ts";
import { readZip } from "./archives-zip.server.ts";
import { watchPaths } from "./entry-clashes.ts";
import { collectFindings } from "./findings.ts";
import { watchLocalLinks } from "./local-links.ts";
import { topFoldersOf } from "./top-folders.ts";
import { checkUnpacked } from "./unpacked-limits.ts";

export type PackedBytes = { method: 0 | 8; size: number; crc: number; bytes: () => AsyncIterable<Buffer> };

/** One thing in an archive. `path` is clean; `name` is for sentences; `body` may be read once, before the next entry. */
export type ArchiveEntry = {
  path: string;
  name: string;
  isFolder: boolean;
  /** Its letters were guessed from bytes in an unknown code page. */
  isGuessed?: boolean;
  /** Bytes, as the archive says; the body may turn out to have others. */
  size: number;
  body: () => AsyncIterable<Buffer>;
  /** Instead of `body`, all of it at once, where it is small enough for that. */
  whole?: (() => Promise<Buffer>) | undefined;
  /** In a ZIP: the bytes as they lie there, stored (0) or deflated (8). To be believed once the body was read. */
  packed?: PackedBytes;
};

/**
 * Walks an archive file, enforcing names, types and limits on the way. Bodies count against `unpackedBytes` as they
 * are read. Throws `ArchiveRefused`; nothing is written anywhere.
 */
export async function* readArchive(
  file: string,
  format: ArchiveFormat,
  { limits, fileBytes, isInspected }: { limits: ArchiveLimits; fileBytes: number; isInspected?: boolean },
): AsyncGenerator<ArchiveEntry> {
  const watch = watchPaths();
  let files = 0;
  let unpacked = 0;

  function count(chunk: Buffer, entry: ArchiveEntry): Buffer {
    unpacked += chunk.length;
    checkUnpacked(unpacked, { limits, fileBytes, entry: entry.name });
    return chunk;
  }
  async function* counted(entry: ArchiveEntry): AsyncGenerator<Buffer> {
    for await (const chunk of entry.body()) yield count(chunk, entry);
  }

  const entries = format === "zip" ? readZip(file, limits, { isInspected }) : readTarGz(file, limits);
  for await (const entry of entries) {
    if (!entry.isFolder && ++files > limits.maxFiles) throw new ArchiveRefused("too-many-files", entry.name);
    watch(entry);
    const { whole } = entry;
    yield {
      ...entry,
      body: () => counted(entry),
      whole: whole && (async () => count(await whole(), entry)),
    };
  }
}

/**
 * Reads every byte of an archive before anything of it is used: what is in it, where the site is, what stays behind.
 * Throws `ArchiveRefused` with the entry to blame. Reading it again gives the same answer.
 */
export async function inspectArchive(
  file: string,
  format: ArchiveFormat,
  options: { limits: ArchiveLimits; fileBytes: number },
): Promise<Findings> {
  const collection = collectFindings(topFoldersOf);
  for await (const entry of readArchive(file, format, options)) {
    let size = 0;
    const links = watchLocalLinks(entry.path);
    const look = (chunk: Buffer) => {
      size += chunk.length;
      links?.add(chunk);
    };
    if (entry.whole) look(await entry.whole());
    else for await (const chunk of entry.body()) look(chunk);
    if (!entry.isFolder) collection.add(entry, { size, hasLocalLink: links?.found() });
  }
  return collection.finish();
}
