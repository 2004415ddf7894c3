import { expect, test } from "vitest";
import { commonPasswords } from "./common-passwords.ts";
import { passwordProblem } from "./passwords.ts";

test.each([
  ["", "too-short"],
  ["pendek7", "too-short"],
  ["👍👍👍👍👍👍👍", "too-short"],
  ["x".repeat(73), "too-long"],
  ["é".repeat(37), "too-long"],
  ["Password123", "common"],
  [" bismillah ", "common"],
  ["aaaaaaaaaaa", "common"],
  ["ab12ab12ab12", "common"],
  ["Sari.Wulandari@Warung.test", "is-email"],
  ["sari.wulandari", "is-email"],
])("%j is refused: %s", (password, problem) => {
  expect(passwordProblem(password, "sari.wulandari@warung.test")).toBe(problem);
});

test.each(["kopi tubruk pagi", `${"é".repeat(18)}abcdefgh`, "Sari.Wulandari@Warung.test!"])(
  "%j may be used",
  (password) => {
    expect(passwordProblem(password, "sari.wulandari@warung.test")).toBeNull();
  },
);

test("every common password is one that would otherwise be long enough, in lower case", () => {
  expect(commonPasswords.size).toBeGreaterThan(200);
  for (const password of commonPasswords) expect(password).toBe(password.toLowerCase());
  expect([...commonPasswords].filter((password) => password.length < 8)).toEqual([]);
});
