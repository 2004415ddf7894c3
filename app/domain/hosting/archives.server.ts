import { findRoots } from "./archive-roots.ts";
import {
  type ArchiveFormat,
  type ArchiveLimits,
  ArchiveRefused,
  type Dropped,
  type Findings,
  type Warning,
} from "./archives.ts";
import { readTarGz } from "./archives-tar.server.ts";
import { readZip } from "./archives-zip.server.ts";
import { dropReason } from "./entry-rules.ts";

/** One thing in an archive. `path` is clean; `name` is for sentences; `body` may be read once, before the next entry. */
export type ArchiveEntry = {
  path: string;
  name: string;
  isFolder: boolean;
  body: () => AsyncIterable<Buffer>;
};

/** What is compressed harder than this, past a size no honest page reaches, was made to fill a disk. */
const HIGHEST_RATIO = 250;
const RATIO_COUNTS_FROM = 16 * 1024 * 1024;
const MOST_LISTED = 100;

/**
 * Walks an archive file, enforcing names, types and limits on the way. Bodies count against `unpackedBytes` as they
 * are read. Throws `ArchiveRefused`; nothing is written anywhere.
 */
export async function* readArchive(
  file: string,
  format: ArchiveFormat,
  { limits, fileBytes }: { limits: ArchiveLimits; fileBytes: number },
): AsyncGenerator<ArchiveEntry> {
  const watch = watchPaths();
  let files = 0;
  let unpacked = 0;

  async function* counted(entry: ArchiveEntry): AsyncGenerator<Buffer> {
    for await (const chunk of entry.body()) {
      unpacked += chunk.length;
      if (unpacked > limits.unpackedBytes) throw new ArchiveRefused("too-big-unpacked", entry.name);
      if (unpacked > RATIO_COUNTS_FROM && unpacked > fileBytes * HIGHEST_RATIO) {
        throw new ArchiveRefused("ratio", entry.name);
      }
      yield chunk;
    }
  }

  const entries = format === "zip" ? readZip(file, limits) : readTarGz(file, limits);
  for await (const entry of entries) {
    if (!entry.isFolder && ++files > limits.maxFiles) throw new ArchiveRefused("too-many-files", entry.name);
    watch(entry);
    yield { ...entry, body: () => counted(entry) };
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
  const files: { path: string; size: number }[] = [];
  const dropped: Dropped[] = [];
  const warnings: Warning[] = [];
  const folded = new Map<string, string>();
  let droppedCount = 0;
  for await (const entry of readArchive(file, format, options)) {
    let size = 0;
    for await (const chunk of entry.body()) size += chunk.length;
    if (entry.isFolder) continue;
    const reason = dropReason(entry.path);
    if (reason) {
      droppedCount++;
      if (dropped.length < MOST_LISTED || reason === "secret") dropped.push({ path: entry.path, reason });
      if (reason === "secret") warn(warnings, "secret-dropped", entry.path);
      continue;
    }
    const lower = entry.path.toLowerCase();
    if (folded.has(lower)) warn(warnings, "case-clash", entry.path);
    folded.set(lower, entry.path);
    files.push({ path: entry.path, size });
  }
  if (files.length === 0) throw new ArchiveRefused("empty");
  const { roots, root } = findRoots(files);
  if (roots.length === 0) throw new ArchiveRefused("no-index", misspelledIndex(files));
  return {
    roots,
    root,
    fileCount: files.length,
    totalBytes: files.reduce((sum, { size }) => sum + size, 0),
    // what is worth reading first
    dropped: dropped
      .sort((a, b) => Number(b.reason === "secret") - Number(a.reason === "secret"))
      .slice(0, MOST_LISTED),
    droppedCount,
    warnings,
  };
}

function warn(warnings: Warning[], code: Warning["code"], entry: string): void {
  if (warnings.length < MOST_LISTED) warnings.push({ code, entry });
}

/** `Index.HTML` is another file than `index.html` on the server; saying so saves the customer an hour. */
function misspelledIndex(files: { path: string }[]): string | null {
  return files.find((file) => /(?:^|\/)index\.(?:html?|php)$/i.test(file.path))?.path ?? null;
}

/** Refuses the same file twice, and a file where a folder is: the second would silently win. */
function watchPaths() {
  const files = new Set<string>();
  const folders = new Set<string>();
  return function add({ path, name, isFolder }: ArchiveEntry): void {
    if (isFolder) {
      if (files.has(path)) throw new ArchiveRefused("name-conflict", name);
      if (path) addFolders(path);
      return;
    }
    if (files.has(path)) throw new ArchiveRefused("duplicate", name);
    if (folders.has(path)) throw new ArchiveRefused("name-conflict", name);
    files.add(path);
    const parent = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    if (parent) addFolders(parent, name);
  };

  function addFolders(path: string, name = path): void {
    for (
      let folder = path;
      folder && !folders.has(folder);
      folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/")))
    ) {
      if (files.has(folder)) throw new ArchiveRefused("name-conflict", name);
      folders.add(folder);
    }
  }
}
