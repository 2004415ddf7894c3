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

/**
 * The first end counted from the anchor that lies after `endsAt`: where the period that begins at `endsAt` ends.
 * A late payment therefore moves no later date.
 */
export function nextPeriodEnd(anchor: Date, cycle: Cycle, endsAt: Date): Date {
  const days = (endsAt.getTime() - anchor.getTime()) / 86_400_000;
  // No month is longer than 31 days and no year than 366: never past the one sought.
  let count = Math.max(1, Math.floor(days / (cycle === "yearly" ? 366 : 31)));
  while (periodEnd(anchor, cycle, count) <= endsAt) count += 1;
  return periodEnd(anchor, cycle, count);
}

/** `2026-11-22`: the day in WIB, `days` later. */
export function wibDay(moment: Date, days = 0): string {
  return new Date(moment.getTime() + WIB_OFFSET_MS + days * 86_400_000).toISOString().slice(0, 10);
}

/** The year in WIB. */
export function wibYear(moment: Date): number {
  return Number(wibDay(moment).slice(0, 4));
}
