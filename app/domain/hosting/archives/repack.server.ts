import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import type { UploadStore } from "#app/adapters/storage/storage.server.ts";
import { isKept } from "../websites/kept-folder-names.ts";
import type { ManifestEntry } from "./archive-manifest.server.ts";
import { isUnder } from "./archive-roots.ts";
import { type ArchiveEntry, type PackedBytes, readArchive } from "./archives.server.ts";
import type { ArchiveFormat, ArchiveLimits } from "./archives.ts";
import { dropReason } from "./entry-rules.ts";
import { gatherBytes } from "./gathered-bytes.ts";
import { packFile } from "./repack-file.server.ts";
import { createZipWriter } from "./zip-writer.ts";

export type Packed = {
  /** Files of the site; the sentinel is not one of them. */
  fileCount: number;
  /** Bytes of all files once unpacked, the sentinel included: what the panel must measure afterwards. */
  totalBytes: number;
  /** The random name of the archive's last file, in its top folder: it is there only when the extraction ran to its end. */
  sentinel: string;
  /** What of it is in the archive: all of it without a `Base`. Bytes once unpacked, without the sentinel. */
  sentFiles: number;
  sentBytes: number;
  /** Whether only what differs from the `Base` is in it. */
  isDelta: boolean;
  /** What a new release holds besides the upload's files: taken over from the one before. */
  carried: ManifestEntry[];
  /** Files of the upload that stay behind because the site keeps a folder of that name. */
  leftOut: number;
};

/** The release before, for sending only what is different from it. */
export type Base = {
  files: ReadonlyMap<string, ManifestEntry>;
  /** More bytes than this to send, and copying the rest gains nothing: everything goes into the archive. */
  mostBytes: number;
};

/** Too little of the release stays the same for a copy of the one before to be worth it, and what was left out is read past. */
export class TooManyChanges extends Error {
  override name = "TooManyChanges";
}

type Job = {
  entries: AsyncIterable<ArchiveEntry>;
  root: string;
  sentinel: string;
  packedAt: Date;
  limitBytes: number;
  spoolKey: string;
  base: Base | null;
  without: readonly string[];
};

/**
 * Writes a clean ZIP of the files under `root`, and a manifest beside it (a JSON line each: `path`, `size` in bytes,
 * `sha256`; see `readManifest`). Only regular files, UTF-8 names, mode 0644, dated `packedAt`, nothing that
 * `dropReason` names; a file whose name has its accents apart is there under both spellings. With a `base` the ZIP holds only what that does not have already; the manifest is always whole,
 * what `carry` chooses at its end. What lies under a name of `without` stays behind and is counted. Everything is
 * streamed. Throws `ArchiveRefused` when the upload breaks a limit and leaves neither file behind; run again, it replaces
 * both (with another sentinel). Throws `TooManyChanges` too, of a TAR.GZ: pack it again without a base.
 */
export async function packRelease(
  { store }: { store: UploadStore },
  upload: { uploadKey: string; format: ArchiveFormat; root: string; without?: readonly string[] },
  target: { archiveKey: string; manifestKey: string; packedAt: Date },
  limits: ArchiveLimits,
  { base = null, carry }: { base?: Base | null; carry?: (own: ReadonlySet<string>) => ManifestEntry[] } = {},
): Promise<Packed> {
  const fileBytes = await store.size(upload.uploadKey);
  if (fileBytes === null) throw new Error(`The upload ${upload.uploadKey} is gone`);
  const spoolKey = `${target.archiveKey}.file`;
  // a ZIP is never much longer than what is in it and its names
  const limitBytes = 2 * (limits.unpackedBytes + limits.maxFiles * 4096 + 65_536);
  const job: Job = {
    entries: readArchive(store.path(upload.uploadKey), upload.format, {
      limits,
      fileBytes,
      isInspected: true,
    }),
    root: upload.root,
    sentinel: `.lumi-${randomBytes(12).toString("hex")}`,
    packedAt: target.packedAt,
    limitBytes,
    spoolKey,
    base,
    without: upload.without ?? [],
  };
  const manifest = createManifest();
  const packed: Packed = {
    fileCount: 0,
    totalBytes: 0,
    sentinel: job.sentinel,
    sentFiles: 0,
    sentBytes: 0,
    isDelta: base !== null,
    carried: [],
    leftOut: 0,
  };
  try {
    await store.put(target.archiveKey, archiveOf(store, job, { manifest, packed }), { limitBytes });
    packed.carried = carry?.(manifest.paths) ?? [];
    for (const file of packed.carried) manifest.add(file);
    await store.put(target.manifestKey, manifest.bytes(), { limitBytes });
    return packed;
  } catch (error) {
    await store.remove(target.archiveKey);
    await store.remove(target.manifestKey);
    throw error;
  } finally {
    await store.remove(spoolKey);
  }
}

