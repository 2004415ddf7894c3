import { stat } from "node:fs/promises";
import path from "node:path";
import type { Client } from "basic-ftp";
import { createPatientClient } from "./patient-client.server.ts";

/** Writes an account's files over one connection. Paths start at the account's own root. */
export type FolderWriter = {
  /** Puts a whole file in the place of what is there, makes its folders, and compares the sizes. Twice, it is the same. */
  put(localPath: string, remotePath: string): Promise<void>;
};

/** A writer over connections from `connect`: a cut is tried again with a new one, a refusal (5xx) is final. */
export function createWriter(connect: () => Promise<Client>): FolderWriter & { close(): void } {
  const { patiently, close } = createPatientClient(connect);
  const made = new Set<string>(["/"]);

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
    close,
  };
}
