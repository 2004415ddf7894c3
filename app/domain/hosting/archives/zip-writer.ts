import { gatherBytes } from "./gathered-bytes.ts";

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
/** Made by a Unix system, by the rules of version 4.5. */
const MADE_BY = (3 << 8) | 45;
const UTF8 = 1 << 11;
const REGULAR_644 = (0o100644 << 16) >>> 0;
const IN_EXTRA = 0xffffffff;

/** One file of a ZIP, its checksum and sizes known before its first byte is written. */
export type ZipFile = {
  path: string;
  /** 0 is stored, 8 is deflated. */
  method: 0 | 8;
  crc: number;
  /** Bytes in the archive, and bytes once unpacked. */
  packedSize: number;
  size: number;
};

/**
 * The headers of a ZIP of regular files with UTF-8 names and mode 0644, all dated `date`. Write `begin(file)` and then
 * the file's packed bytes, for each file; `end()` comes last. Large archives get the ZIP64 fields.
 */
export function createZipWriter(date: Date) {
  const directory = gatherBytes();
  const stamp = stampOf(date);
  let count = 0;
  let offset = 0;
  return {
    begin(file: ZipFile): Buffer {
      const header = localHeader(file, stamp);
      directory.add(centralRecord({ ...file, offset }, stamp));
      count++;
      offset += header.length + file.packedSize;
      return header;
    },
    *end(): Generator<Buffer> {
      const records = directory.all();
      yield* records;
      const length = records.reduce((sum, bytes) => sum + bytes.length, 0);
      yield endRecords({ count, start: offset, length });
    },
  };
}

type Stamp = { dos: number; unix: Buffer };

/** The DOS date has no time zone; the Unix one, which every unpacker of today prefers, has. */
function stampOf(date: Date): Stamp {
  const day =
    (Math.max(0, date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate();
  const time = (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >>> 1);
  const unix = Buffer.alloc(9);
  unix.write("UT", "latin1");
  unix.writeUInt16LE(5, 2);
  unix.writeUInt8(1, 4);
  unix.writeUInt32LE(Math.floor(date.getTime() / 1000), 5);
  return { dos: ((day << 16) | time) >>> 0, unix };
}

function largeField(values: number[]): Buffer {
  if (values.length === 0) return Buffer.alloc(0);
  const field = Buffer.alloc(4 + 8 * values.length);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(8 * values.length, 2);
  for (const [index, value] of values.entries()) field.writeBigUInt64LE(BigInt(value), 4 + 8 * index);
  return field;
}

function localHeader(file: ZipFile, { dos, unix }: Stamp): Buffer {
  const name = Buffer.from(file.path);
  const isLarge = file.size >= IN_EXTRA || file.packedSize >= IN_EXTRA;
  const extra = Buffer.concat([unix, largeField(isLarge ? [file.size, file.packedSize] : [])]);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(LOCAL, 0);
  header.writeUInt16LE(isLarge ? 45 : 20, 4);
  header.writeUInt16LE(UTF8, 6);
  header.writeUInt16LE(file.method, 8);
  header.writeUInt32LE(dos, 10);
  header.writeUInt32LE(file.crc, 14);
  header.writeUInt32LE(isLarge ? IN_EXTRA : file.packedSize, 18);
  header.writeUInt32LE(isLarge ? IN_EXTRA : file.size, 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra]);
}

function centralRecord(file: ZipFile & { offset: number }, { dos, unix }: Stamp): Buffer {
  const name = Buffer.from(file.path);
  const numbers = [file.size, file.packedSize, file.offset];
  const extra = Buffer.concat([unix, largeField(numbers.filter((value) => value >= IN_EXTRA))]);
  const [size, packedSize, offset] = numbers.map((value) => Math.min(value, IN_EXTRA));
  const record = Buffer.alloc(46);
  record.writeUInt32LE(CENTRAL, 0);
  record.writeUInt16LE(MADE_BY, 4);
  record.writeUInt16LE(numbers.some((value) => value >= IN_EXTRA) ? 45 : 20, 6);
  record.writeUInt16LE(UTF8, 8);
  record.writeUInt16LE(file.method, 10);
  record.writeUInt32LE(dos, 12);
  record.writeUInt32LE(file.crc, 16);
  record.writeUInt32LE(packedSize ?? 0, 20);
  record.writeUInt32LE(size ?? 0, 24);
  record.writeUInt16LE(name.length, 28);
  record.writeUInt16LE(extra.length, 30);
  record.writeUInt32LE(REGULAR_644, 38);
  record.writeUInt32LE(offset ?? 0, 42);
  return Buffer.concat([record, name, extra]);
}

function endRecords({ count, start, length }: { count: number; start: number; length: number }): Buffer {
  const isLarge = count >= 0xffff || start >= IN_EXTRA || length >= IN_EXTRA;
  const large = Buffer.alloc(isLarge ? 76 : 0);
  if (isLarge) {
    large.writeUInt32LE(END_64, 0);
    large.writeBigUInt64LE(44n, 4);
    large.writeUInt16LE(MADE_BY, 12);
    large.writeUInt16LE(45, 14);
    large.writeBigUInt64LE(BigInt(count), 24);
    large.writeBigUInt64LE(BigInt(count), 32);
    large.writeBigUInt64LE(BigInt(length), 40);
    large.writeBigUInt64LE(BigInt(start), 48);
    large.writeUInt32LE(LOCATOR_64, 56);
    large.writeBigUInt64LE(BigInt(start + length), 64);
    large.writeUInt32LE(1, 72);
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(isLarge ? 0xffff : count, 8);
  end.writeUInt16LE(isLarge ? 0xffff : count, 10);
  end.writeUInt32LE(isLarge ? IN_EXTRA : length, 12);
  end.writeUInt32LE(isLarge ? IN_EXTRA : start, 16);
  return Buffer.concat([large, end]);
}
