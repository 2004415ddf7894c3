const MINUTE_MS = 60_000;

/** Pauses before the first, second, third and fourth look at an unpaid attempt; then hourly: at 1, 3, 10 and 30 minutes. */
const PAUSES = [1, 2, 7, 20];

/** An attempt is looked at until a day after it ran out: banks are late. */
export const LATE_MS = 24 * 60 * MINUTE_MS;

/** The longest time a payment page is asked for. */
export const SESSION_MS = 24 * 60 * MINUTE_MS;

/** When an attempt is looked at for the first time. */
export function firstCheck(createdAt: Date): Date {
  return later(createdAt, PAUSES[0]!);
}

/** When to look again after `checks` looks; just after its code runs out, if that comes sooner. */
export function nextCheck(now: Date, checks: number, expiresAt: Date | null): Date {
  const usual = later(now, PAUSES[checks] ?? 60);
  const ranOut = expiresAt && later(expiresAt, 0.5);
  return ranOut && now < ranOut && ranOut < usual ? ranOut : usual;
}

function later(moment: Date, minutes: number): Date {
  return new Date(moment.getTime() + minutes * MINUTE_MS);
}
