/** One budget of the design: what was measured now, beside what it may be. */
export type Line = {
  name: string;
  measured: string;
  /** The same work done barely, in the same run. */
  baseline?: string;
  ratio?: string;
  budget: string;
  verdict: "ok" | "over" | "info";
};

export type BenchOptions = {
  /** The sizes the design names; without it smaller ones, so that everything runs in a few minutes. */
  full: boolean;
  say: (line: string) => void;
};
export type Bench = (options: BenchOptions) => Promise<Line[]>;

export const verdict = (isWithin: boolean): Line["verdict"] => (isWithin ? "ok" : "over");

/** The value that `share` (0 to 1) of the others do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (value === undefined) throw new Error("Nothing was measured");
  return value;
}

/** For what is done by turns: each turn counts as much. */
export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new Error("Nothing was measured");
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
export const seconds = (value: number) => `${(value / 1000).toFixed(value < 10_000 ? 2 : 1)} s`;
export const times = (value: number) => `${value.toFixed(2)}×`;
export const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
export const MiB = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;

const COLUMNS = ["name", "measured", "baseline", "ratio", "budget", "verdict"] as const;

/** A text table; the widest cell of a column gives its width. */
export function table(lines: readonly Line[]): string {
  const rows = [COLUMNS.map(String), ...lines.map((line) => COLUMNS.map((column) => line[column] ?? "–"))];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const printed = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  printed.splice(1, 0, widths.map((width) => "─".repeat(width)).join("  "));
  return printed.join("\n");
}
