import { isUtf8 } from "node:buffer";
import fs from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import tar, { type Header } from "tar-stream";
import type { ArchiveEntry } from "./archives.server.ts";
import { type ArchiveLimits, ArchiveRefused } from "./archives.ts";
import { decodeName } from "./entry-encodings.ts";
import { cleanPath, shown } from "./entry-names.ts";

const CHUNK = 256 * 1024;
const HEADER_BYTES = 1024;

/** Walks a TAR.GZ from its beginning. What the reader leaves of a `body` is read past. */
export async function* readTarGz(file: string, limits: ArchiveLimits): AsyncGenerator<ArchiveEntry> {
  // names arrive as their bytes, one character each: they need not be UTF-8
  const options: object = { filenameEncoding: "latin1", allowUnknownFormat: true };
  const extract = tar.extract(options);
  const gunzip = createGunzip({ chunkSize: CHUNK });
  const source = fs.createReadStream(file, { highWaterMark: CHUNK });
  const stop = new AbortController();
  // everything that comes out of the gzip counts, headers and padding too
  const most = limits.unpackedBytes + HEADER_BYTES * (2 * limits.maxFiles + 1000);
  const piped = pipeline(source, gunzip, (chunks) => counted(chunks, most), extract, { signal: stop.signal });
  piped.catch(() => {});
  try {
    for await (const entry of extract) {
      const { name, ...identity } = identify(entry.header);
      yield { name, ...identity, body: () => contentOf(entry as AsyncIterable<Buffer>) };
      entry.resume();
    }
    await piped;
  } catch (cause) {
    throw refusalOf(cause);
  } finally {
    stop.abort();
    await piped.catch(() => {});
  }
}

async function* contentOf(entry: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* entry;
  } catch (cause) {
    throw refusalOf(cause);
  }
}

async function* counted(chunks: AsyncIterable<Buffer>, most: number): AsyncGenerator<Buffer> {
  let total = 0;
  for await (const chunk of chunks) {
    total += chunk.length;
    if (total > most) throw new ArchiveRefused("too-big-unpacked");
    yield chunk;
  }
}

function identify(header: Header) {
  const type: string | null = header.type;
  const pax = header.pax as Record<string, string> | null | undefined;
  const bytes = Buffer.from(header.name, "latin1");
  const raw = pax?.path ? header.name : decodeName(bytes);
  const name = shown(raw);
  if (type === "symlink" || type === "link") throw new ArchiveRefused("link", name);
  if (type === "character-device" || type === "block-device" || type === "fifo") {
    throw new ArchiveRefused("device", name);
  }
  const isSparse = Object.keys(pax ?? {}).some((key) => key.startsWith("GNU.sparse"));
  const isKnown = type === "file" || type === "contiguous-file" || type === "directory";
  if (!isKnown || isSparse) throw new ArchiveRefused("unsupported-type", name);
  const path = cleanPath(raw);
  const isFolder = type === "directory";
  if (!isFolder && path === "") throw new ArchiveRefused("broken", name);
  return { path, name, isFolder, size: header.size ?? 0, isGuessed: !pax?.path && !isUtf8(bytes) };
}

function refusalOf(cause: unknown): unknown {
  if (cause instanceof ArchiveRefused || !(cause instanceof Error)) return cause;
  if ("code" in cause && ["ENOENT", "EACCES", "EIO", "EMFILE"].includes(String(cause.code))) return cause;
  const isCut = /unexpected end/i.test(cause.message);
  return new ArchiveRefused(isCut ? "truncated" : "broken", null, { cause });
}
