import { createReadStream } from "node:fs";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { addAbortSignal, PassThrough } from "node:stream";
import { finished } from "node:stream/promises";
import yazl from "yazl";
import type { FolderReader } from "#app/adapters/ftp/reader.server.ts";
import type { UploadStore } from "#app/adapters/storage/storage.server.ts";
import { readZipDirectory } from "../archives/archives-zip-directory.server.ts";

/** The export is not what it must be; nothing of it is kept. The text is for the log and for staff. */
export class ExportWrong extends Error {
  override name = "ExportWrong";
}

export type ExportPart = {
  /** Where it is in the account, and its folder in the archive. */
  from: string;
  to: string;
  /** Names at its top that are not the customer's. */
  without: readonly string[];
};

export type PackedExport = {
  size: number;
  sha256: string;
  fileCount: number;
  /** Links, devices and files the server keeps from its own user. */
  skippedCount: number;
  /** Bytes of all files before packing, by the part's folder in the archive. */
  bytes: Record<string, number>;
};

type Limits = { bytes: number; files: number };

/** Ours or the panel's, wherever they lie. */
const NOT_THEIRS = /^(?:\.user\.ini|\.lumi(?:-.*)?)$/;
const DEEPEST = 60;
const FILE_MODE = 0o100644;

/**
 * Packs what an account's folders hold into one ZIP in the store: file after file through one file on disk, so memory
 * stays flat; links are not followed. Only a ZIP that opens again with the same number of files and bytes is left in
 * the store. Throws ExportWrong beyond the limits or when too much could not be read. Run again, it replaces the file.
 */
export async function packExport(
  { store, reader }: { store: UploadStore; reader: FolderReader },
  { key, parts, limits, now }: { key: string; parts: readonly ExportPart[]; limits: Limits; now: Date },
): Promise<PackedExport> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "lumicloud-export-"));
  const zip = new yazl.ZipFile();
  const archive = new PassThrough();
  zip.outputStream.pipe(archive);
  // The store may fail before it reads: what went wrong is told below, not thrown into the air.
  archive.on("error", () => undefined);
  const tally = { fileCount: 0, skippedCount: 0, bytes: {} as Record<string, number> };
  const spool = path.join(folder, "file");
  const stop = new AbortController();
  const abandon = (error: Error): never => {
    stop.abort(error);
    archive.destroy(error);
    throw error;
  };
  const fill = async () => {
    const packing = { zip, reader, spool, limits, now, tally, signal: stop.signal };
    for (const part of parts) await addPart(packing, part);
    zip.end();
  };
  try {
    const limitBytes = limits.bytes + limits.files * 4096 + 65_536;
    const [filled, written] = await Promise.allSettled([
      fill().catch(abandon),
      store.write(key, archive, { limitBytes }).catch(abandon),
    ]);
    // the first thing that went wrong; the other only followed
    if (filled.status === "rejected" || written.status === "rejected") throw stop.signal.reason;
    const packed = { ...written.value, ...tally };
    await verify(store, key, packed);
    return packed;
  } catch (error) {
    await store.remove(key);
    throw error;
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
}

type Packing = {
  zip: yazl.ZipFile;
  reader: FolderReader;
  spool: string;
  limits: Limits;
  now: Date;
  signal: AbortSignal;
  tally: Omit<PackedExport, "size" | "sha256">;
};

async function addPart(packing: Packing, part: ExportPart): Promise<void> {
  packing.tally.bytes[part.to] = 0;
  const waiting = [{ from: part.from, to: part.to, depth: 0 }];
  for (let at = waiting.pop(); at; at = waiting.pop()) {
    const entries = await packing.reader.list(at.from);
    for (const { name, kind } of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
      if (NOT_THEIRS.test(name) || (at.depth === 0 && part.without.includes(name))) continue;
      const from = `${at.from === "/" ? "" : at.from}/${name}`;
      const to = `${at.to}/${name}`;
      if (kind === "other" || isOddName(name)) packing.tally.skippedCount++;
      else if (kind === "file") await addFile(packing, { part: part.to, from, to });
      else if (at.depth < DEEPEST) waiting.push({ from, to, depth: at.depth + 1 });
      else throw new ExportWrong(`folders deeper than ${DEEPEST}`);
    }
  }
}

async function addFile(packing: Packing, file: { part: string; from: string; to: string }): Promise<void> {
  const { zip, reader, spool, limits, now, signal, tally } = packing;
  if (!(await reader.fetch(file.from, spool))) {
    tally.skippedCount++;
    return;
  }
  const { size } = await fs.stat(spool);
  tally.fileCount++;
  tally.bytes[file.part] = (tally.bytes[file.part] ?? 0) + size;
  const total = Object.values(tally.bytes).reduce((sum, bytes) => sum + bytes, 0);
  if (total > limits.bytes || tally.fileCount > limits.files) {
    throw new ExportWrong(`more than ${limits.bytes} bytes or ${limits.files} files`);
  }
  const body = addAbortSignal(signal, createReadStream(spool));
  const ended = finished(body, { writable: false });
  zip.addReadStream(body, file.to, { mtime: now, mode: FILE_MODE });
  await ended;
}

/** No archive can carry it, or another system could not unpack it. */
function isOddName(name: string): boolean {
  return name === ".." || /[\\/\0]/.test(name) || Buffer.byteLength(name) > 255;
}

type Expected = { size: number; fileCount: number; skippedCount: number; bytes: Record<string, number> };

/** Opens the archive again from the disk: every entry where it should be, and as many files and bytes as were put in. */
async function verify(store: UploadStore, key: string, expected: Expected): Promise<void> {
  const { fileCount, skippedCount } = expected;
  if (skippedCount > Math.max(10, fileCount / 100)) {
    throw new ExportWrong(`${skippedCount} entries could not be read beside ${fileCount} files`);
  }
  if ((await store.size(key)) !== expected.size) throw new ExportWrong("the archive has another size");
  const handle = await fs.open(store.path(key), "r");
  try {
    const { records } = await readZipDirectory(handle, fileCount + 1);
    const bytes = records.reduce((sum, record) => sum + record.size, 0);
    const packed = Object.values(expected.bytes).reduce((sum, part) => sum + part, 0);
    if (records.length !== fileCount || bytes !== packed) {
      throw new ExportWrong(`${records.length} files of ${bytes} bytes instead of ${fileCount} of ${packed}`);
    }
  } finally {
    await handle.close();
  }
}
