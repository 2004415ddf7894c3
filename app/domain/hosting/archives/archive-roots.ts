import type { Root } from "./archives.ts";

/** Where build tools put a finished site, the likeliest first. */
const BUILD_FOLDERS = ["dist", "build", "public", "public_html", "htdocs", "www", "out", "_site"];
const START_PAGE = /^index\.(?:html?|php)$/;
const MOST_ROOTS = 20;

/** `hasStart`: whether it holds a start page. */
type FoundRoot = Root & { hasStart: boolean };
type File = { path: string; size: number };

/**
 * Folders of the archive that hold a start page, and the one that is surely meant: the archive itself, its single
 * top folder, or the only finished build inside. `root` is null when several could be meant. Without any
 * start page there is one root, the folder that holds everything, and the customer must say that it is meant.
 */
export function findRoots(files: readonly File[]): { roots: FoundRoot[]; root: string | null } {
  const withStart = new Set(
    files.filter((file) => START_PAGE.test(nameOf(file.path))).map((f) => folderOf(f.path)),
  );
  const base = singleTopFolder(files);
  if (withStart.size === 0) return { roots: [measure(base, files, false)], root: null };
  const ranked = [...withStart]
    .sort((a, b) => rank(a, base) - rank(b, base) || (a < b ? -1 : 1))
    .slice(0, MOST_ROOTS);
  const roots = ranked.map((path) => measure(path, files));
  return { roots, root: chooseClear(roots, base, files) };
}

/** Whether a path lies in a folder of the archive; "" holds everything. */
export function isUnder(path: string, root: string): boolean {
  return root === "" || path.startsWith(`${root}/`);
}

function chooseClear(roots: Root[], base: string, files: readonly File[]): string | null {
  const paths = new Set(roots.map((root) => root.path));
  const builds = BUILD_FOLDERS.map((folder) => join(base, folder)).filter((path) => paths.has(path));
  if (paths.has(base)) {
    // Vite keeps an index.html among its sources too: beside package.json the finished build may be meant.
    const isSource = files.some((file) => file.path === join(base, "package.json"));
    return isSource && builds.length > 0 ? null : base;
  }
  if (builds.length > 0) return builds.length === 1 ? (builds[0] ?? null) : null;
  const shallowest = roots.filter((root) => depth(root.path) === depth(roots[0]?.path ?? ""));
  return shallowest.length === 1 ? (shallowest[0]?.path ?? null) : null;
}

/** Follows single folders down: `site.zip/toko/html/…` gives `toko/html`. */
function singleTopFolder(files: readonly File[]): string {
  let common = files[0] ? folderOf(files[0].path) : "";
  for (const { path } of files) {
    while (!isUnder(path, common)) common = folderOf(common);
  }
  return common;
}

function rank(path: string, base: string): number {
  if (path === base) return 0;
  const build = BUILD_FOLDERS.findIndex((folder) => join(base, folder) === path);
  return build >= 0 ? 1 + build : 100 + depth(path);
}

function measure(path: string, files: readonly File[], hasStart = true): FoundRoot {
  const inside = files.filter((file) => isUnder(file.path, path));
  const totalBytes = inside.reduce((sum, file) => sum + file.size, 0);
  return { path, fileCount: inside.length, totalBytes, hasStart };
}

const nameOf = (path: string) => path.slice(path.lastIndexOf("/") + 1);
const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf("/")));
const join = (folder: string, name: string) => (folder ? `${folder}/${name}` : name);
const depth = (path: string) => (path === "" ? 0 : path.split("/").length);
