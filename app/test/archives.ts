import { crc32, deflateRawSync, gzipSync } from "node:zlib";

/** One entry of a ZIP as it is written, byte for byte: every field may lie. */
export type ZipPart = {
  name: string | Buffer;
  content?: Buffer | string;
  method?: number;
  flags?: number;
  /** Unix type and mode, as in `0o120777`. */
  mode?: number;
  crc?: number;
  size?: number;
  compressedSize?: number;
  /** What the local header says instead. */
  local?: { name?: string | Buffer; size?: number; compressedSize?: number; method?: number; crc?: number };
  extra?: Buffer;
  /** Points at another entry's local header. */
  offset?: number;
  /** What lies behind the data: a data descriptor, as a rule. */
  after?: Buffer;
};

/** Writes a ZIP without asking whether it makes sense. */
export function rawZip(
  parts: ZipPart[],
  end: { count?: number; size?: number; offset?: number; comment?: Buffer; isZip64?: boolean } = {},
) {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let position = 0;
  for (const part of parts) {
    const entry = describe(part);
    const local = Buffer.concat([localHeader(entry, part), entry.data, part.after ?? Buffer.alloc(0)]);
    locals.push(local);
    centrals.push(centralRecord(entry, part, part.offset ?? position));
    position += local.length;
  }
  const directory = Buffer.concat(centrals);
  const tail = Buffer.alloc(22);
  tail.writeUInt32LE(0x06054b50, 0);
  tail.writeUInt16LE(end.count ?? parts.length, 8);
  tail.writeUInt16LE(end.count ?? parts.length, 10);
  tail.writeUInt32LE(end.size ?? directory.length, 12);
  tail.writeUInt32LE(end.offset ?? position, 16);
  tail.writeUInt16LE(end.comment?.length ?? 0, 20);
  if (end.isZip64) tail.fill(0xff, 8, 20);
  const large = end.isZip64 ? end64(parts.length, directory.length, position) : Buffer.alloc(0);
  return Buffer.concat([...locals, directory, large, tail, end.comment ?? Buffer.alloc(0)]);
}

/** ZIP64's end of the directory and its locator. */
function end64(count: number, size: number, offset: number): Buffer {
  const bytes = Buffer.alloc(76);
  bytes.writeUInt32LE(0x06064b50, 0);
  bytes.writeBigUInt64LE(44n, 4);
  for (const at of [24, 32]) bytes.writeBigUInt64LE(BigInt(count), at);
  bytes.writeBigUInt64LE(BigInt(size), 40);
  bytes.writeBigUInt64LE(BigInt(offset), 48);
  bytes.writeUInt32LE(0x07064b50, 56);
  bytes.writeBigUInt64LE(BigInt(offset + size), 64);
  bytes.writeUInt32LE(1, 72);
  return bytes;
}

/** A part whose sizes are in ZIP64's extra field. */
export function largePart(name: string, content: string): ZipPart {
  const extra = Buffer.alloc(20);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(16, 2);
  for (const at of [4, 12]) extra.writeBigUInt64LE(BigInt(Buffer.byteLength(content)), at);
  return { name, content, method: 0, size: 0xffffffff, compressedSize: 0xffffffff, extra };
}

/** A part written as a stream: its sizes follow the data, with or without the descriptor's signature. */
export function streamedPart(name: string, content: string, hasSignature = true): ZipPart {
  const data = deflateRawSync(Buffer.from(content));
  const after = Buffer.alloc(16);
  after.writeUInt32LE(0x08074b50, 0);
  after.writeUInt32LE(crc32(content), 4);
  after.writeUInt32LE(data.length, 8);
  after.writeUInt32LE(Buffer.byteLength(content), 12);
  const local = { crc: 0, size: 0, compressedSize: 0 };
  return { name, content, flags: 0x0808, local, after: hasSignature ? after : after.subarray(4) };
}

/** An ordinary ZIP: path to content. */
export function zipOf(files: Record<string, string | Buffer>, method = 8): Buffer {
  return rawZip(Object.entries(files).map(([name, content]) => ({ name, content, method })));
}

