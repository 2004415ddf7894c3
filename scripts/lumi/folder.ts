import { opendir } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import yazl from "yazl";
import { dropReason } from "#app/domain/hosting/archives/entry-rules.ts";

export type LeftOut = { path: string; reason: "junk" | "secret" | "link" };
export type Listing = { files: string[]; leftOut: LeftOut[] };

/** The files of a folder as they go up, by their path in it, sorted; and what stays behind, by the server's own list. */
export async function listFolder(folder: string): Promise<Listing> {
  const found: Listing = { files: [], leftOut: [] };
  await walk(folder, "", found);
  found.files.sort();
  found.leftOut.sort((one, other) => (one.path < other.path ? -1 : 1));
  return found;
}

async function walk(folder: string, prefix: string, found: Listing): Promise<void> {
  for await (const entry of await opendir(path.join(folder, prefix))) {
    const name = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    const reason = dropReason(entry.isDirectory() ? `${name}/x` : name);
    if (reason) found.leftOut.push({ path: name, reason });
    else if (entry.isDirectory()) await walk(folder, name, found);
    else if (entry.isFile()) found.files.push(name);
    else found.leftOut.push({ path: name, reason: "link" });
  }
}

/** A ZIP of these files, made while it is read. */
export function zipOfFolder(folder: string, files: readonly string[]): Readable {
  const zip = new yazl.ZipFile();
  const output = zip.outputStream as Readable;
  zip.on("error", (error: Error) => output.destroy(error));
  for (const file of files) zip.addFile(path.join(folder, file), file, { mode: 0o100644 });
  zip.end();
  return output;
}
