import { isFolderName } from "../websites/kept-folder-names.ts";
import { findRoots, isUnder } from "./archive-roots.ts";
import { ArchiveRefused, type Dropped, type Findings, type Warning } from "./archives.ts";
import { dropReason } from "./entry-rules.ts";

const MOST_LISTED = 100;
/** What web servers run as PHP. */
const PROGRAM = /\.(?:php\d?|phtml|phar)$/i;

/** Gathers what an archive's owner should know, file by file; `finish` throws `ArchiveRefused` when nothing can go up. */
export function collectFindings() {
  const files: { path: string; size: number }[] = [];
  const dropped: Dropped[] = [];
  const warnings: Warning[] = [];
  const hidden: string[] = [];
  const folded = new Set<string>();
  let droppedCount = 0;

  /** Each kind has its own room, so that a thousand clashes do not hide a secret. */
  function warn(code: Warning["code"], entry: string): void {
    if (warnings.filter((one) => one.code === code).length < MOST_LISTED) warnings.push({ code, entry });
  }

  return {
    add(
      { path, isGuessed = false }: { path: string; isGuessed?: boolean },
      { size, hasLocalLink = false }: { size: number; hasLocalLink?: boolean },
    ): void {
      const reason = dropReason(path);
      if (reason) {
        droppedCount++;
        if (dropped.length < MOST_LISTED || reason === "secret") dropped.push({ path, reason });
        if (reason === "secret") warn("secret-dropped", path);
        return;
      }
      const lower = path.normalize("NFC").toLowerCase();
      if (folded.has(lower)) warn("case-clash", path);
      folded.add(lower);
      if (isGuessed) warn("guessed-name", path);
      if (PROGRAM.test(path)) warn("php-file", path);
      if (hasLocalLink) warn("local-link", path);
      if (/(?:^|\/)\./.test(path) && hidden.length < MOST_LISTED) hidden.push(path);
      files.push({ path, size });
    },
    finish(): Findings {
      if (files.length === 0) throw new ArchiveRefused("empty");
      const { roots, root } = findRoots(files);
      if (!roots.some(({ hasStart }) => hasStart)) warn("no-index", likelyIndex(files));
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
        ...topFoldersOf(files, roots),
      };
    },
  };
}

/** What a site might keep instead of taking it from the archive; nothing at all when there is no such folder. */
function topFoldersOf(files: { path: string }[], roots: { path: string }[]): { topFolders?: string[] } {
  const names = new Set<string>();
  for (const { path: root } of roots) {
    const start = root === "" ? 0 : root.length + 1;
    for (const { path } of files) {
      if (names.size >= MOST_LISTED || !isUnder(path, root)) continue;
      const end = path.indexOf("/", start);
      if (end > 0 && isFolderName(path.slice(start, end))) names.add(path.slice(start, end));
    }
  }
  return names.size > 0 ? { topFolders: [...names] } : {};
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
