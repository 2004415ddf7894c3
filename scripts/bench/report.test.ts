import { expect, test } from "vitest";
import { percentile, table } from "./report.ts";

test("a percentile is a value that was measured, whatever the order", () => {
  const values = [30, 10, 20, 40, 50, 60, 70, 80, 90, 100];
  expect(percentile(values, 0.5)).toBe(50);
  expect(percentile(values, 0.95)).toBe(100);
  expect(percentile([7], 0.99)).toBe(7);
});

test("nothing measured is an error, not a good number", () => {
  expect(() => percentile([], 0.5)).toThrow("Nothing was measured");
});

test("the table's columns line up, and what is missing is a dash", () => {
  const printed = table([
    { name: "long name", measured: "1 ms", budget: "2 ms", verdict: "ok" },
    { name: "x", measured: "100 ms", baseline: "50 ms", ratio: "2.00×", budget: "60 ms", verdict: "over" },
  ]);
  const [head = "", , first = "", second = ""] = printed.split("\n");
  expect(first.indexOf("2 ms")).toBe(head.indexOf("budget"));
  expect(second.indexOf("60 ms")).toBe(head.indexOf("budget"));
  expect(first).toContain("–");
});
