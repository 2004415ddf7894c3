const CP437 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";

/** 0x80 to 0x9f; Node's own decoder of some versions takes them for control characters. */
const WINDOWS_1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

/** Code pages a name may be written in when it is not UTF-8, the likelier first; ZIP's own default is DOS's. */
const CODE_PAGES = [
  "cp437",
  "windows-1252",
  "shift_jis",
  "gbk",
  "big5",
  "euc-kr",
  "windows-1251",
  "ibm866",
  "windows-1256",
  "windows-874",
] as const;

/** The name of a code page as `decodeAs` takes it. */
export type CodePage = (typeof CODE_PAGES)[number] | "utf-8";

/** Bytes as text in one code page; null when they are not text in it. */
export function decodeAs(page: CodePage, bytes: Uint8Array): string | null {
  if (page === "cp437") return fromTable(CP437, bytes);
  if (page === "windows-1252") return fromTable(WINDOWS_1252, bytes);
  try {
    return new TextDecoder(page, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Bytes of one name as text: UTF-8 when they are valid UTF-8, else the code page they look most like. */
export function decodeName(bytes: Uint8Array): string {
  return decodeAs(guessCodePage([bytes]), bytes) ?? "";
}

/** The table says what 0x80 and the bytes after it mean; past its end a byte is its own code point. */
function fromTable(table: string, bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => table[byte - 128] ?? String.fromCharCode(byte)).join("");
}

/**
 * The code page that names were most likely written in: UTF-8 when all of them are valid UTF-8, else the one that
 * makes the likeliest words of them. Names of one archive are best judged together; the same names give the same page.
 */
export function guessCodePage(names: readonly Uint8Array[]): CodePage {
  if (names.every((name) => decodeAs("utf-8", name) !== null)) return "utf-8";
  let best: CodePage = "cp437";
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const page of CODE_PAGES) {
    const score = scoreOf(page, names);
    if (score > bestScore) [best, bestScore] = [page, score];
  }
  return best;
}

/** How likely the names are in this page: the mean over their letters beyond ASCII, 1 at best. */
function scoreOf(page: CodePage, names: readonly Uint8Array[]): number {
  let total = 0;
  let letters = 0;
  for (const bytes of names) {
    const text = decodeAs(page, bytes);
    if (text === null) return Number.NEGATIVE_INFINITY;
    let before = "";
    let at = 0;
    for (const letter of text) {
      const width = letter < "\u0080" || !isWide(page, bytes[at]) ? 1 : 2;
      if (letter >= "\u0080") {
        total += quality(page, letter, bytes[at] ?? 0, bytes[at + 1] ?? 0) - clash(before, letter);
        letters++;
      } else if (letter === "\\") total -= 1;
      else if (letters > 0 && before >= "\u0080") total -= clash(before, letter);
      before = letter;
      at += width;
    }
  }
  return letters === 0 ? 0 : total / letters;
}

function isWide(page: CodePage, lead: number | undefined): boolean {
  if (lead === undefined || lead < 0x81) return false;
  if (page === "shift_jis") return lead <= 0x9f || lead >= 0xe0;
  return page === "gbk" || page === "big5" || page === "euc-kr";
}

/** How usual one letter is in names written in this page; `lead` and `trail` are the bytes it is made of. */
function quality(page: CodePage, letter: string, lead: number, trail: number): number {
  if (/[\p{Cc}\p{Co}\p{Cn}\ufffd]/u.test(letter)) return -3;
  switch (page) {
    case "cp437":
      return /[éèêëàâäáåçñóòôöíìîïúùûüæÉÄÅÇÑÖÜÆßª°]/.test(letter) ? 0.9 : /\p{L}/u.test(letter) ? -0.3 : -0.6;
    case "windows-1252":
      if (/[–—’]/.test(letter)) return 0.5;
      return /[šžœŠŽŒŸÿþðÞÐƒªºµ]/.test(letter) ? 0.2 : /\p{L}/u.test(letter) ? 0.92 : -0.4;
    case "shift_jis":
      if (/[\u3040-\u30ff々]/.test(letter)) return 1;
      if (/[\uff61-\uff9f]/.test(letter)) return 0;
      return /\p{Script=Han}/u.test(letter) ? (lead < 0x98 ? 0.85 : 0.3) : 0;
    case "gbk":
      if (!/\p{Script=Han}/u.test(letter)) return lead >= 0xa1 && lead <= 0xa3 ? 0.3 : -0.3;
      return trail < 0xa1 || lead < 0xb0 ? -0.1 : lead <= 0xd7 ? 0.95 : 0.4;
    case "big5":
      if (!/\p{Script=Han}/u.test(letter)) return 0;
      return lead >= 0xa4 && lead <= 0xc6 ? 0.9 : 0.1;
    case "euc-kr":
      // GBK's characters lie in the same bytes, but far beyond those of Hangul too
      return /\p{Script=Hangul}/u.test(letter) ? (lead >= 0xb0 && trail >= 0xa1 ? 0.97 : -0.2) : 0;
    case "windows-1251":
      return /[а-яё]/i.test(letter) ? 0.9 : /\p{Script=Cyrillic}/u.test(letter) ? 0.2 : -0.5;
    case "ibm866":
      return /[а-яё]/i.test(letter) ? 0.88 : -0.5;
    case "windows-1256":
      return /[\u0621-\u064a\u067e\u0686\u0698\u06af]/.test(letter) ? 0.9 : -0.5;
    case "windows-874":
      return /\p{Script=Thai}/u.test(letter) ? 0.8 : -0.5;
    default:
      return 0;
  }
}

/**
 * What two neighbours cost: words do not change their alphabet in the middle, nor rise to capitals after small
 * letters, and letters with accents seldom stand together.
 */
function clash(before: string, letter: string): number {
  const [one, two] = [scriptOf(before), scriptOf(letter)];
  if (one === null || two === null) return 0;
  if (one !== two) return 0.7;
  if (one === "latin" && before >= "\u0080" && letter >= "\u0080") return 0.5;
  const rises = /\p{Ll}/u.test(before) && /\p{Lu}/u.test(letter);
  return rises ? 0.6 : 0;
}

function scriptOf(letter: string): string | null {
  if (!/\p{L}/u.test(letter)) return null;
  if (/\p{Script=Latin}/u.test(letter)) return "latin";
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(letter)) return "cjk";
  const others = ["Greek", "Cyrillic", "Arabic", "Hangul", "Thai"];
  return others.find((script) => new RegExp(`\\p{Script=${script}}`, "u").test(letter)) ?? null;
}
