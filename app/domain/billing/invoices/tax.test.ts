import fc from "fast-check";
import { expect, test } from "vitest";
import { priceOf } from "./tax.ts";

const ppn = { ratePercent: 12, baseNumerator: 11, baseDenominator: 12 };

test("without a rule there is no tax", () => {
  expect(priceOf(49_000, null)).toEqual({ subtotalIdr: 49_000, taxIdr: 0, totalIdr: 49_000 });
});

test("PPN of 12 % on 11/12 of the price is 11 %", () => {
  expect(priceOf(49_000, ppn)).toEqual({ subtotalIdr: 49_000, taxIdr: 5_390, totalIdr: 54_390 });
});

test("half a rupiah is rounded up, once", () => {
  expect(priceOf(50, { ratePercent: 1, baseNumerator: 1, baseDenominator: 1 }).taxIdr).toBe(1);
  expect(priceOf(49, { ratePercent: 1, baseNumerator: 1, baseDenominator: 1 }).taxIdr).toBe(0);
});

test("tax is whole, within half a rupiah of the exact value, and grows with the amount", () => {
  const rules = fc.record({
    ratePercent: fc.integer({ min: 0, max: 1_000_000 }).map((rate) => rate / 10_000),
    baseNumerator: fc.integer({ min: 1, max: 12 }),
    baseDenominator: fc.integer({ min: 1, max: 12 }),
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999_999_998 }), rules, (amount, rule) => {
      const { subtotalIdr, taxIdr, totalIdr } = priceOf(amount, rule);
      const exact = (amount * rule.ratePercent * rule.baseNumerator) / (100 * rule.baseDenominator);
      expect(Number.isSafeInteger(taxIdr)).toBe(true);
      expect(Math.abs(taxIdr - exact)).toBeLessThanOrEqual(0.5 + exact * 1e-9);
      expect(totalIdr).toBe(subtotalIdr + taxIdr);
      expect(priceOf(amount + 1, rule).taxIdr).toBeGreaterThanOrEqual(taxIdr);
    }),
  );
});
