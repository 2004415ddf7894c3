import { isFolderName } from "../websites/kept-folder-names.ts";
import { isUnder } from "./archive-roots.ts";

const MOST_LISTED = 100;

/** What a site might keep instead of taking it from the archive; nothing at all when there is no such folder. */
export function topFoldersOf(
  files: readonly { path: string }[],
  roots: readonly { path: string }[],
): { topFolders?: string[] } {
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
