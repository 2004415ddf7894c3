import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { addAbortSignal, PassThrough, Readable } from "node:stream";
import { finished } from "node:stream/promises";
import yazl from "yazl";
import type { UploadStore } from "#app/adapters/storage/storage.server.ts";
import type { ManifestEntry } from "./archive-manifest.server.ts";
import { isUnder } from "./archive-roots.ts";
import { type ArchiveEntry, readArchive } from "./archives.server.ts";
import type { ArchiveFormat, ArchiveLimits } from "./archives.ts";
import { dropReason } from "./entry-rules.ts";

/** Already compressed: trying again only burns time. */
const COMPRESSED = /\.(?:avif|br|gif|gz|jpe?g|m4[av]|mp[34]|ogg|pdf|png|webm|webp|woff2?|zip)$/i;
const FILE_MODE = 0o100644;

export type Packed = {
  /** Files of the site; the sentinel is not one of them. */
  fileCount: number;
  /** Bytes of all files once unpacked, the sentinel included: what the panel must measure afterwards. */
  totalBytes: number;
  /** The random name of the archive's last file, in its top folder: it is there only when the extraction ran to its end. */
  sentinel: string;
};

/**
 * Writes a clean ZIP of the files under `root`, and a manifest beside it (a JSON line each: `path`, `size` in bytes,
 * `sha256`; see `readManifest`). Only regular files, UTF-8 names, mode 0644, dated `packedAt`, nothing that
 * `dropReason` names; a file whose name has its accents apart is there under both spellings. Everything is streamed. Throws `ArchiveRefused` when the upload breaks a limit and leaves
 * neither file behind; run again, it replaces both (with another sentinel).
 */
export async function packRelease(
  { store }: { store: UploadStore },
  upload: { uploadKey: string; format: ArchiveFormat; root: string },
  target: { archiveKey: string; manifestKey: string; packedAt: Date },
  limits: ArchiveLimits,
): Promise<Packed> {
  const fileBytes = await store.size(upload.uploadKey);
  if (fileBytes === null) throw new Error(`The upload ${upload.uploadKey} is gone`);
  const entries = readArchive(store.path(upload.uploadKey), upload.format, { limits, fileBytes });
  const zip = new yazl.ZipFile();
  const archive = new PassThrough();
  const manifest = new PassThrough();
  const stop = new AbortController();
  const abandon = (error: Error): never => {
    stop.abort(error);
    archive.destroy(error);
    manifest.destroy(error);
    throw error;
  };
  zip.outputStream.pipe(archive);
  // a ZIP is never much longer than what is in it and its names
  const limitBytes = 2 * (limits.unpackedBytes + limits.maxFiles * 4096 + 65_536);
  const spareKey = `${target.archiveKey}.spare`;
  const { packedAt } = target;
  const source = { entries, root: upload.root, packedAt, signal: stop.signal, store, spareKey };
  const [packed, ...written] = await Promise.allSettled([
    addFiles(zip, manifest, source).catch(abandon),
    store.write(target.archiveKey, archive, { limitBytes }).catch(abandon),
    store.write(target.manifestKey, manifest, { limitBytes }).catch(abandon),
  ]);
  if (packed.status === "fulfilled" && written.every((file) => file.status === "fulfilled"))
    return packed.value;
  await store.remove(target.archiveKey);
  await store.remove(target.manifestKey);
  // the first thing that went wrong; the others only followed
  throw stop.signal.reason;
}

type Source = {
  entries: AsyncIterable<ArchiveEntry>;
  root: string;
  packedAt: Date;
  signal: AbortSignal;
  store: UploadStore;
  /** For a file that is needed twice, while it is packed. */
  spareKey: string;
};

async function addFiles(zip: yazl.ZipFile, manifest: PassThrough, source: Source): Promise<Packed> {
  const { entries, root, packedAt, signal } = source;
  const prefix = root === "" ? 0 : root.length + 1;
  let fileCount = 0;
  let totalBytes = 0;
  for await (const entry of entries) {
    if (entry.isFolder || dropReason(entry.path) || !isUnder(entry.path, root)) continue;
    const path = entry.path.slice(prefix);
    for await (const file of spelled(source, path, entry.body())) {
      const written = await addFile(zip, file.path, { body: file.body, packedAt, signal });
      fileCount++;
      totalBytes += written.size;
      await writeLine(manifest, { path: file.path, ...written }, signal);
    }
  }
  const sentinel = `.lumi-${randomBytes(12).toString("hex")}`;
  const mark = Buffer.from(`${sentinel}\n`);
  zip.addBuffer(mark, sentinel, { mtime: packedAt, mode: FILE_MODE, compress: false });
  zip.end();
  manifest.end();
  return { fileCount, totalBytes: totalBytes + mark.length, sentinel };
}

/**
 * The file under its own name, and once more in the usual form of Unicode when it came in the other: a Mac writes
 * `e` and its accent as two letters where the pages that link to it mostly have one, and there both mean the same.
 */
async function* spelled(
  { store, spareKey }: Source,
  path: string,
  body: AsyncIterable<Buffer>,
): AsyncGenerator<{ path: string; body: AsyncIterable<Buffer> }> {
  const usual = path.normalize("NFC");
  if (usual === path) {
    yield { path, body };
    return;
  }
  try {
    await store.write(spareKey, body, { limitBytes: Number.MAX_SAFE_INTEGER });
    for (const name of [path, usual]) yield { path: name, body: store.read(spareKey) };
  } finally {
    await store.remove(spareKey);
  }
}

type File = { body: AsyncIterable<Buffer>; packedAt: Date; signal: AbortSignal };

/** Hands one file to the ZIP and waits until the last byte of it was taken, so that one body is open at a time. */
async function addFile(zip: yazl.ZipFile, path: string, { body, packedAt, signal }: File) {
  const hash = createHash("sha256");
  let size = 0;
  async function* measured() {
    for await (const chunk of body) {
      size += chunk.length;
      hash.update(chunk);
      yield chunk;
    }
  }
  const stream = addAbortSignal(
    signal,
    Readable.from(measured(), { objectMode: false, highWaterMark: 64 * 1024 }),
  );
  const ended = finished(stream, { writable: false });
  zip.addReadStream(stream, path, { mtime: packedAt, mode: FILE_MODE, compress: !COMPRESSED.test(path) });
  await ended;
  return { size, sha256: hash.digest("hex") };
}

async function writeLine(manifest: PassThrough, entry: ManifestEntry, signal: AbortSignal): Promise<void> {
  if (!manifest.write(`${JSON.stringify(entry)}\n`)) await once(manifest, "drain", { signal });
}
