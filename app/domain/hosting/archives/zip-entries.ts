import { ArchiveRefused } from "./archives.ts";
import { cleanPath, shown } from "./entry-names.ts";

const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1 | (1 << 6) | (1 << 13);
const TYPE_BITS = 0xf000;
const SYMLINK = 0xa000;
const FOLDER = 0x4000;
const REGULAR = 0x8000;

/** What the directory of a ZIP says about one entry; sizes in bytes. */
export type ZipEntryFacts = {
  name: string;
  /** Nothing says which letters the name's bytes mean: they are the likeliest. */
  isGuessed: boolean;
  flags: number;
  method: number;
  compressedSize: number;
  size: number;
  /** Type and permission bits, when the archive was made where files have them. */
  unixMode: number;
  isDosFolder: boolean;
};

/** What an entry of a ZIP is. Throws `ArchiveRefused` for what is no plain file or folder, or could not be unpacked. */
export function identifyEntry(facts: ZipEntryFacts) {
  const name = shown(facts.name);
  if ((facts.flags & ENCRYPTED) !== 0) throw new ArchiveRefused("encrypted", name);
  const type = facts.unixMode & TYPE_BITS;
  if (type === SYMLINK) throw new ArchiveRefused("link", name);
  if (type !== 0 && type !== FOLDER && type !== REGULAR) throw new ArchiveRefused("device", name);
  const path = cleanPath(facts.name);
  const isFolder = facts.name.endsWith("/") || (facts.size === 0 && (type === FOLDER || facts.isDosFolder));
  if (isFolder && facts.size > 0) throw new ArchiveRefused("ambiguous", name);
  if (!isFolder && path === "") throw new ArchiveRefused("broken", name);
  if (facts.method !== STORED && facts.method !== DEFLATED)
    throw new ArchiveRefused("unsupported-method", name);
  if (facts.method === STORED && facts.size !== facts.compressedSize)
    throw new ArchiveRefused("ambiguous", name);
  return { path, name, isFolder, isGuessed: facts.isGuessed };
}
