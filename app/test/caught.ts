import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

/** What users of other systems complain of, and the tests that would catch it here: file below `app`, then name. */
export type Complaint = [complaint: string, ...caughtBy: [file: string, test: string][]];

const app = path.join(import.meta.dirname, "..");

/** One test for each complaint: that the tests named beside it are there. */
export function catchAll(complaints: readonly Complaint[]): void {
  for (const [complaint, ...caughtBy] of complaints) {
    test(`"${complaint}" is caught by a test`, () => {
      expect(caughtBy.length).toBeGreaterThan(0);
      for (const [file, name] of caughtBy) {
        const text = readFileSync(path.join(app, /\.tsx?$/.test(file) ? file : `${file}.test.ts`), "utf8");
        // `…` stands for what is filled in for each of several cases; the corpus names its cases itself.
        const pieces = name.split("…").map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
        expect(text, name).toMatch(new RegExp(`(test\\(|^ +\\[?)["\`]${pieces.join('[^"`]*')}`, "m"));
      }
    });
  }
}
