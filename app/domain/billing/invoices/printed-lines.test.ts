import { expect, test } from "vitest";
import { printedLines } from "./printed-lines.ts";

const line = { amountIdr: 44_000, discountIdr: 5_000, couponCode: "HEMAT" };

test("a discount is printed below the full price, and both add up to what is charged", () => {
  expect(printedLines([line])).toEqual([
    { line, isDiscount: false, amountIdr: 49_000 },
    { line, isDiscount: true, amountIdr: -5_000 },
  ]);
});

test("a line without a discount is printed as it is, and so is what a credit note gives back", () => {
  for (const plain of [
    { ...line, discountIdr: 0 },
    { ...line, amountIdr: -44_000 },
  ]) {
    expect(printedLines([plain])).toEqual([{ line: plain, isDiscount: false, amountIdr: plain.amountIdr }]);
  }
});