function describe(part: ZipPart) {
  const content = Buffer.from(part.content ?? "");
  const method = part.method ?? 8;
  const data = method === 8 ? deflateRawSync(content) : content;
  const name = Buffer.from(part.name as string);
  return {
    name: Buffer.isBuffer(part.name) ? part.name : name,
    data,
    method,
    flags: part.flags ?? (Buffer.isBuffer(part.name) ? 0 : 0x0800),
    crc: part.crc ?? crc32(content),
    size: part.size ?? content.length,
    compressedSize: part.compressedSize ?? data.length,
    extra: part.extra ?? Buffer.alloc(0),
  };
}

type Described = ReturnType<typeof describe>;

function localHeader(entry: Described, { local = {} }: ZipPart): Buffer {
  const name = local.name === undefined ? entry.name : Buffer.from(local.name as string);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(entry.flags, 6);
  header.writeUInt16LE(local.method ?? entry.method, 8);
  header.writeUInt32LE(local.crc ?? entry.crc, 14);
  header.writeUInt32LE(local.compressedSize ?? entry.compressedSize, 18);
  header.writeUInt32LE(local.size ?? entry.size, 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(entry.extra.length, 28);
  return Buffer.concat([header, name, entry.extra]);
}

function centralRecord(entry: Described, { mode }: ZipPart, offset: number): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(mode === undefined ? 20 : (3 << 8) | 20, 4);
  header.writeUInt16LE(20, 6);
  header.writeUInt16LE(entry.flags, 8);
  header.writeUInt16LE(entry.method, 10);
  header.writeUInt32LE(entry.crc, 16);
  header.writeUInt32LE(entry.compressedSize, 20);
  header.writeUInt32LE(entry.size, 24);
  header.writeUInt16LE(entry.name.length, 28);
  header.writeUInt16LE(entry.extra.length, 30);
  header.writeUInt32LE(((mode ?? 0) << 16) >>> 0, 38);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, entry.name, entry.extra]);
}

/** Info-ZIP's extra field with the real name of an entry. */
export function unicodePath(rawName: Buffer, name: string): Buffer {
  const body = Buffer.concat([Buffer.from([1]), Buffer.alloc(4), Buffer.from(name)]);
  body.writeUInt32LE(crc32(rawName), 1);
  const head = Buffer.alloc(4);
  head.writeUInt16LE(0x7075, 0);
  head.writeUInt16LE(body.length, 2);
  return Buffer.concat([head, body]);
}

export type TarPart = {
  name: string | Buffer;
  content?: string | Buffer;
  type?: string;
  link?: string;
  size?: number;
  /** The folder, where ustar has a field for it. */
  prefix?: string;
  /** As tar wrote before ustar. */
  isOld?: boolean;
};

/** Writes a tar stream; `type` is the letter in the header (`0` file, `2` symlink, `x` PAX, `L` long name). */
export function rawTar(parts: TarPart[]): Buffer {
  const blocks = parts.flatMap((part) => {
    const content = Buffer.from((part.content ?? "") as string);
    return [tarHeader(part, content), content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** An ordinary TAR.GZ: path to content. */
export function tarGzOf(files: Record<string, string | Buffer>): Buffer {
  return gzipSync(rawTar(Object.entries(files).map(([name, content]) => ({ name, content }))));
}

/** One record of a PAX header: its length counts itself. */
export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(rest) + 1;
  while (Buffer.byteLength(`${length}${rest}`) !== length) length++;
  return `${length}${rest}`;
}

function tarHeader(
  { name, type = "0", link = "", size, prefix = "", isOld }: TarPart,
  content: Buffer,
): Buffer {
  const header = Buffer.alloc(512);
  (Buffer.isBuffer(name) ? name : Buffer.from(name)).copy(header, 0, 0, 100);
  header.write("0000644\0", 100);
  header.write("0000000\0", 108);
  header.write("0000000\0", 116);
  header.write(`${(size ?? content.length).toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write(type, 156);
  header.write(link, 157);
  if (!isOld) header.write("ustar\x0000", 257, "latin1");
  header.write(prefix, 345);
  header.fill(" ", 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}
