import type { FileHandle } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { ArchiveRefused } from "./archives.ts";
import { decodeAs, decodeName, guessCodePage } from "./entry-encodings.ts";
import { shown } from "./entry-names.ts";

const END = { signature: 0x06054b50, length: 22, longestComment: 0xffff };
const LOCATOR = { signature: 0x07064b50, length: 20 };
const END_64 = { signature: 0x06064b50, length: 56 };
const CENTRAL = { signature: 0x02014b50, length: 46 };
const LOCAL = { signature: 0x04034b50, length: 30 };
/** A directory this long would hold far more entries than any plan allows. */
const LONGEST_DIRECTORY = 64 * 1024 * 1024;
const IN_EXTRA = 0xffffffff;
/** Names enough to tell their code page by. */
const MOST_JUDGED = 500;

/** One entry as the central directory tells it; sizes and offsets in bytes. */
export type ZipRecord = {
  name: string;
  /** Nothing says which letters the name's bytes mean: they are the likeliest. */
  isGuessed: boolean;
  /** The bytes of the name where `name` is not simply what they spell in UTF-8; null mostly, for very many entries. */
  rawName: Buffer | null;
  flags: number;
  method: number;
  crc: number;
  compressedSize: number;
  size: number;
  offset: number;
  /** Where the next entry, or the directory, begins. */
  end: number;
  /** Type and permission bits, when the archive was made where files have them. */
  unixMode: number;
  isDosFolder: boolean;
};

/**
 * Reads the whole central directory: an archive that points outside itself or lets entries share bytes is refused.
 * Nothing else of it is read; whoever reads an entry compares its local header (`compareLocalHeader`). `prepended` is
 * how many bytes were put before the archive without its being told; the records' offsets count from the file's start.
 */
export async function readZipDirectory(
  file: FileHandle,
  mostEntries: number,
): Promise<{ records: ZipRecord[]; prepended: number }> {
  const { size: fileSize } = await file.stat();
  const end = await findEnd(file, fileSize);
  if (end.count > mostEntries) throw new ArchiveRefused("too-many-files");
  if (end.size > LONGEST_DIRECTORY) throw new ArchiveRefused("too-many-files");
  const prepended = end.position - end.size - end.offset;
  if (prepended < 0) throw new ArchiveRefused("truncated");
  const directory = await readAt(file, end.offset + prepended, end.size);
  const records: ZipRecord[] = [];
  let position = 0;
  while (records.length < end.count) {
    const [record, length] = parseCentral(directory, position);
    record.offset += prepended;
    records.push(record);
    position += length;
  }
  readNames(records);
  if (position !== directory.length) throw new ArchiveRefused("ambiguous");
  setEnds(records, end.offset + prepended);
  return { records, prepended };
}

async function findEnd(file: FileHandle, fileSize: number) {
  const length = Math.min(fileSize, END.length + END.longestComment);
  const tail = await readAt(file, fileSize - length, length);
  let at = tail.length - END.length;
  while (at >= 0 && tail.readUInt32LE(at) !== END.signature) at--;
  if (at < 0) throw new ArchiveRefused("truncated");
  // bytes after the end, or an end inside the comment: two readers could see two archives
  if (at + END.length + tail.readUInt16LE(at + 20) !== tail.length) throw new ArchiveRefused("ambiguous");
  const position = fileSize - length + at;
  const isSplit = tail.readUInt16LE(at + 4) !== 0 || tail.readUInt16LE(at + 6) !== 0;
  const counts = [tail.readUInt16LE(at + 8), tail.readUInt16LE(at + 10)];
  const end = {
    position,
    count: counts[1] ?? 0,
    size: tail.readUInt32LE(at + 12),
    offset: tail.readUInt32LE(at + 16),
  };
  const isLarge = end.count === 0xffff || end.size === IN_EXTRA || end.offset === IN_EXTRA;
  if (isLarge) return findEnd64(file, position);
  if (isSplit || counts[0] !== counts[1]) throw new ArchiveRefused("unsupported-type");
  return end;
}

async function findEnd64(file: FileHandle, endPosition: number) {
  const locatorAt = endPosition - LOCATOR.length;
  const position = locatorAt - END_64.length;
  if (position < 0) throw new ArchiveRefused("broken");
  const bytes = await readAt(file, position, END_64.length + LOCATOR.length);
  const isWhole =
    bytes.readUInt32LE(END_64.length) === LOCATOR.signature && bytes.readUInt32LE(0) === END_64.signature;
  if (!isWhole) throw new ArchiveRefused("broken");
  const end = { size: toNumber(bytes.readBigUInt64LE(40)), offset: toNumber(bytes.readBigUInt64LE(48)) };
  // what was put before the archive moved its parts alike
  if (toNumber(bytes.readBigUInt64LE(END_64.length + 8)) !== end.offset + end.size)
    throw new ArchiveRefused("broken");
  const count = toNumber(bytes.readBigUInt64LE(32));
  if (count !== toNumber(bytes.readBigUInt64LE(24))) throw new ArchiveRefused("unsupported-type");
  return { position, count, ...end };
}

