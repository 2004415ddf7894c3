import { z } from "zod";

/** A period that is paid for: half-open, in UTC. */
export type Span = { startsAt: Date; endsAt: Date };

/**
 * How the price of a change came about, as it is shown, kept and put on the invoice. Rupiah before tax; shares are in
 * hundredths, for reading only: nothing is computed from them.
 */
export const Arithmetic = z.object({
  /** "same-cycle": the periods stay and the rest of them is priced anew. "new-period": a whole new term begins. */
  mode: z.enum(["same-cycle", "new-period"]),
  spans: z.array(z.object({ startsAt: z.string(), endsAt: z.string(), leftMs: z.int(), wholeMs: z.int() })),
  oldPriceIdr: z.int(),
  newPriceIdr: z.int(),
  oldShareCents: z.int(),
  newShareCents: z.int(),
  /** What an earlier change was let off, taken from what would be given back. */
  heldBackIdr: z.int(),
  /** Above zero it is to be paid, below zero it is given back. */
  differenceIdr: z.int(),
});
export type Arithmetic = z.infer<typeof Arithmetic>;

type Change = {
  mode: Arithmetic["mode"];
  /** Every paid period that is not over at `at`. */
  spans: readonly Span[];
  at: Date;
  oldPriceIdr: number;
  newPriceIdr: number;
  /** Whole rupiah that earlier changes in this period were let off because the gateway takes no such sum. */
  waivedIdr?: number;
};

/**
 * What a change costs: the new price's share of the time left less the old one's, or the whole new price less the old
 * one's share. Exact to the millisecond, rounded once, to the nearest rupiah and from the middle away from zero, so that
 * a change and its way back at the same moment cancel out.
 */
export function prorate({ mode, spans, at, oldPriceIdr, newPriceIdr, waivedIdr = 0 }: Change): Arithmetic {
  const parts = spans.filter((span) => span.endsAt > at).map((span) => partOf(span, at));
  const left = sumOf(parts);
  const oldPrice = BigInt(oldPriceIdr);
  const newPrice = BigInt(newPriceIdr);
  const oldAbove = oldPrice * left.above;
  const newAbove = newPrice * (mode === "same-cycle" ? left.above : left.below);
  const exact = roundedRatio(newAbove - oldAbove, left.below);
  const most = mode === "same-cycle" ? Math.max(0, -exact) : roundedRatio(oldAbove, left.below);
  const heldBackIdr = Math.min(waivedIdr, most);
  return {
    mode,
    spans: parts,
    oldPriceIdr,
    newPriceIdr,
    oldShareCents: roundedRatio(oldAbove * 100n, left.below),
    newShareCents: roundedRatio(newAbove * 100n, left.below),
    heldBackIdr,
    differenceIdr: exact + heldBackIdr,
  };
}

function partOf({ startsAt, endsAt }: Span, at: Date): Arithmetic["spans"][number] {
  const wholeMs = endsAt.getTime() - startsAt.getTime();
  const leftMs = Math.min(wholeMs, endsAt.getTime() - at.getTime());
  return { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString(), leftMs, wholeMs };
}

/** The part of all periods that is left, as one fraction. */
function sumOf(parts: Arithmetic["spans"]): { above: bigint; below: bigint } {
  let above = 0n;
  let below = 1n;
  for (const { leftMs, wholeMs } of parts) {
    above = above * BigInt(wholeMs) + BigInt(leftMs) * below;
    below *= BigInt(wholeMs);
  }
  return { above, below };
}

/** The nearest whole number; from the middle away from zero. */
function roundedRatio(above: bigint, below: bigint): number {
  const size = above < 0n ? -above : above;
  const rounded = Number((2n * size + below) / (2n * below));
  return above < 0n && rounded !== 0 ? -rounded : rounded;
}
