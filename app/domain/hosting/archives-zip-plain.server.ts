import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createInflateRaw } from "node:zlib";
import type { ZipRecord } from "./archives-zip-directory.server.ts";

const LOCAL_HEADER = 30;
const DEFLATED = 8;

/**
 * Reads entries where the directory's record says, whatever lies before the archive: node-stream-zip cannot find the
 * entries of a ZIP that something was put in front of. Checks nothing; the caller compares size and checksum.
 */
export async function openPlainZip(path: string) {
  const file = await open(path, "r");
  return {
    close: () => file.close(),
    async *content(record: ZipRecord): AsyncGenerator<Buffer> {
      const start = await dataStart(file, record);
      if (record.compressedSize === 0) return;
      const end = start + record.compressedSize - 1;
      const source = createReadStream(path, { start, end });
      if (record.method !== DEFLATED) return yield* source as AsyncIterable<Buffer>;
      const inflate = createInflateRaw();
      const piped = pipeline(source, inflate);
      piped.catch(() => {});
      try {
        yield* inflate as AsyncIterable<Buffer>;
        await piped;
      } finally {
        inflate.destroy();
        source.destroy();
        await piped.catch(() => {});
      }
    },
  };
}

async function dataStart(file: FileHandle, record: ZipRecord): Promise<number> {
  const header = Buffer.alloc(LOCAL_HEADER);
  await file.read(header, 0, LOCAL_HEADER, record.offset);
  return record.offset + LOCAL_HEADER + header.readUInt16LE(26) + header.readUInt16LE(28);
}
