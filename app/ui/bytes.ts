import type { Locale } from "./words.ts";

const UNITS = ["B", "KB", "MB", "GB", "TB"];

/** `1,5 MB` in Indonesian, `1.5 MB` in English. 1 KB is 1,024 bytes, as panels count. */
export function formatBytes(bytes: number, locale: Locale): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const rounded =
    unit === 0 || value >= 100 || Number.isInteger(value) ? String(Math.round(value)) : value.toFixed(1);
  return `${locale === "id" ? rounded.replace(".", ",") : rounded} ${UNITS[unit]}`;
}
