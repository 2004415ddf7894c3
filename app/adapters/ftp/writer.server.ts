import { stat } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Client, FTPError } from "basic-ftp";

/** Writes an account's files over one connection. Paths start at the account's own root. */
export type FolderWriter = {
  /** Puts a whole file in the place of what is there, makes its folders, and compares the sizes. Twice, it is the same. */
  put(localPath: string, remotePath: string): Promise<void>;
};

const pausesMs = [200, 1_000, 4_000];

/** A writer over connections from `connect`: a cut is tried again with a new one, a refusal (5xx) is final. */
export function createWriter(connect: () => Promise<Client>): FolderWriter & { close(): void } {
  let client: Client | null = null;
  const made = new Set<string>(["/"]);

  async function patiently(work: (client: Client) => Promise<void>): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        client ??= await connect();
        return await work(client);
      } catch (error) {
        const wait = pausesMs[tries];
        if ((error instanceof FTPError && error.code >= 500) || wait === undefined) throw error;
        client?.close();
        client = null;
        await pause(wait);
      }
    }
  }

  return {
    async put(localPath, remotePath) {
      const { size } = await stat(localPath);
      const folder = path.posix.dirname(remotePath);
      await patiently(async (ftp) => {
        if (!made.has(folder)) {
          await ftp.ensureDir(folder);
          await ftp.cd("/");
          made.add(folder);
        }
        await ftp.uploadFrom(localPath, remotePath);
        const arrived = await ftp.size(remotePath);
        if (arrived !== size) throw new Error(`${arrived} of ${size} bytes of ${remotePath} arrived`);
      });
    },
    close: () => client?.close(),
  };
}
