type Line = { amountIdr: number; discountIdr: number; couponCode: string | null };

/** One row of the document: the line itself before its discount, or the discount below it. Amounts in whole rupiah. */
export type PrintedLine<L extends Line> = { line: L; isDiscount: boolean; amountIdr: number };

/** A document's lines as they are printed. A credit note gives back what was charged: it has no discount of its own. */
export function printedLines<L extends Line>(lines: readonly L[]): PrintedLine<L>[] {
  return lines.flatMap((line) => {
    if (line.discountIdr === 0 || line.amountIdr < 0) {
      return [{ line, isDiscount: false, amountIdr: line.amountIdr }];
    }
    return [
      { line, isDiscount: false, amountIdr: line.amountIdr + line.discountIdr },
      { line, isDiscount: true, amountIdr: -line.discountIdr },
    ];
  });
}
