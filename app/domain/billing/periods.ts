export type Cycle = "monthly" | "yearly";

const WIB_OFFSET_MS = 7 * 3_600_000;

/**
 * The instant at which the `count`-th period after the anchor ends: whole months or years later on the calendar in
 * WIB, at the anchor's time of day, and on the month's last day where the anchor's day does not exist. Always counted
 * from the anchor: 31 January, 28 February, 31 March.
 */
export function periodEnd(anchor: Date, cycle: Cycle, count: number): Date {
  const months = count * (cycle === "yearly" ? 12 : 1);
  // WIB has no daylight saving: a fixed shift, and the calendar can be read in UTC.
  const local = new Date(anchor.getTime() + WIB_OFFSET_MS);
  const target = local.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(local.getUTCFullYear(), target + 1, 0)).getUTCDate();
  const end = new Date(local);
  end.setUTCDate(1);
  end.setUTCMonth(target, Math.min(local.getUTCDate(), lastDay));
  return new Date(end.getTime() - WIB_OFFSET_MS);
}

/** `2026-11-22`: the day in WIB, `days` later. */
export function wibDay(moment: Date, days = 0): string {
  return new Date(moment.getTime() + WIB_OFFSET_MS + days * 86_400_000).toISOString().slice(0, 10);
}

/** The year in WIB. */
export function wibYear(moment: Date): number {
  return Number(wibDay(moment).slice(0, 4));
}
