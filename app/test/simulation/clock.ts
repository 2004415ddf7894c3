export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export type Clock = ReturnType<typeof createClock>;

/** A clock that is moved by hand, and only forwards. */
export function createClock(start: Date) {
  let at = start.getTime();
  return {
    now: () => new Date(at),
    moveTo(moment: number) {
      at = Math.max(at, moment);
    },
  };
}

/** Things to come, the earliest first; of one moment, in the order they were planned. */
export function createAgenda() {
  let planned: { at: number; order: number; act: () => Promise<void> }[] = [];
  let order = 0;
  return {
    plan(at: number, act: () => Promise<void>) {
      order += 1;
      planned.push({ at, order, act });
    },
    next: () => planned.reduce((first, one) => Math.min(first, one.at), Number.POSITIVE_INFINITY),
    takeDue(now: number) {
      const due = planned.filter((one) => one.at <= now).sort((a, b) => a.at - b.at || a.order - b.order);
      planned = planned.filter((one) => one.at > now);
      return due.map((one) => one.act);
    },
  };
}
