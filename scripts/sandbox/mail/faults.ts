export const MAIL_FAULTS = ["refuse", "hang"] as const;
export type MailFault = (typeof MAIL_FAULTS)[number];
export type MailFaults = ReturnType<typeof createMailFaults>;

/** How many of the next letters each kind of trouble still strikes. */
export function createMailFaults() {
  const left: Record<MailFault, number> = { refuse: 0, hang: 0 };
  return {
    set(kind: MailFault, times: number) {
      left[kind] = times;
    },
    take(kind: MailFault): boolean {
      if (left[kind] === 0) return false;
      left[kind] -= 1;
      return true;
    },
    clear() {
      for (const kind of MAIL_FAULTS) left[kind] = 0;
    },
    list: () => ({ ...left }),
  };
}
