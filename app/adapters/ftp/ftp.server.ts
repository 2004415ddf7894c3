import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { Writable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { type Client, FTPError } from "basic-ftp";
import {
  connect,
  type TransferAddress,
  TransferFailed,
  TransferLoginRefused,
  TransferUntrusted,
} from "./connect.server.ts";
import { createReader, type FolderReader } from "./reader.server.ts";
import { createWriter, type FolderWriter } from "./writer.server.ts";

export { type TransferAddress, TransferFailed, TransferLoginRefused } from "./connect.server.ts";

/** All the rest of the app knows about an FTP account. Paths start at the account's own root. */
export type FileTransfer = {
  /** Whether the account can log in; throws TransferFailed when the server does not answer at all. */
  canLogIn(): Promise<boolean>;
  /** Makes a folder with its parents; one that exists is left alone. */
  makeFolder(path: string): Promise<void>;
  /**
   * Sends a file and compares the sizes. What is already there is taken for the beginning of the same file, so that
   * a cut, or a second call, continues. Returns how many connections it took. `onProgress` is told bytes in all.
   */
  send(
    localPath: string,
    remotePath: string,
    onProgress?: (bytes: number) => void,
  ): Promise<{ tries: number }>;
  /** Deletes one file; a missing one counts as deleted. */
  remove(path: string): Promise<void>;
  /** Deletes files, then folders that are empty, over one connection; missing ones count as deleted. */
  removeAll(what: { files: string[]; folders: string[] }): Promise<void>;
  /** Reads files back: SHA-256 (hex) of each, or null where there is no such file. */
  hashesOf(paths: string[]): Promise<Map<string, string | null>>;
  /** Does `work` with a reader of the account's folders; throws TransferFailed when the server cuts it too often. */
  reading<T>(work: (reader: FolderReader) => Promise<T>): Promise<T>;
  /** Does `work` with a writer of the account's folders; throws TransferFailed when the server cuts it too often. */
  writing<T>(work: (writer: FolderWriter) => Promise<T>): Promise<T>;
};

/** Pauses between tries, after which the cut is final. */
const pausesMs = [200, 1_000, 4_000, 10_000];

/** An FTP account; nothing is connected before a method is called, and each call ends its own connection. */
export function createTransfer(address: TransferAddress): FileTransfer {
  async function connected<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = await connect(address);
    try {
      return await work(client);
    } finally {
      client.close();
    }
  }

  /** A cut is tried again with growing pauses; a refusal (5xx) is final at once. */
  async function patiently<T>(what: string, work: (client: Client) => Promise<T>) {
    for (let tries = 1; ; tries++) {
      try {
        return { value: await connected(work), tries };
      } catch (cause) {
        const isFinal =
          cause instanceof TransferLoginRefused || (cause instanceof FTPError && cause.code >= 500);
        const wait = pausesMs[tries - 1];
        if (cause instanceof TransferLoginRefused || cause instanceof TransferUntrusted) throw cause;
        if (isFinal || wait === undefined)
          throw new TransferFailed(`${what} failed: ${reasonOf(cause)}`, { cause });
        await pause(wait);
      }
    }
  }

  return {
    async canLogIn() {
      const { value } = await patiently("Logging in", async () => true).catch((error: unknown) => {
        if (error instanceof TransferLoginRefused) return { value: false };
        throw error;
      });
      return value;
    },
    async makeFolder(path) {
      await patiently(`Making ${path}`, (client) => client.ensureDir(path));
    },
    async send(localPath, remotePath, onProgress) {
      const { size } = await stat(localPath);
      const { tries } = await patiently(`Sending ${remotePath}`, async (client) => {
        client.trackProgress(({ bytesOverall }) => onProgress?.(start + bytesOverall));
        const there = await sizeOf(client, remotePath);
        const start = there !== null && there <= size ? there : 0;
        if (there === null || there > size) await client.uploadFrom(localPath, remotePath);
        else if (there < size) await client.appendFrom(localPath, remotePath, { localStart: there });
        client.trackProgress();
        const arrived = await sizeOf(client, remotePath);
        if (arrived !== size) throw new Error(`${arrived} of ${size} bytes arrived`);
      });
      onProgress?.(size);
      return { tries };
    },
    async remove(path) {
      await patiently(`Deleting ${path}`, async (client) => {
        if ((await sizeOf(client, path)) !== null) await client.remove(path);
      });
    },
    async removeAll({ files, folders }) {
      await patiently("Deleting files", async (client) => {
        for (const path of files) if ((await sizeOf(client, path)) !== null) await client.remove(path);
        for (const path of folders) {
          await client.removeEmptyDir(path).catch((error: unknown) => {
            // already gone; one that is not empty shows when everything is counted
            if (!(error instanceof FTPError && error.code === 550)) throw error;
          });
        }
      });
    },
    async hashesOf(paths) {
      const found = new Map<string, string | null>();
      await patiently("Reading files back", async (client) => {
        for (const path of paths) if (!found.has(path)) found.set(path, await hashOf(client, path));
      });
      return found;
    },
    async writing(work) {
      const writer = createWriter(() => connect(address));
      const guarded: FolderWriter = {
        put: (from, to) =>
          writer.put(from, to).catch((cause: unknown) => {
            throw new TransferFailed(`Putting ${to} failed: ${reasonOf(cause)}`, { cause });
          }),
      };
      try {
        return await work(guarded);
      } finally {
        writer.close();
      }
    },
    async reading(work) {
      const reader = createReader(() => connect(address));
      const said = (cause: unknown) => new TransferFailed(`Reading failed: ${reasonOf(cause)}`, { cause });
      const guarded: FolderReader = {
        list: (path) => reader.list(path).catch((cause: unknown) => Promise.reject(said(cause))),
        fetch: (path, to) => reader.fetch(path, to).catch((cause: unknown) => Promise.reject(said(cause))),
      };
      try {
        return await work(guarded);
      } finally {
        reader.close();
      }
    },
  };
}

/** 550 is both "no such file" and "that is a folder". */
async function sizeOf(client: Client, path: string): Promise<number | null> {
  return client.size(path).catch((error: unknown) => {
    if (error instanceof FTPError && error.code === 550) return null;
    throw error;
  });
}

async function hashOf(client: Client, path: string): Promise<string | null> {
  const hash = createHash("sha256");
  const sink = new Writable({
    write(piece: Buffer, _encoding, next) {
      hash.update(piece);
      next();
    },
  });
  try {
    await client.downloadTo(sink, path);
  } catch (error) {
    // asked only now: nearly always it is there
    if (error instanceof FTPError && error.code >= 500 && (await sizeOf(client, path)) === null) return null;
    throw error;
  }
  return hash.digest("hex");
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
