import { ArchiveRefused } from "./archives.ts";

/** Longer names do not fit on the servers' file systems, or not with the release folder before them. */
const MAX_SEGMENT_BYTES = 255;
const MAX_PATH_BYTES = 1000;

/** Letters that mean only themselves in every form of Unicode; most names are of these alone. */
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * The path of an entry as it goes up: relative, `/` between folders, no `.` parts, its letters as they were sent.
 * "" means the top folder itself. Throws `ArchiveRefused` for a name that could leave its folder or fits on no disk.
 */
export function cleanPath(name: string): string {
  if (/\p{Cc}/u.test(name)) throw new ArchiveRefused("control-character", shown(name));
  if (climbs(name)) throw new ArchiveRefused("traversal", shown(name));
  if (name.includes("\\")) throw new ArchiveRefused("backslash", shown(name));
  if (/^(?:\/|[A-Za-z]:)/.test(name)) throw new ArchiveRefused("absolute-path", shown(name));
  const segments = name.split("/").filter((segment) => segment !== "" && segment !== ".");
  const path = segments.join("/");
  const tooLong = segments.some((segment) => isLonger(segment, MAX_SEGMENT_BYTES));
  if (tooLong || isLonger(path, MAX_PATH_BYTES)) throw new ArchiveRefused("name-too-long", shown(name));
  return path;
}

/**
 * Whether any reader could take a part of the name for `..`: with either slash, percent-encoded once or twice, in
 * full-width letters, or with the dots and spaces behind it that some systems drop.
 */
function climbs(name: string): boolean {
  if (PLAIN.test(name) && !name.includes("%")) return name.includes("..") && hasParent(name);
  const once = decodePercent(name);
  return [name, once, decodePercent(once)].some((form) => hasParent(form.normalize("NFKC")));
}

function hasParent(name: string): boolean {
  return name.split(/[/\\]/).some((part) => /^\s*\.\.[.\s]*$/.test(part));
}

function decodePercent(name: string): string {
  return name
    .replace(/%(2e|2f|5c)/gi, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/%25/g, "%");
}

/** A name for a sentence: no control characters, none that turn its direction, not longer than a line. */
export function shown(name: string): string {
  if (name.length <= 160 && PLAIN.test(name)) return name;
  const visible = name.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
  return visible.length > 160 ? `${visible.slice(0, 159)}…` : visible;
}

/** A letter is three bytes at most, or four in two. */
function isLonger(text: string, bytes: number): boolean {
  return text.length * 3 > bytes && new TextEncoder().encode(text).length > bytes;
}
