import { expect, test } from "vitest";
import { formatNpwp, readNpwp } from "./npwp.ts";

test.each([
  ["12.345.678.9-012.345", "123456789012345", "12.345.678.9-012.345"],
  ["123456789012345", "123456789012345", "12.345.678.9-012.345"],
  [" 0123 4567 8901 2345 ", "0123456789012345", "0123 4567 8901 2345"],
  ["0123-4567-8901-2345", "0123456789012345", "0123 4567 8901 2345"],
])("%s is read as %s and stands on papers as %s", (typed, digits, shown) => {
  expect(readNpwp(typed)).toBe(digits);
  expect(formatNpwp(digits)).toBe(shown);
  expect(readNpwp(shown)).toBe(digits);
});

test.each(["", "12345678901234", "12345678901234567", "1234567890l2345", "١٢٣٤٥٦٧٨٩٠١٢٣٤٥", "tidak punya"])(
  "%j is no NPWP",
  (typed) => expect(readNpwp(typed)).toBeNull(),
);
