import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { periodEnd } from "../renewals/periods.ts";
import { type Arithmetic, prorate, type Span } from "./proration.ts";

const at = (text: string) => new Date(text);
const november: Span = { startsAt: at("2026-11-01T00:00:00Z"), endsAt: at("2026-12-01T00:00:00Z") };

/** Moves within one cycle, at half of November unless told. */
function moving(oldPriceIdr: number, newPriceIdr: number, more: Partial<Parameters<typeof prorate>[0]> = {}) {
  return prorate({
    mode: "same-cycle",
    spans: [november],
    at: at("2026-11-16T00:00:00Z"),
    oldPriceIdr,
    newPriceIdr,
    ...more,
  });
}

describe("a change within the same cycle", () => {
  test("costs the difference for the days that are left", () => {
    // 15 of 30 days: half of 49,000 less half of 25,000
    const sum = moving(25_000, 49_000);
    expect([sum.newShareCents, sum.oldShareCents, sum.differenceIdr]).toEqual([2_450_000, 1_250_000, 12_000]);
    expect(sum.spans).toEqual([
      {
        startsAt: "2026-11-01T00:00:00.000Z",
        endsAt: "2026-12-01T00:00:00.000Z",
        leftMs: 15 * 86_400_000,
        wholeMs: 30 * 86_400_000,
      },
    ]);
  });

  test("is rounded once, to the nearest rupiah", () => {
    // 10 of 30 days: 24,000 / 3 exactly; 24,001 / 3 = 8,000.33; 24,002 / 3 = 8,000.67
    const tenDays = { at: at("2026-11-21T00:00:00Z") };
    const cost = (difference: number) => moving(25_000, 25_000 + difference, tenDays).differenceIdr;
    expect([cost(24_000), cost(24_001), cost(24_002)]).toEqual([8_000, 8_000, 8_001]);
    // from the middle away from zero, both ways: 24,001 / 2 = 12,000.5
    expect(moving(25_000, 49_001).differenceIdr).toBe(12_001);
    expect(moving(49_001, 25_000).differenceIdr).toBe(-12_001);
  });

  test("counts a period that is paid for ahead in full", () => {
    const december: Span = { startsAt: november.endsAt, endsAt: at("2027-01-01T00:00:00Z") };
    expect(moving(25_000, 49_000, { spans: [november, december] }).differenceIdr).toBe(12_000 + 24_000);
  });

  test("uses the days a year really has", () => {
    const leap: Span = { startsAt: at("2028-01-01T00:00:00Z"), endsAt: at("2029-01-01T00:00:00Z") };
    const plain: Span = { startsAt: at("2027-01-01T00:00:00Z"), endsAt: at("2028-01-01T00:00:00Z") };
    const cost = (span: Span, moment: string) =>
      moving(0, 366_365, { spans: [span], at: at(moment) }).differenceIdr;
    // one day left: 366,365 / 366 = 1,000.997 and 366,365 / 365 = 1,003.74
    expect(cost(leap, "2028-12-31T00:00:00Z")).toBe(1_001);
    expect(cost(plain, "2027-12-31T00:00:00Z")).toBe(1_004);
    // 29 February itself costs its day: 307 of 366 days are left before it, 306 after
    expect(cost(leap, "2028-02-29T00:00:00Z") - cost(leap, "2028-03-01T00:00:00Z")).toBe(1_001);
  });

  test("gives back what was paid and not what was let off", () => {
    expect(moving(49_000, 25_000).differenceIdr).toBe(-12_000);
    expect(moving(49_000, 25_000, { waivedIdr: 4_000 })).toMatchObject({
      heldBackIdr: 4_000,
      differenceIdr: -8_000,
    });
    expect(moving(49_000, 25_000, { waivedIdr: 20_000 })).toMatchObject({
      heldBackIdr: 12_000,
      differenceIdr: 0,
    });
    expect(moving(25_000, 49_000, { waivedIdr: 4_000 })).toMatchObject({
      heldBackIdr: 0,
      differenceIdr: 12_000,
    });
  });
});

test("a change of cycle costs the whole new term less what is left of the old one", () => {
  const change = { mode: "new-period" as const, at: at("2026-11-16T00:00:00Z") };
  const toYearly = prorate({ ...change, spans: [november], oldPriceIdr: 49_000, newPriceIdr: 490_000 });
  expect(toYearly.differenceIdr).toBe(490_000 - 24_500);
  const year: Span = { startsAt: at("2026-01-01T00:00:00Z"), endsAt: at("2027-01-01T00:00:00Z") };
  // 46 of 365 days of 490,000 are 61,753.42
  const toMonthly = prorate({ ...change, spans: [year], oldPriceIdr: 490_000, newPriceIdr: 49_000 });
  expect([toMonthly.oldShareCents, toMonthly.differenceIdr]).toEqual([6_175_342, 49_000 - 61_753]);
});

/** A fraction kept in lowest terms: slow, and nothing like the sum it checks. */
type Fraction = { n: bigint; d: bigint };
function lowest(n: bigint, d: bigint): Fraction {
  let [a, b] = [n < 0n ? -n : n, d];
  while (b > 0n) [a, b] = [b, a % b];
  return { n: n / (a || 1n), d: d / (a || 1n) };
}
const plus = (x: Fraction, y: Fraction) => lowest(x.n * y.d + y.n * x.d, x.d * y.d);

