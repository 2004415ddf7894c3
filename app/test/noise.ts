import { afterEach, beforeEach, expect, vi } from "vitest";

/** An unexpected line on the error console fails the test that made it. A test that expects one says so with `expectNoise`. */
let expected = false;

beforeEach(() => {
  expected = false;
  vi.spyOn(console, "error");
  vi.spyOn(console, "warn");
});

afterEach(() => {
  const lines = [...vi.mocked(console.error).mock.calls, ...vi.mocked(console.warn).mock.calls];
  vi.restoreAllMocks();
  if (!expected) expect(lines, "unexpected console errors").toEqual([]);
});

/** Call in a test that makes the code complain on purpose. */
export function expectNoise(): void {
  expected = true;
}
