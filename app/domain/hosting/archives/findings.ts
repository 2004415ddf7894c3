import { findRoots } from "./archive-roots.ts";
import { ArchiveRefused, type Dropped, type Findings, type Warning } from "./archives.ts";
import { dropReason } from "./entry-rules.ts";

const MOST_LISTED = 100;
/** What web servers run as PHP. */
const PROGRAM = /\.(?:php\d?|phtml|phar)$/i;

type Further = (
  files: readonly { path: string }[],
  roots: readonly { path: string }[],
) => Pick<Findings, "topFolders">;

/**
 * Gathers what an archive's owner should know, file by file; `finish` throws `ArchiveRefused` when nothing can go up.
 * `further` is asked at the end for what only the server wants to know.
 */
export function collectFindings(further: Further = () => ({})) {
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
        ...further(files, roots),
      };
    },
  };
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
