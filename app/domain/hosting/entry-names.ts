import { ArchiveRefused } from "./archives.ts";

/** Longer names do not fit on the servers' file systems, or not with the release folder before them. */
const MAX_SEGMENT_BYTES = 255;
const MAX_PATH_BYTES = 1000;

const CP437 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";

/** Bytes of a name as text: UTF-8 when they are valid UTF-8, else the code page of DOS, which ZIP says is the default. */
export function decodeName(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return Array.from(bytes, (byte) => (byte < 128 ? String.fromCharCode(byte) : CP437[byte - 128])).join("");
  }
}

/**
 * The path of an entry as it goes up: relative, `/` between folders, NFC, no `.` parts.
 * "" means the top folder itself. Throws `ArchiveRefused` for a name that could leave its folder or fits on no disk.
 */
export function cleanPath(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
  if (/[\u0000-\u001f\u007f-\u009f]/.test(name)) throw new ArchiveRefused("control-character", shown(name));
  if (name.includes("\\")) throw new ArchiveRefused("backslash", shown(name));
  if (/^(?:\/|[A-Za-z]:)/.test(name)) throw new ArchiveRefused("absolute-path", shown(name));
  const segments = name
    .normalize("NFC")
    .split("/")
    .filter((segment) => segment !== "" && segment !== ".");
  if (segments.includes("..")) throw new ArchiveRefused("traversal", shown(name));
  const path = segments.join("/");
  const tooLong = segments.some((segment) => Buffer.byteLength(segment) > MAX_SEGMENT_BYTES);
  if (tooLong || Buffer.byteLength(path) > MAX_PATH_BYTES)
    throw new ArchiveRefused("name-too-long", shown(name));
  return path;
}

/** A name for a sentence: no control characters, not longer than a line. */
export function shown(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are made visible here
  const visible = name.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, "\ufffd");
  return visible.length > 160 ? `${visible.slice(0, 159)}…` : visible;
}
