import { expect, test } from "vitest";
import { drawQr } from "./qr-code.tsx";

/*
 * A reader of its own, by ISO/IEC 18004: it knows nothing of how the code was drawn and corrects no errors, so that a
 * single wrong module is seen. Level M, byte mode, versions 7 to 11: what a QRIS payload needs.
 */
const ALIGNMENT: Record<number, number[]> = {
  7: [6, 22, 38],
  8: [6, 24, 42],
  9: [6, 26, 46],
  10: [6, 28, 50],
  11: [6, 30, 54],
};
/** Data codewords of each block at level M. */
const BLOCKS: Record<number, number[]> = {
  7: [31, 31, 31, 31],
  8: [38, 38, 39, 39],
  9: [36, 36, 36, 37, 37],
  10: [43, 43, 43, 43, 44],
  11: [50, 51, 51, 51, 51],
};
const MASKS: ((y: number, x: number) => boolean)[] = [
  (y, x) => (y + x) % 2 === 0,
  (y) => y % 2 === 0,
  (_, x) => x % 3 === 0,
  (y, x) => (y + x) % 3 === 0,
  (y, x) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2 === 0,
  (y, x) => ((y * x) % 2) + ((y * x) % 3) === 0,
  (y, x) => (((y * x) % 2) + ((y * x) % 3)) % 2 === 0,
  (y, x) => (((y + x) % 2) + ((y * x) % 3)) % 2 === 0,
];

/** The modules of a path of runs, without the quiet zone, which must be white. */
function modulesOf({ size, path }: { size: number; path: string }): boolean[][] {
  const grid = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
    for (let run = 0; run < Number(width); run++) grid[Number(y)]![Number(x) + run] = true;
  const inside = (at: number) => at >= 4 && at < size - 4;
  const strays = grid.flatMap((row, y) => row.filter((dark, x) => dark && !(inside(x) && inside(y))));
  expect(strays).toEqual([]);
  return grid.slice(4, -4).map((row) => row.slice(4, -4));
}

function decode(grid: boolean[][]): string {
  const size = grid.length;
  const version = (size - 17) / 4;
  const at = (y: number, x: number) => (grid[y]![x] ? 1 : 0);
  let format = 0;
  for (const x of [0, 1, 2, 3, 4, 5, 7, 8]) format = (format << 1) | at(8, x);
  for (const y of [7, 5, 4, 3, 2, 1, 0]) format = (format << 1) | at(y, 8);
  format ^= 0b101010000010010;
  expect(format >> 13, "level M").toBe(0);
  const mask = MASKS[(format >> 10) & 7]!;

  const bits: number[] = [];
  let upwards = true;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step++) {
      const y = upwards ? size - 1 - step : step;
      for (const x of [right, right - 1])
        if (!isFunction(y, x, size, version)) bits.push(at(y, x) ^ (mask(y, x) ? 1 : 0));
    }
    upwards = !upwards;
  }
  const words = Array.from({ length: Math.floor(bits.length / 8) }, (_, one) =>
    bits.slice(one * 8, one * 8 + 8).reduce((sum, bit) => (sum << 1) | bit, 0),
  );
  const blocks = BLOCKS[version]!.map((length) => ({ length, words: [] as number[] }));
  for (let round = 0, next = 0; round < Math.max(...BLOCKS[version]!); round++)
    for (const block of blocks) if (round < block.length) block.words.push(words[next++]!);
  const text = blocks
    .flatMap((block) => block.words)
    .map((word) => word.toString(2).padStart(8, "0"))
    .join("");
  expect(text.slice(0, 4), "byte mode").toBe("0100");
  const counter = version < 10 ? 8 : 16;
  const length = Number.parseInt(text.slice(4, 4 + counter), 2);
  const bytes = Array.from({ length }, (_, one) =>
    Number.parseInt(text.slice(4 + counter + one * 8, 12 + counter + one * 8), 2),
  );
  return Buffer.from(bytes).toString("utf8");
}

/** Finders with their formats, timing, alignment and version: where no data is. */
function isFunction(y: number, x: number, size: number, version: number): boolean {
  if ((y < 9 && x < 9) || (y < 9 && x >= size - 8) || (y >= size - 8 && x < 9)) return true;
  if (y === 6 || x === 6) return true;
  if ((y < 6 && x >= size - 11) || (x < 6 && y >= size - 11)) return true;
  const centres = ALIGNMENT[version]!;
  const [first, last] = [centres[0]!, centres.at(-1)!];
  return centres.some((cy) =>
    centres.some((cx) => {
      const isCorner =
        (cy === first && cx === first) || (cy === first && cx === last) || (cy === last && cx === first);
      return !isCorner && Math.abs(cy - y) <= 2 && Math.abs(cx - x) <= 2;
    }),
  );
}

test.each([120, 144, 180, 211])(
  "a QRIS payload of %i characters is read again from what is drawn, with four white modules around",
  (length) => {
    const payload = `00020101021226590014ID.LINKAJA.WWW0193600911002`;
    const whole = `${payload.padEnd(length - 8, "5204481653033605802ID5907Toko Sari")}6304A1b2`;
    expect(whole).toHaveLength(length);
    expect(decode(modulesOf(drawQr(whole)))).toBe(whole);
  },
);
