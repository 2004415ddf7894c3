import { createHash, type Hash, randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { Readable } from "node:stream";

/** What is stored comes piece by piece: a stream, or what is there already. */
export type Pieces = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Where archives and manifests wait: all the rest of the app knows of it. Keys are ours, never a visitor's file name. */
export type UploadStore = {
  /**
   * Stores the stream under the key, whole or not at all: a cut stream, a full disk or one byte over
   * `limitBytes` leaves nothing behind. Throws `TooLarge` past the limit. A second write replaces the first.
   */
  write(
    key: string,
    stream: Pieces,
    options: { limitBytes: number },
  ): Promise<{ size: number; sha256: string }>;
  /** As `write`, for what nobody asks the hash of. */
  put(key: string, stream: Pieces, options: { limitBytes: number }): Promise<{ size: number }>;
  /** Gives a file another key, over whatever has it; false when there is no such file. */
  move(from: string, to: string): Promise<boolean>;
  /** A local file that readers may open. */
  path(key: string): string;
  read(key: string): Readable;
  /** Bytes, or null when there is no such file. */
  size(key: string): Promise<number | null>;
  /** Removing what is not there is not an error. */
  remove(key: string): Promise<void>;
  /** Every file, half-written ones included (their keys end in `.part`). */
  list(): AsyncIterable<{ key: string; modifiedAt: Date }>;
};

export class TooLarge extends Error {
  override name = "TooLarge";
}

/** No room left on the disk, or over its quota. */
export class StorageFull extends Error {
  override name = "StorageFull";
}

const KEY = /^(?:[a-z0-9][a-z0-9._-]*\/)*[a-z0-9][a-z0-9._-]*$/;

/** Opens the store named by an address: `file:` and a folder, made when missing. */
export function openStore(url: string): UploadStore {
  if (!url.startsWith("file:")) throw new Error(`No store for ${url}: it must start with file:`);
  return openFolder(path.resolve(url.slice("file:".length).replace(/^\/\/(?=\/)/, "")));
}

function openFolder(root: string): UploadStore {
  function locate(key: string): string {
    if (!KEY.test(key) || key.length > 200)
      throw new Error(`Not a storage key: ${JSON.stringify(key.slice(0, 80))}`);
    return path.join(root, key);
  }

  async function keep(key: string, stream: Pieces, limitBytes: number, hash?: Hash) {
    const file = locate(key);
    const partial = `${file}.${randomBytes(6).toString("hex")}.part`;
    await fs.promises.mkdir(path.dirname(file), { recursive: true });
    try {
      const size = await writeWhole(partial, stream, { limitBytes, hash });
      await fs.promises.rename(partial, file);
      return { size };
    } catch (error) {
      await fs.promises.rm(partial, { force: true });
      if (isOutOfRoom(error)) throw new StorageFull(`No room for ${key}`, { cause: error });
      throw error;
    }
  }

  return {
    async write(key, stream, { limitBytes }) {
      const hash = createHash("sha256");
      const { size } = await keep(key, stream, limitBytes, hash);
      return { size, sha256: hash.digest("hex") };
    },
    put: (key, stream, { limitBytes }) => keep(key, stream, limitBytes),
    async move(from, to) {
      await fs.promises.mkdir(path.dirname(locate(to)), { recursive: true });
      return fs.promises.rename(locate(from), locate(to)).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === "ENOENT") return false;
          throw error;
        },
      );
    },
    path: locate,
    read: (key) => fs.createReadStream(locate(key), { highWaterMark: 256 * 1024 }),
    size: (key) =>
      fs.promises.stat(locate(key)).then(
        (stat) => stat.size,
        () => null,
      ),
    remove: (key) => fs.promises.rm(locate(key), { force: true }),
    async *list() {
      const entries = await fs.promises
        .readdir(root, { recursive: true, withFileTypes: true })
        .catch(() => [] as fs.Dirent[]);
      for (const entry of entries) {
        const file = path.join(entry.parentPath, entry.name);
        const stat = entry.isFile() ? await fs.promises.stat(file).catch(() => null) : null;
        if (stat) yield { key: path.relative(root, file).split(path.sep).join("/"), modifiedAt: stat.mtime };
      }
    },
  };
}

/** Small pieces are gathered: each write is a trip to another thread and back. */
const GATHERED = 512 * 1024;

async function writeWhole(
  file: string,
  stream: Pieces,
  { limitBytes, hash }: { limitBytes: number; hash: Hash | undefined },
): Promise<number> {
  const handle = await fs.promises.open(file, "wx", 0o600);
  // one is written while the other is filled
  let [gathered, written] = [Buffer.allocUnsafeSlow(GATHERED), Buffer.allocUnsafeSlow(GATHERED)];
  let writing: Promise<void> = Promise.resolve();
  let held = 0;
  let size = 0;
  const put = async (bytes: Uint8Array) => {
    // one call may take less than it was given
    for (let at = 0; at < bytes.byteLength; ) {
      at += (await handle.write(bytes, at, bytes.byteLength - at)).bytesWritten;
    }
  };
  const flush = async () => {
    const bytes = gathered.subarray(0, held);
    hash?.update(bytes);
    await writing;
    writing = put(bytes);
    // told to whoever waits for it next
    writing.catch(() => undefined);
    [gathered, written] = [written, gathered];
    held = 0;
  };
  try {
    for await (const chunk of stream) {
      size += chunk.byteLength;
      if (size > limitBytes) throw new TooLarge(`More than ${limitBytes} bytes`);
      for (let at = 0; at < chunk.byteLength; ) {
        const part = chunk.subarray(at, at + GATHERED - held);
        gathered.set(part, held);
        held += part.byteLength;
        at += part.byteLength;
        if (held === GATHERED) await flush();
      }
    }
    await flush();
    await writing;
  } finally {
    await writing.catch(() => undefined);
    await handle.close();
  }
  return size;
}

function isOutOfRoom(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
}
