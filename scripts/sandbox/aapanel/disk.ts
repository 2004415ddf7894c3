import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  readdir,
  readlink,
  realpath,
  rename,
  rm,
  symlink,
} from "node:fs/promises";
import { dirname, join, posix, relative, sep } from "node:path";
import type { State } from "./state.ts";

/**
 * The panel's whole disk, kept in one folder: `/www/wwwroot/a.com` is `root/disk/www/wwwroot/a.com`.
 * Panel paths are resolved against `/`, so `..` cannot leave it.
 */
export type Disk = {
  base: string;
  real(panelPath: string): string;
  panel(realPath: string): string;
  /** The real path after links, or null when missing or outside `within` (a panel path, default `/`). */
  follow(panelPath: string, within?: string): Promise<string | null>;
};

export function createDisk(base: string): Disk {
  return {
    base,
    real: (panelPath) => join(base, clean(panelPath)),
    panel: (realPath) => `/${relative(base, realPath).split(sep).join("/")}`,
    async follow(panelPath, within = "/") {
      const [target, edge] = await Promise.all([
        realpath(join(base, clean(panelPath))).catch(() => null),
        realpath(join(base, clean(within))).catch(() => null),
      ]);
      if (target === null || edge === null) return null;
      return target === edge || target.startsWith(edge + sep) ? target : null;
    },
  };
}

/** An absolute panel path without `.`, `..`, doubled or trailing slashes. */
export function clean(panelPath: string): string {
  const path = posix.normalize(`/${panelPath.replaceAll("\0", "")}`);
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}

export function isInside(path: string, folder: string): boolean {
  return path === folder || folder === "/" || path.startsWith(`${folder}/`);
}

/** Keeps ownership and protection right after a rename. */
export function noteMoved(state: State, from: string, to: string): void {
  const move = (path: string) => (isInside(path, from) ? to + path.slice(from.length) : path);
  state.rootOwned = state.rootOwned.map(move);
  state.immutable = state.immutable.map(move);
}

export function noteRemoved(state: State, path: string): void {
  state.rootOwned = state.rootOwned.filter((owned) => !isInside(owned, path));
  state.immutable = state.immutable.filter((kept) => !isInside(kept, path));
}

/** Makes a folder with its parents and returns the panel paths that were new, outermost first. */
export async function makeFolders(disk: Disk, path: string): Promise<string[]> {
  const made: string[] = [];
  for (let at = clean(path); at !== "/" && !(await statOf(disk.real(at))); at = posix.dirname(at)) {
    made.unshift(at);
  }
  await mkdir(disk.real(path), { recursive: true, mode: 0o755 });
  return made;
}

export async function statOf(real: string) {
  return lstat(real).catch(() => null);
}

/** Sum of the bytes of all regular files below, links neither followed nor counted. */
export async function sizeOf(real: string): Promise<number> {
  const stat = await statOf(real);
  if (!stat) return 0;
  if (stat.isFile()) return stat.size;
  if (!stat.isDirectory()) return 0;
  const sizes = await Promise.all((await readdir(real)).map((name) => sizeOf(join(real, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Copies a file or a whole folder with its modes, over what is there; links are copied as links. */
export async function copyTree(from: string, to: string): Promise<void> {
  const stat = await lstat(from);
  if (stat.isSymbolicLink()) {
    await rm(to, { recursive: true, force: true });
    return symlink(await readlink(from), to);
  }
  if (!stat.isDirectory()) return copyFile(from, to);
  await mkdir(to, { recursive: true });
  await chmod(to, stat.mode & 0o777);
  await Promise.all((await readdir(from)).map((name) => copyTree(join(from, name), join(to, name))));
}

/** Renames over whatever is there, making the parent folder first. */
export async function moveOver(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await rm(to, { recursive: true, force: true });
  await rename(from, to);
}
