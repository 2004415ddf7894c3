import { expect, test } from "vitest";
import { safePath } from "./responses.ts";

test("a path of this site is kept with its query", () => {
  expect(safePath("/checkout/kecil?cycle=yearly", "/")).toBe("/checkout/kecil?cycle=yearly");
});

test.each([
  "https://evil.example/",
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/.//evil.example",
  "/x/..//evil.example",
  "javascript:alert(1)",
  " /dashboard",
  "",
  "dashboard",
])("a return address of %j leads nowhere else", (next) => {
  const path = safePath(next, "/dashboard");
  expect(new URL(path, "http://lumi.test").host).toBe("lumi.test");
});

test("nothing given leads to the fallback", () => {
  expect(safePath(null, "/dashboard")).toBe("/dashboard");
  expect(safePath(undefined, "/dashboard")).toBe("/dashboard");
});
