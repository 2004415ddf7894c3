import { type Client, FileType, FTPError } from "basic-ftp";
import { createPatientClient } from "./patient-client.server.ts";

export type RemoteEntry = { name: string; kind: "file" | "folder" | "other"; size: number };

/** Reads an account's folders over one connection. Paths start at the account's own root. */
export type FolderReader = {
  /** What a folder holds, hidden files included. Links and devices are `other`: nobody follows them. */
  list(path: string): Promise<RemoteEntry[]>;
  /** Copies one file to a local path, from its beginning. False when the server has no such file, or keeps it. */
  fetch(path: string, localPath: string): Promise<boolean>;
};

/** A reader over connections from `connect`: a cut is tried again with a new one, a refusal (5xx) is final. */
export function createReader(connect: () => Promise<Client>): FolderReader & { close(): void } {
  const { patiently, close } = createPatientClient(connect);

  return {
    async list(path) {
      const entries = await patiently((ftp) => ftp.list(path));
      return entries
        .filter(({ name }) => name !== "." && name !== "..")
        .map(({ name, type, size }) => ({ name, kind: kinds[type] ?? "other", size }));
    },
    async fetch(path, localPath) {
      try {
        await patiently((ftp) => ftp.downloadTo(localPath, path));
        return true;
      } catch (error) {
        if (error instanceof FTPError && [550, 551].includes(error.code)) return false;
        throw error;
      }
    },
    close,
  };
}

const kinds: Partial<Record<FileType, RemoteEntry["kind"]>> = {
  [FileType.File]: "file",
  [FileType.Directory]: "folder",
};
