import { createReadStream } from "node:fs";
import { posix } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import tar from "tar-stream";
import type { EntryWriter } from "./unzip.ts";

/** Hands every entry of a TAR.GZ to `write`, up to the place where it cannot be read any more. */
export async function readTar(file: string, write: EntryWriter): Promise<"tried"> {
  const extract = tar.extract();
  const reading = pipeline(createReadStream(file), createGunzip(), extract).catch(() => undefined);
  try {
    for await (const entry of extract) {
      const { name, type, linkname } = entry.header;
      if (type === "directory") await write({ kind: "folder", name });
      else if ((type === "symlink" || type === "link") && linkname) {
        // A hard link names its target from the archive's top, a symbolic one from where it lies.
        const target = type === "link" ? posix.relative(posix.dirname(name), linkname) : linkname;
        await write({ kind: "link", name, target });
      } else if (type === "file" || type === "contiguous-file") {
        await write({ kind: "file", name, open: async () => entry as unknown as Readable });
      }
      entry.resume();
    }
  } catch {
    return "tried";
  } finally {
    await reading;
  }
  return "tried";
}
