import type { ManifestEntry } from "../archives/archive-manifest.server.ts";

/** How long and how much of earlier releases goes on answering. */
export const carryLimits = { releases: 5, days: 7, files: 200, bytes: 20 * 1024 * 1024 };

const DAY = 86_400_000;
const ASSET =
  /[.-]([A-Za-z0-9_-]{8,64}?)(?:\.(?:bundle|chunk|min|module))?\.(?:avif|css|gif|jpe?g|js|json|mjs|mp4|ogg|png|svg|ttf|wasm|webm|webp|woff2?)$/;
/** What may stand in the panel's shell. */
const PLAIN_PATH = /^[A-Za-z0-9_][A-Za-z0-9._/-]*$/;

/**
 * Whether a file's name holds a hash of its content, as bundlers give it (`app-3f9a1c2b.js`, `index.BX92Kd1f.css`):
 * then it can never mean anything else, and a page that was opened before may still ask for it.
 */
export function hasHashedName(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const token = ASSET.exec(name)?.[1];
  if (!token || !PLAIN_PATH.test(path) || path.includes("..") || path.includes("./")) return false;
  const isHex = /^[0-9a-f]{8,64}$/.test(token) && /[0-9]/.test(token) && /[a-f]/.test(token);
  const last = token.split("-").at(-1) ?? "";
  const isMixed = [token, last].some((part) => part.length >= 8 && /[A-Z]/.test(part) && /[a-z]/.test(part));
  const isBase32 = /^[A-Z2-7]{8}$/.test(token);
  return isHex || isMixed || isBase32;
}

/**
 * What of the release before goes on answering in the next one though the upload no longer has it: files with hashed
 * names, the newest first, within `carryLimits`. `own` are the paths of the upload, which come first.
 */
export function chooseCarried(
  before: Iterable<ManifestEntry>,
  own: ReadonlySet<string>,
  now: Date,
): ManifestEntry[] {
  const folders = new Set<string>();
  for (const path of own) for (const folder of foldersOf(path)) folders.add(folder);
  const candidates: Required<ManifestEntry>[] = [];
  for (const file of before) {
    const { path } = file;
    if (own.has(path) || !hasHashedName(path)) continue;
    if (folders.has(path) || foldersOf(path).some((folder) => own.has(folder))) continue;
    const { since, releases } = file.carried ?? { since: now.toISOString(), releases: 0 };
    if (releases >= carryLimits.releases) continue;
    if (now.getTime() - Date.parse(since) > carryLimits.days * DAY) continue;
    candidates.push({ ...file, carried: { since, releases: releases + 1 } });
  }
  candidates.sort((one, other) => one.carried.releases - other.carried.releases);
  let bytes = 0;
  return candidates.slice(0, carryLimits.files).filter(({ size }) => {
    if (bytes + size > carryLimits.bytes) return false;
    bytes += size;
    return true;
  });
}

/** The folders a path lies in, the innermost first: `a/b` and `a` for `a/b/c.js`. */
export function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
    folders.push(path.slice(0, end));
  }
  return folders;
}
