import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { FileTransfer } from "#app/adapters/ftp/ftp.server.ts";
import type { FolderReader, RemoteEntry } from "#app/adapters/ftp/reader.server.ts";
import type { UploadStore } from "#app/adapters/storage/storage.server.ts";
import { type ArchiveEntry, readArchive } from "../archives/archives.server.ts";
import { ArchiveRefused } from "../archives/archives.ts";
import { readZipDirectory } from "../archives/archives-zip-directory.server.ts";
import { OTHER } from "./site-pack.server.ts";

const MOST_FILES = 200_000;
const MOST_BYTES = 1024 ** 4;
/** Files read back whole after a restore. */
const SAMPLE = 20;
/** Releases, and what is ours or the panel's: never written to. */
const NOT_THEIRS = /^(?:releases|\.lumi(?:-.*)?|\.user\.ini)$/;

/** What was brought back is not what the backup holds. */
export class RestoreWrong extends Error {
  override name = "RestoreWrong";
}

/** The path in the website's folder of a file that lay beside the site; null for everything else in the backup. */
function placeOf(name: string): string | null {
  const [first, ...rest] = name.split("/");
  if (first !== OTHER || rest.length === 0 || rest.at(-1) === "") return null;
  return NOT_THEIRS.test(rest[0] ?? "") || rest.at(-1) === ".user.ini" ? null : `/${rest.join("/")}`;
}

/**
 * What a backup holds from beside the site: the names at the top, sorted, folders with a `/` at their end, and how many
 * bytes in all. Reads its directory only; nothing of a backup that cannot be read, which is said when it is restored.
 */
export async function listBeside(
  store: UploadStore,
  key: string,
): Promise<{ names: string[]; bytes: number }> {
  if ((await store.size(key)) === null) return { names: [], bytes: 0 };
  const file = await open(store.path(key));
  try {
    const { records } = await readZipDirectory(file, MOST_FILES);
    const names = new Set<string>();
    let bytes = 0;
    for (const { name, size } of records) {
      const place = placeOf(name);
      if (!place) continue;
      const [top = "", ...below] = place.slice(1).split("/");
      names.add(below.length > 0 ? `${top}/` : top);
      bytes += size;
    }
    return { names: [...names].sort(), bytes };
  } catch (error) {
    if (error instanceof ArchiveRefused) return { names: [], bytes: 0 };
    throw error;
  } finally {
    await file.close();
  }
}

export type BesideFile = { place: string; entry: ArchiveEntry };

/** The files of a backup that lay beside the site, in the order of the archive: the same each time. */
export async function* besideFiles(store: UploadStore, key: string): AsyncGenerator<BesideFile> {
  const fileBytes = (await store.size(key)) ?? 0;
  const limits = { maxFiles: MOST_FILES, unpackedBytes: MOST_BYTES };
  for await (const entry of readArchive(store.path(key), "zip", { limits, fileBytes })) {
    const place = entry.isFolder ? null : placeOf(entry.path);
    if (place) yield { place, entry };
  }
}

/** Every file is there with its size, and a sample of them byte for byte. Throws RestoreWrong otherwise. */
export async function mustBeBack(store: UploadStore, key: string, transfer: FileTransfer): Promise<number> {
  const sizes = new Map<string, number>();
  for await (const { place, entry } of besideFiles(store, key)) sizes.set(place, entry.size);
  const there = await transfer.reading((reader) => sizesThere(reader, sizes.keys()));
  for (const [place, size] of sizes) {
    if (there.get(place) !== size) throw new RestoreWrong(`${place} is not back`);
  }
  const sampled = new Map<string, string>();
  const every = Math.max(1, Math.floor(sizes.size / SAMPLE));
  let at = 0;
  for await (const { place, entry } of besideFiles(store, key)) {
    if (at++ % every !== 0 || sampled.size >= SAMPLE) continue;
    const hash = createHash("sha256");
    for await (const piece of entry.body()) hash.update(piece);
    sampled.set(place, hash.digest("hex"));
  }
  const back = await transfer.hashesOf([...sampled.keys()]);
  for (const [place, hash] of sampled) {
    if (back.get(place) !== hash) throw new RestoreWrong(`${place} is back with another content`);
  }
  return sizes.size;
}

/** The size of the file in each place of an account; null where there is none. Each folder is listed once. */
export async function sizesThere(
  reader: FolderReader,
  places: Iterable<string>,
): Promise<Map<string, number | null>> {
  const listed = new Map<string, Map<string, RemoteEntry>>();
  const entriesOf = async (folder: string): Promise<Map<string, RemoteEntry>> => {
    const known = listed.get(folder);
    if (known) return known;
    const isThere = folder === "" || (await entryAt(folder))?.kind === "folder";
    const entries = isThere ? await reader.list(folder || "/") : [];
    const byName = new Map(entries.map((entry) => [entry.name, entry]));
    listed.set(folder, byName);
    return byName;
  };
  const entryAt = async (place: string) => {
    const end = place.lastIndexOf("/");
    return (await entriesOf(place.slice(0, end))).get(place.slice(end + 1));
  };
  const sizes = new Map<string, number | null>();
  for (const place of places) {
    const entry = await entryAt(place);
    sizes.set(place, entry?.kind === "file" ? entry.size : null);
  }
  return sizes;
}
