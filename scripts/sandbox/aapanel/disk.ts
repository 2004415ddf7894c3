import { copyFileSync, lstatSync } from "node:fs";
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
import { setImmediate } from "node:timers/promises";
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
  if (!stat?.isDirectory()) return stat?.isFile() ? stat.size : 0;
  let size = 0;
  for (const entry of await readdir(real, { withFileTypes: true })) {
    const path = join(real, entry.name);
    if (entry.isDirectory()) size += await sizeOf(path);
    // at once: a trip to another thread costs ten times the question
    else if (entry.isFile()) size += lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }
  return size;
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
  let copied = 0;
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (!entry.isFile()) await copyTree(source, target);
    else copyFileSync(source, target);
    // visitors are answered in between, as by a web server of its own
    if (++copied % 50 === 0) await setImmediate();
  }
}

/** Renames over whatever is there, making the parent folder first. */
export async function moveOver(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await rm(to, { recursive: true, force: true });
  await rename(from, to);
}
