import { formatRupiah } from "#app/domain/catalog/money.ts";
import { wordOf } from "./words.ts";

type Detail = Record<string, string | number | boolean | null>;

/** Numbers and names as the books have them, on one line: money as money, names of things as people say them. */
export function detailsOf(detail: Detail, words: Readonly<Record<string, string>>): string {
  return Object.entries(detail)
    .map(([key, value]) => {
      const isMoney = key.endsWith("Idr") && typeof value === "number";
      return `${wordOf(words, key) ?? key}: ${isMoney ? formatRupiah(value) : (value ?? "–")}`;
    })
    .join(" · ");
}