function parseCentral(bytes: Buffer, at: number): [ZipRecord, number] {
  if (at + CENTRAL.length > bytes.length || bytes.readUInt32LE(at) !== CENTRAL.signature) {
    throw new ArchiveRefused("broken");
  }
  const nameEnd = at + CENTRAL.length + bytes.readUInt16LE(at + 28);
  const extraEnd = nameEnd + bytes.readUInt16LE(at + 30);
  const recordEnd = extraEnd + bytes.readUInt16LE(at + 32);
  if (recordEnd > bytes.length) throw new ArchiveRefused("broken");
  const rawName = bytes.subarray(at + CENTRAL.length, nameEnd);
  const extra = readExtra(bytes.subarray(nameEnd, extraEnd));
  const attributes = bytes.readUInt32LE(at + 38);
  const name = unicodeName(extra.get(0x7075), rawName) || decodeAs("utf-8", rawName);
  const record: ZipRecord = {
    name: name ?? "",
    isGuessed: name === null,
    rawName: rawName.equals(Buffer.from(name ?? "")) ? null : rawName,
    flags: bytes.readUInt16LE(at + 8),
    method: bytes.readUInt16LE(at + 10),
    crc: bytes.readUInt32LE(at + 16),
    compressedSize: bytes.readUInt32LE(at + 20),
    size: bytes.readUInt32LE(at + 24),
    offset: bytes.readUInt32LE(at + 42),
    end: 0,
    unixMode: attributes >>> 16,
    isDosFolder: (attributes & 0x10) !== 0,
  };
  takeLargeSizes(record, extra.get(1));
  return [record, recordEnd - at];
}

function readExtra(bytes: Buffer): Map<number, Buffer> {
  const fields = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= bytes.length; ) {
    const end = at + 4 + bytes.readUInt16LE(at + 2);
    if (end > bytes.length) throw new ArchiveRefused("broken");
    fields.set(bytes.readUInt16LE(at), bytes.subarray(at + 4, end));
    at = end;
  }
  return fields;
}

/** Info-ZIP's "Unicode Path" field counts only while the plain name is the one it was made for. */
function unicodeName(field: Buffer | undefined, rawName: Buffer): string | null {
  if (!field || field.length < 6 || field[0] !== 1 || field.readUInt32LE(1) !== crc32(rawName)) return null;
  return decodeAs("utf-8", field.subarray(5));
}

/** Names that no field spells out and that are no UTF-8: all in one code page, judged together. */
function readNames(records: ZipRecord[]): void {
  const unclear = records.filter(({ isGuessed }) => isGuessed);
  if (unclear.length === 0) return;
  const page = guessCodePage(unclear.slice(0, MOST_JUDGED).map(rawNameOf));
  for (const record of unclear) {
    const bytes = rawNameOf(record);
    record.name = decodeAs(page, bytes) ?? decodeAs("cp437", bytes) ?? "";
  }
}

function takeLargeSizes(record: ZipRecord, field: Buffer | undefined): void {
  let at = 0;
  for (const name of ["size", "compressedSize", "offset"] as const) {
    if (record[name] !== IN_EXTRA) continue;
    if (!field || at + 8 > field.length)
      throw new ArchiveRefused("broken", shown(decodeName(rawNameOf(record))));
    record[name] = toNumber(field.readBigUInt64LE(at));
    at += 8;
  }
}

function setEnds(records: ZipRecord[], directoryOffset: number): void {
  let after: ZipRecord | null = null;
  for (const record of [...records].sort((a, b) => b.offset - a.offset)) {
    record.end = after?.offset ?? directoryOffset;
    const least = record.offset + localHeaderLength(record) + record.compressedSize;
    if (least > directoryOffset) throw new ArchiveRefused("truncated", shown(record.name));
    if (after && least > after.offset) throw new ArchiveRefused("overlapping", shown(after.name));
    after = record;
  }
}

/** As long as it is before the fields whose length it tells. */
export function localHeaderLength({ name, rawName }: ZipRecord): number {
  return LOCAL.length + (rawName?.length ?? Buffer.byteLength(name));
}

const rawNameOf = ({ name, rawName }: ZipRecord) => rawName ?? Buffer.from(name);

/**
 * Where in the file the entry's bytes begin, told by its local header. Throws `ArchiveRefused` for a header that tells
 * another story than the directory, or an entry that reaches into the next one.
 */
export function compareLocalHeader(header: Buffer, record: ZipRecord): number {
  if (!agrees(header, record)) throw new ArchiveRefused("ambiguous", shown(record.name));
  const start = record.offset + header.length + header.readUInt16LE(28);
  if (start + record.compressedSize > record.end) throw new ArchiveRefused("overlapping", shown(record.name));
  return start;
}

/** The local header may leave sizes and checksum to the data descriptor (bit 3), or to its extra field; never say others. */
function agrees(header: Buffer, record: ZipRecord): boolean {
  const isLater = (record.flags & 8) !== 0;
  const says = (at: number, value: number) => {
    const told = header.readUInt32LE(at);
    return told === value || (isLater && told === 0) || (at !== 14 && told === IN_EXTRA);
  };
  return (
    header.readUInt32LE(0) === LOCAL.signature &&
    // encrypted, sizes later
    (header.readUInt16LE(6) & 0x09) === (record.flags & 0x09) &&
    header.readUInt16LE(8) === record.method &&
    says(14, record.crc) &&
    says(18, record.compressedSize) &&
    says(22, record.size) &&
    header.readUInt16LE(26) === header.length - LOCAL.length &&
    header.subarray(LOCAL.length).equals(rawNameOf(record))
  );
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead !== length) throw new ArchiveRefused("truncated");
  return buffer;
}

function toNumber(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new ArchiveRefused("broken");
  return Number(value);
}
