import { wibDay } from "../renewals/periods.ts";

/** When a month in WIB, as `2026-11`, begins and ends; null for what is no month. */
export function monthBounds(month: string): { from: Date; until: Date } | null {
  const [, year, number] = /^(2\d{3})-(0[1-9]|1[0-2])$/.exec(month) ?? [];
  if (!year || !number) return null;
  // Midnight in WIB, which has no daylight saving, is 17:00 UTC of the day before.
  const at = (index: number) => new Date(Date.UTC(Number(year), index, 1, -7));
  return { from: at(Number(number) - 1), until: at(Number(number)) };
}

/** Every month in WIB from one moment to another, newest first, as `2026-11`. */
export function monthsBetween(first: Date, last: Date): string[] {
  const end = wibDay(last).slice(0, 7);
  const months: string[] = [];
  let [year = 0, number = 1] = wibDay(first).split("-").map(Number);
  for (;;) {
    const month = `${year}-${String(number).padStart(2, "0")}`;
    if (month > end) return months.reverse();
    months.push(month);
    [year, number] = number === 12 ? [year + 1, 1] : [year, number + 1];
  }
}
