const DAY_MS = 86_400_000;

/** How a plan renews, in days: the bill before the end, grace after it, and termination after the suspension. */
export type RenewalTerms = { billDays: number; graceDays: number; terminationDays: number };

type Standing = {
  endsAt: Date;
  /** When the bill of the next period was made; null while there is none. */
  billedAt: Date | null;
  suspendedAt: Date | null;
  terms: RenewalTerms;
};

export type RenewalDates = {
  billAt: Date;
  /** Reminders, the earliest first, each with the days it comes before the end. */
  reminders: readonly { offset: number; at: Date }[];
  endsAt: Date;
  /** The letter after the end; null where the grace is too short for one. */
  overdueAt: Date | null;
  suspendAt: Date;
  /** The last warning before termination. */
  warnAt: Date;
  terminateAt: Date;
};

const REMINDERS = [7, 3, 1, 0];
const OVERDUE_DAYS = 1;
const WARNING_DAYS = 7;

/**
 * Every date of one renewal, from the end of what is paid for. Nobody is suspended sooner than the grace after the bill
 * was made, nor terminated sooner than its days after the suspension itself: an outage of ours is not the customer's.
 */
export function renewalDates({ endsAt, billedAt, suspendedAt, terms }: Standing): RenewalDates {
  const graceFrom = billedAt && billedAt > endsAt ? billedAt : endsAt;
  const suspendAt = later(graceFrom, terms.graceDays);
  const terminateAt = later(suspendedAt ?? suspendAt, terms.terminationDays);
  return {
    billAt: later(endsAt, -terms.billDays),
    reminders: REMINDERS.filter((offset) => offset <= terms.billDays).map((offset) => ({
      offset,
      at: later(endsAt, -offset),
    })),
    endsAt,
    overdueAt: terms.graceDays > OVERDUE_DAYS ? later(graceFrom, OVERDUE_DAYS) : null,
    suspendAt,
    warnAt: later(terminateAt, -WARNING_DAYS),
    terminateAt,
  };
}

/** The newest reminder whose time has come, in days before the end; older missed ones are not made up for. */
export function dueReminder({ reminders }: RenewalDates, now: Date): number | null {
  return reminders.findLast((one) => one.at <= now)?.offset ?? null;
}

/** The next moment after now at which something of a renewal is due; null after the last. */
export function nextRenewalStep(dates: RenewalDates, isSuspended: boolean, now: Date): Date | null {
  const ahead = isSuspended
    ? [dates.warnAt, dates.terminateAt]
    : [dates.billAt, ...dates.reminders.map((one) => one.at), dates.endsAt, dates.overdueAt, dates.suspendAt];
  const next = ahead
    .filter((at) => at !== null)
    .filter((at) => at > now)
    .sort((a, b) => a.getTime() - b.getTime());
  return next[0] ?? null;
}

/** The moment `days` days of 24 hours later: in WIB that is the same time of day. */
export function later(moment: Date, days: number): Date {
  return new Date(moment.getTime() + days * DAY_MS);
}
