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
import { watchLocalLinks } from "./local-links.ts";

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
  /** In a ZIP: the bytes as they lie there, stored (0) or deflated (8). To be believed once the body was read. */
  packed?: { method: 0 | 8; size: number; bytes: () => AsyncIterable<Buffer> };
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
  const hidden: string[] = [];
  const folded = new Set<string>();
  let droppedCount = 0;
  for await (const entry of readArchive(file, format, options)) {
    let size = 0;
    const links = watchLocalLinks(entry.path);
    for await (const chunk of entry.body()) {
      size += chunk.length;
      links?.add(chunk);
    }
    if (entry.isFolder) continue;
    const reason = dropReason(entry.path);
    if (reason) {
      droppedCount++;
      if (dropped.length < MOST_LISTED || reason === "secret") dropped.push({ path: entry.path, reason });
      if (reason === "secret") warn(warnings, "secret-dropped", entry.path);
      continue;
    }
    const lower = entry.path.normalize("NFC").toLowerCase();
    if (folded.has(lower)) warn(warnings, "case-clash", entry.path);
    folded.add(lower);
    if (entry.isGuessed) warn(warnings, "guessed-name", entry.path);
    if (links?.found()) warn(warnings, "local-link", entry.path);
    if (/(?:^|\/)\./.test(entry.path) && hidden.length < MOST_LISTED) hidden.push(entry.path);
    files.push({ path: entry.path, size });
  }
  if (files.length === 0) throw new ArchiveRefused("empty");
  const { roots, root } = findRoots(files);
  if (!roots.some(({ hasStart }) => hasStart)) warn(warnings, "no-index", likelyIndex(files));
  return {
    roots: roots.map(({ hasStart: _, ...found }) => found),
    root,
    fileCount: files.length,
    totalBytes: files.reduce((sum, { size }) => sum + size, 0),
    // what is worth reading first
    dropped: dropped
      .sort((a, b) => Number(b.reason === "secret") - Number(a.reason === "secret"))
      .slice(0, MOST_LISTED),
    droppedCount,
    hidden,
    warnings,
  };
}

/** Each kind has its own room, so that a thousand clashes do not hide a secret. */
function warn(warnings: Warning[], code: Warning["code"], entry: string): void {
  if (warnings.filter((one) => one.code === code).length < MOST_LISTED) warnings.push({ code, entry });
}

/** `Index.HTML` is another file than `index.html` on the server; saying so saves the customer an hour. */
function likelyIndex(files: { path: string }[]): string {
  const misspelled = files.find((file) => /(?:^|\/)index\.(?:x?html?|php\d?)$/i.test(file.path));
  const pages = files.filter((file) => /\.html?$/i.test(file.path));
  return (
    misspelled?.path ??
    pages.find((page) => /(?:^|\/)(?:home|default|beranda)\./i.test(page.path))?.path ??
    (pages.length === 1 ? pages[0]?.path : undefined) ??
    ""
  );
}

/** Refuses the same file twice, and a file where a folder is: the second would silently win. */
function watchPaths() {
  const files = new Set<string>();
  const folders = new Set<string>();
  return function add({ path: sent, name, isFolder }: ArchiveEntry): void {
    // the two forms of one accented letter look the same, and other systems take them for the same name
    const path = sent.normalize("NFC");
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