/** Long division by hand, digit after digit, then rounded by looking at the first decimal and what follows. */
function nearest({ n, d }: Fraction): number {
  const digits = String(n < 0n ? -n : n);
  let rest = 0n;
  let whole = "";
  for (const digit of digits) {
    rest = rest * 10n + BigInt(digit);
    whole += String(rest / d);
    rest %= d;
  }
  const tenth = (rest * 10n) / d;
  const size = BigInt(whole) + (tenth >= 5n ? 1n : 0n);
  return Number(n < 0n ? -size : size) || 0;
}

/** The worth of what is left: every started day of every period added one after another. */
function worth(spans: readonly Span[], moment: Date, priceIdr: number): Fraction {
  const slice = 7n * 86_400_000n;
  let sum: Fraction = { n: 0n, d: 1n };
  for (const { startsAt, endsAt } of spans) {
    const whole = BigInt(endsAt.getTime() - startsAt.getTime());
    let from = BigInt(Math.max(startsAt.getTime(), moment.getTime()));
    for (const end = BigInt(endsAt.getTime()); from < end; ) {
      const until = from + slice < end ? from + slice : end;
      sum = plus(sum, lowest(BigInt(priceIdr) * (until - from), whole));
      from = until;
    }
  }
  return sum;
}

const price = fc.integer({ min: 1, max: 20_000_000 });
const anchor = fc.date({
  min: at("2024-01-01T00:00:00Z"),
  max: at("2040-01-01T00:00:00Z"),
  noInvalidDate: true,
});
const paid = fc
  .record({
    anchor,
    cycle: fc.constantFrom("monthly" as const, "yearly" as const),
    ahead: fc.boolean(),
    part: fc.double({ min: 0, max: 0.999_999_9, noNaN: true }),
  })
  .map(({ anchor: start, cycle, ahead, part }) => {
    const ends = [0, 1, 2].map((count) => periodEnd(start, cycle, count));
    const spans = [0, 1].map((one) => ({ startsAt: ends[one]!, endsAt: ends[one + 1]! }));
    const length = ends[1]!.getTime() - ends[0]!.getTime();
    return {
      spans: ahead ? spans : spans.slice(0, 1),
      at: new Date(start.getTime() + Math.floor(part * length)),
    };
  });

describe("over random periods, moments and prices", () => {
  test("the sum is what slow exact reckoning finds", () => {
    fc.assert(
      fc.property(
        paid,
        price,
        price,
        fc.constantFrom("same-cycle" as const, "new-period" as const),
        (when, old, fresh, mode) => {
          const sum = prorate({ mode, ...when, oldPriceIdr: old, newPriceIdr: fresh });
          const before = worth(when.spans, when.at, -old);
          const after =
            mode === "same-cycle" ? worth(when.spans, when.at, fresh) : { n: BigInt(fresh), d: 1n };
          expect(sum.differenceIdr).toBe(nearest(plus(after, before)));
        },
      ),
      { numRuns: 300 },
    );
  });

  test("a change and its way back at the same moment cancel out", () => {
    fc.assert(
      fc.property(paid, price, price, (when, one, other) => {
        const there = prorate({ mode: "same-cycle", ...when, oldPriceIdr: one, newPriceIdr: other });
        const back = prorate({ mode: "same-cycle", ...when, oldPriceIdr: other, newPriceIdr: one });
        expect(there.differenceIdr + back.differenceIdr).toBe(0);
      }),
    );
  });

  test("a chain of changes costs the price of every moment, to half a rupiah for each change", () => {
    const steps = fc.array(fc.record({ price, part: fc.double({ min: 0, max: 0.999_999_9, noNaN: true }) }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(
        anchor,
        fc.constantFrom("monthly" as const, "yearly" as const),
        price,
        steps,
        (start, cycle, first, chain) => {
          const span = { startsAt: start, endsAt: periodEnd(start, cycle, 1) };
          const length = span.endsAt.getTime() - start.getTime();
          const ordered = chain
            .map((one) => ({ priceIdr: one.price, at: start.getTime() + Math.floor(one.part * length) }))
            .sort((a, b) => a.at - b.at);
          let charged = first;
          let current = first;
          let since = start.getTime();
          let integral = 0n;
          for (const one of ordered) {
            integral += BigInt(current) * BigInt(one.at - since);
            const change: Arithmetic = prorate({
              mode: "same-cycle",
              spans: [span],
              at: new Date(one.at),
              oldPriceIdr: current,
              newPriceIdr: one.priceIdr,
            });
            charged += change.differenceIdr;
            current = one.priceIdr;
            since = one.at;
          }
          integral += BigInt(current) * BigInt(span.endsAt.getTime() - since);
          const off = 2n * (BigInt(charged) * BigInt(length) - integral);
          const allowed = BigInt(ordered.length) * BigInt(length);
          expect(off <= allowed && -off <= allowed).toBe(true);
        },
      ),
    );
  });
});
