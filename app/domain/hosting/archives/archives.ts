/** What a customer may send. */
export type ArchiveFormat = "zip" | "tar.gz";

/** The plan's limits for what comes out of an archive. */
export type ArchiveLimits = {
  /** Regular files, dropped ones included. */
  maxFiles: number;
  /** Bytes of all files once unpacked. */
  unpackedBytes: number;
};

/** Why an archive cannot be taken. The sentence for each is beside the upload page. */
type RefusalCode =
  | "broken"
  | "truncated"
  | "ambiguous"
  | "wrong-checksum"
  | "encrypted"
  | "unsupported-method"
  | "unsupported-type"
  | "overlapping"
  | "link"
  | "device"
  | "absolute-path"
  | "traversal"
  | "backslash"
  | "control-character"
  | "name-too-long"
  | "duplicate"
  | "name-conflict"
  | "too-many-files"
  | "too-big-unpacked"
  | "ratio"
  | "empty"
  // said of archives in earlier times; now it is a warning
  | "no-index";

export type Refusal = { code: RefusalCode; entry: string | null };

/** An archive that must not be unpacked; `entry` is the name as the customer knows it, if one entry is to blame. */
export class ArchiveRefused extends Error {
  override name = "ArchiveRefused";
  readonly refusal: Refusal;

  constructor(code: RefusalCode, entry: string | null = null, options?: ErrorOptions) {
    super(entry === null ? code : `${code}: ${JSON.stringify(entry)}`, options);
    this.refusal = { code, entry };
  }
}

/** A folder of the archive that could become the site: "" is the archive itself. */
export type Root = { path: string; fileCount: number; totalBytes: number };

export type DropReason = "junk" | "secret";
export type Dropped = { path: string; reason: DropReason };

export type Warning = {
  code:
    | "case-clash"
    | "secret-dropped"
    /** Names whose code page was not told; as they were read. */
    | "guessed-name"
    /** Files that link to the computer the site was made on. */
    | "local-link"
    /** A program: run only where PHP is on, else handed out to be read. */
    | "php-file"
    /** No start page; `entry` is what may have been meant as one, or "". */
    | "no-index";
  entry: string;
};

/** What the inspection of an accepted archive found. */
export type Findings = {
  /** Folders that hold a start page, the shallowest first; without any, the folder that holds everything. */
  roots: Root[];
  /** The one to publish; null when the customer has to choose. */
  root: string | null;
  /** All files of the archive that may go up, from whatever folder. */
  fileCount: number;
  totalBytes: number;
  /** The first of what stays behind; `droppedCount` counts them all. */
  dropped: Dropped[];
  droppedCount: number;
  /** The first hidden files that do go up, such as `.htaccess`. Archives inspected long ago have none noted. */
  hidden?: string[];
  warnings: Warning[];
  /** Folders right below one that could become the site, whose names a site could keep for itself. */
  topFolders?: string[];
};

/**
 * The first bytes decide, not the name: `PK` begins a ZIP, `1f 8b` a gzip stream. A self-extracting archive begins
 * with a programme, and only its end tells a ZIP from any other programme.
 */
export function formatOf(start: Uint8Array): ArchiveFormat | null {
  const begins = (...bytes: number[]) => bytes.every((byte, at) => start[at] === byte);
  if (begins(0x50, 0x4b, 3) || begins(0x50, 0x4b, 5)) return "zip";
  if (begins(0x4d, 0x5a) || begins(0x7f, 0x45, 0x4c, 0x46) || begins(0x23, 0x21)) return "zip";
  if (begins(0x1f, 0x8b)) return "tar.gz";
  return null;
}
