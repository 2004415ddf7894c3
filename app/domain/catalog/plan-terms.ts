/** How a plan renews and ends, in days, and how many earlier releases it keeps. */
export type PlanTerms = {
  renewalDaysMonthly: number;
  renewalDaysYearly: number;
  graceDays: number;
  terminationDays: number;
  exportDays: number;
  releasesKept: number;
};

/** The least and the most of each, as the table checks them. */
export const LIMITS: Record<keyof PlanTerms, readonly [least: number, most: number]> = {
  renewalDaysMonthly: [1, 27],
  renewalDaysYearly: [1, 90],
  graceDays: [0, 60],
  terminationDays: [7, 365],
  exportDays: [8, 365],
  releasesKept: [1, 20],
};
