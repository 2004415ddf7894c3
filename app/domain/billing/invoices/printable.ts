/** What the standard fonts of PDF hold beyond Latin-1. */
const BEYOND_LATIN_1 = new Set("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ");
/** Letters that do not come apart by themselves. */
const NEAREST: Record<string, string> = { "−": "-", đ: "d", Đ: "D", ł: "l", Ł: "L", ı: "i", ħ: "h", ŋ: "ng" };

/**
 * The text in the letters a PDF's standard fonts have: others lose their marks (`ḍ` becomes `d`), and what has no
 * likeness becomes `?`. Line breaks and control characters become spaces.
 */
export function printable(text: string): string {
  return Array.from(text.normalize("NFC").replace(/[\p{Cc}\p{Cf}\s]+/gu, " "), nearest).join("");
}

function nearest(letter: string): string {
  if (isHeld(letter)) return letter;
  const plain = NEAREST[letter] ?? letter.normalize("NFKD").replace(/\p{M}/gu, "");
  return plain !== "" && Array.from(plain).every(isHeld) ? plain : /\p{M}/u.test(letter) ? "" : "?";
}

function isHeld(letter: string): boolean {
  return /^[\x20-\x7e\xa0-\xff]$/.test(letter) || BEYOND_LATIN_1.has(letter);
}
