import type { TaxRule } from "#app/domain/settings.ts";

export type Price = { subtotalIdr: number; taxIdr: number; totalIdr: number };

/**
 * What an amount of whole rupiah costs under the tax rule, in whole rupiah. Rounded once, half up: everything shown,
 * asked for and invoiced is this number. Without a rule there is no tax.
 */
export function priceOf(amountIdr: number, rule: TaxRule | null): Price {
  const taxIdr = rule ? taxOn(amountIdr, rule) : 0;
  return { subtotalIdr: amountIdr, taxIdr, totalIdr: amountIdr + taxIdr };
}

/** A rate may have up to four decimals; products of such numbers leave what floating point holds exactly. */
const SCALE = 10_000;

function taxOn(amountIdr: number, { ratePercent, baseNumerator, baseDenominator }: TaxRule): number {
  const rate = BigInt(Math.round(ratePercent * SCALE));
  const above = BigInt(amountIdr) * rate * BigInt(baseNumerator);
  const below = BigInt(100 * SCALE) * BigInt(baseDenominator);
  return Number((2n * above + below) / (2n * below));
}
