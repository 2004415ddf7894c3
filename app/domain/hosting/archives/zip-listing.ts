import { ArchiveRefused } from "./archives.ts";
import { shown } from "./entry-names.ts";
import type { ZipEntryFacts } from "./zip-entries.ts";

const END = { signature: 0x06054b50, length: 22, longestComment: 0xffff };
const LOCATOR = { signature: 0x07064b50, length: 20 };
const END_64 = { signature: 0x06064b50, length: 56 };
const CENTRAL = { signature: 0x02014b50, length: 46 };
const LONGEST_DIRECTORY = 64 * 1024 * 1024;
const IN_EXTRA = 0xffffffff;
const MOST_JUDGED = 500;

/** A file of which any part can be read, on a server or in a browser. Bytes from `start` up to, not with, `end`. */
export type ReadableFile = { size: number; read: (start: number, end: number) => Promise<ArrayBuffer> };

/**
 * The entries of a ZIP by its central directory alone: a few kilobytes of the file's end are read, whatever its size.
 * Throws `ArchiveRefused` where the directory itself is not in order. What stands before each entry's bytes is not
 * looked at: whether it agrees is for the server to see.
 */
export async function listZip(file: ReadableFile, mostEntries: number): Promise<ZipEntryFacts[]> {
  const end = await findEnd(file);
  if (end.count > mostEntries || end.size > LONGEST_DIRECTORY) throw new ArchiveRefused("too-many-files");
  const start = end.position - end.size;
  if (start - end.offset < 0) throw new ArchiveRefused("truncated");
  const directory = new DataView(await file.read(start, end.position));
  const records: Listed[] = [];
  let position = 0;
  while (records.length < end.count) {
    const [record, length] = parseCentral(directory, position);
    records.push(record);
    position += length;
  }
  await nameThem(records);
  if (position !== directory.byteLength) throw new ArchiveRefused("ambiguous");
  return records;
}

type Listed = ZipEntryFacts & { rawName: Uint8Array };

async function findEnd(file: ReadableFile) {
  const length = Math.min(file.size, END.length + END.longestComment);
  const tail = new DataView(await file.read(file.size - length, file.size));
  let at = length - END.length;
  while (at >= 0 && tail.getUint32(at, true) !== END.signature) at--;
  if (at < 0) throw new ArchiveRefused("truncated");
  const two = (field: number) => tail.getUint16(at + field, true);
  const four = (field: number) => tail.getUint32(at + field, true);
  if (at + END.length + two(20) !== length) throw new ArchiveRefused("ambiguous");
  const position = file.size - length + at;
  const end = { position, count: two(10), size: four(12), offset: four(16) };
  if (end.count === 0xffff || end.size === IN_EXTRA || end.offset === IN_EXTRA)
    return findEnd64(file, position);
  if (two(4) !== 0 || two(6) !== 0 || two(8) !== end.count) throw new ArchiveRefused("unsupported-type");
  return end;
}

async function findEnd64(file: ReadableFile, endPosition: number) {
  const position = endPosition - LOCATOR.length - END_64.length;
  if (position < 0) throw new ArchiveRefused("broken");
  const bytes = new DataView(await file.read(position, endPosition));
  const [size, offset] = [eight(bytes, 40), eight(bytes, 48)];
  const isWhole =
    bytes.getUint32(END_64.length, true) === LOCATOR.signature &&
    bytes.getUint32(0, true) === END_64.signature &&
    eight(bytes, END_64.length + 8) === offset + size;
  if (!isWhole) throw new ArchiveRefused("broken");
  const count = eight(bytes, 32);
  if (count !== eight(bytes, 24)) throw new ArchiveRefused("unsupported-type");
  return { position, count, size, offset };
}

function parseCentral(bytes: DataView, at: number): [Listed, number] {
  if (at + CENTRAL.length > bytes.byteLength || bytes.getUint32(at, true) !== CENTRAL.signature) {
    throw new ArchiveRefused("broken");
  }
  const two = (field: number) => bytes.getUint16(at + field, true);
  const four = (field: number) => bytes.getUint32(at + field, true);
  const nameEnd = at + CENTRAL.length + two(28);
  const extraEnd = nameEnd + two(30);
  const recordEnd = extraEnd + two(32);
  if (recordEnd > bytes.byteLength) throw new ArchiveRefused("broken");
  const part = (from: number, to: number) => new Uint8Array(bytes.buffer, from, to - from);
  const rawName = part(at + CENTRAL.length, nameEnd);
  const extra = readExtra(part(nameEnd, extraEnd));
  const attributes = four(38);
  const record: Listed = {
    name: unicodeName(extra.get(0x7075), rawName) ?? "",
    isGuessed: false,
    rawName,
    flags: two(8),
    method: two(10),
    compressedSize: four(20),
    size: four(24),
    unixMode: attributes >>> 16,
    isDosFolder: (attributes & 0x10) !== 0,
  };
  const large = extra.get(1);
  let next = 0;
  for (const name of ["size", "compressedSize"] as const) {
    if (record[name] !== IN_EXTRA) continue;
    const entry = utf8(rawName);
    if (!large || next + 8 > large.byteLength) throw new ArchiveRefused("broken", entry && shown(entry));
    record[name] = eight(large, next);
    next += 8;
  }
  return [record, recordEnd - at];
}

function readExtra(bytes: Uint8Array): Map<number, DataView> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields = new Map<number, DataView>();
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = view.getUint16(at + 2, true);
    if (at + 4 + length > bytes.length) throw new ArchiveRefused("broken");
    fields.set(view.getUint16(at, true), new DataView(bytes.buffer, bytes.byteOffset + at + 4, length));
    at += 4 + length;
  }
  return fields;
}

/** Info-ZIP's "Unicode Path" field counts only while the plain name is the one it was made for. */
function unicodeName(field: DataView | undefined, rawName: Uint8Array): string | null {
  if (!field || field.byteLength < 6 || field.getUint8(0) !== 1) return null;
  if (field.getUint32(1, true) !== crc32(rawName)) return null;
  return utf8(new Uint8Array(field.buffer, field.byteOffset + 5, field.byteLength - 5));
}

/** UTF-8 where the bytes are; the rest all in one code page, and what tells which is loaded only for them. */
async function nameThem(records: Listed[]): Promise<void> {
  const unclear: Listed[] = [];
  for (const record of records) {
    if (record.name) continue;
    const name = utf8(record.rawName);
    if (name === null) unclear.push(record);
    else record.name = name;
  }
  if (unclear.length === 0) return;
  const { decodeAs, guessCodePage } = await import("./entry-encodings.ts");
  const page = guessCodePage(unclear.slice(0, MOST_JUDGED).map(({ rawName }) => rawName));
  for (const record of unclear) {
    record.name = decodeAs(page, record.rawName) ?? decodeAs("cp437", record.rawName) ?? "";
    record.isGuessed = true;
  }
}

/** Null when the bytes are not text in UTF-8. */
function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

function eight(bytes: DataView, at: number): number {
  const value = Number(bytes.getBigUint64(at, true));
  if (value > Number.MAX_SAFE_INTEGER) throw new ArchiveRefused("broken");
  return value;
}