type Result = { manifest: ReturnType<typeof createManifest>; packed: Packed };

/** The bytes of the archive; what is in it is noted in `manifest` and counted in `packed` on the way. */
async function* archiveOf(
  store: UploadStore,
  job: Job,
  { manifest, packed }: Result,
): AsyncGenerator<Buffer> {
  const zip = createZipWriter(job.packedAt);
  const prefix = job.root === "" ? 0 : job.root.length + 1;
  const leftOut: LeftOut[] = [];
  for await (const entry of job.entries) {
    if (entry.isFolder || dropReason(entry.path) || !isUnder(entry.path, job.root)) continue;
    if (isKept(entry.path.slice(prefix), job.without)) {
      packed.leftOut++;
      continue;
    }
    const { bytes, ...file } = await packFile(store, entry, job);
    for (const path of spellings(entry.path.slice(prefix))) {
      packed.fileCount++;
      packed.totalBytes += file.size;
      manifest.add({ path, size: file.size, sha256: file.sha256 });
      if (packed.isDelta && isSame(job.base?.files.get(path), file)) {
        leftOut.push({ path, size: file.size, packed: entry.packed });
        continue;
      }
      packed.sentFiles++;
      packed.sentBytes += file.size;
      if (packed.isDelta && job.base && packed.sentBytes > job.base.mostBytes) {
        packed.isDelta = false;
        for (const one of leftOut) {
          packed.sentFiles++;
          packed.sentBytes += one.size;
          yield* afterAll(zip, one);
        }
      }
      yield zip.begin({ path, ...file });
      yield* bytes();
    }
  }
  const mark = Buffer.from(`${job.sentinel}\n`);
  const { length } = mark;
  packed.totalBytes += length;
  yield zip.begin({ path: job.sentinel, method: 0, crc: crc32(mark), packedSize: length, size: length });
  yield mark;
  yield* zip.end();
}

type LeftOut = { path: string; size: number; packed: PackedBytes | undefined };

/** A file that was left out goes in as it lies in the upload: it was read and compared before. */
async function* afterAll(
  zip: ReturnType<typeof createZipWriter>,
  { path, size, packed }: LeftOut,
): AsyncGenerator<Buffer> {
  if (!packed) throw new TooManyChanges("Most of it is new");
  const { method, crc, size: packedSize } = packed;
  yield zip.begin({ path, method, crc, packedSize, size });
  yield* packed.bytes();
}

function isSame(before: ManifestEntry | undefined, file: { size: number; sha256: string }): boolean {
  return before?.sha256 === file.sha256 && before.size === file.size;
}

/**
 * The file's own name, and once more in the usual form of Unicode when it came in the other: a Mac writes `e` and its
 * accent as two letters where the pages that link to it mostly have one, and there both mean the same.
 */
function spellings(path: string): string[] {
  const usual = path.normalize("NFC");
  return usual === path ? [path] : [path, usual];
}

/** The lines are kept until the archive is written: about a hundred and fifty bytes for each file. */
function createManifest() {
  const lines = gatherBytes();
  const paths = new Set<string>();
  return {
    paths,
    add(file: ManifestEntry): void {
      paths.add(file.path);
      lines.add(Buffer.from(`${JSON.stringify(file)}\n`));
    },
    bytes: lines.all,
  };
}
