import fc from "fast-check";
import { expect, test } from "vitest";
import { firstCheck, nextCheck } from "../payments/check-times.ts";
import { periodEnd, wibDay, wibYear } from "./periods.ts";

const wib = (text: string) => new Date(`${text}+07:00`);

test("renewals of 31 January fall on the last days of short months and come back to the 31st", () => {
  const anchor = wib("2027-01-31T10:00:00");
  const days = [1, 2, 3, 4, 13].map((count) => wibDay(periodEnd(anchor, "monthly", count)));
  expect(days).toEqual(["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31", "2028-02-29"]);
});

test("a leap day renews yearly on 28 February, and on the 29th when there is one", () => {
  const anchor = wib("2028-02-29T23:59:59");
  const days = [1, 2, 3, 4].map((count) => wibDay(periodEnd(anchor, "yearly", count)));
  expect(days).toEqual(["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]);
});

test("the calendar is that of WIB: half past midnight on the 1st is still the 31st in UTC", () => {
  const anchor = wib("2027-01-01T00:30:00");
  expect(periodEnd(anchor, "monthly", 1)).toEqual(wib("2027-02-01T00:30:00"));
  expect(wibYear(new Date("2026-12-31T17:00:00Z"))).toBe(2027);
});

/** Slow and plain: walks day by day on the calendar. */
function naive(anchor: Date, months: number): { year: number; month: number; day: number } {
  const [year, month, day] = wibDay(anchor).split("-").map(Number) as [number, number, number];
  const total = year * 12 + (month - 1) + months;
  const target = { year: Math.floor(total / 12), month: (total % 12) + 1 };
  const isLeap = (target.year % 4 === 0 && target.year % 100 !== 0) || target.year % 400 === 0;
  const lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return { ...target, day: Math.min(day, lengths[target.month - 1]!) };
}

const anchors = fc.date({ min: new Date("2020-01-01"), max: new Date("2060-01-01"), noInvalidDate: true });

test("every period end agrees with the naive calendar and keeps the time of day", () => {
  fc.assert(
    fc.property(
      anchors,
      fc.integer({ min: 1, max: 240 }),
      fc.constantFrom("monthly", "yearly"),
      (anchor, count, cycle) => {
        const end = periodEnd(anchor, cycle, count);
        const { year, month, day } = naive(anchor, cycle === "yearly" ? count * 12 : count);
        const text = `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
        expect(wibDay(end)).toBe(text);
        expect(end.getTime() % 86_400_000).toBe(anchor.getTime() % 86_400_000);
        expect(end > periodEnd(anchor, cycle, count - 1)).toBe(true);
      },
    ),
  );
});

test("unpaid attempts are looked at after 1, 3, 10 and 30 minutes, then hourly, and once their code runs out", () => {
  const made = new Date("2026-11-22T10:00:00Z");
  const minutes = (moment: Date) => (moment.getTime() - made.getTime()) / 60_000;
  const looks = [firstCheck(made)];
  for (let checks = 1; checks < 6; checks++) looks.push(nextCheck(looks.at(-1)!, checks, null));
  expect(looks.map(minutes)).toEqual([1, 3, 10, 30, 90, 150]);
  const soon = new Date(made.getTime() + 5 * 60_000);
  expect(minutes(nextCheck(made, 4, soon))).toBe(5.5);
  expect(minutes(nextCheck(new Date(made.getTime() + 6 * 60_000), 4, soon))).toBe(66);
});
