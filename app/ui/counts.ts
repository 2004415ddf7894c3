import type { Locale } from "./words.ts";

/** `20.000` in Indonesian, `20,000` in English. */
export function formatCount(count: number, locale: Locale): string {
  return new Intl.NumberFormat(locale === "id" ? "id-ID" : "en-GB").format(count);
}
