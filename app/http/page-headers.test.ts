import { expect, test } from "vitest";
import { setPageHeaders } from "./page-headers.server.ts";

const page = { nonce: "abc", hasScript: false, isPrivate: false, gatewayUrl: undefined };

function headersOf(changes: Partial<typeof page>, given: Record<string, string> = {}) {
  const headers = new Headers(given);
  setPageHeaders(headers, { ...page, ...changes });
  return headers;
}

test("a page without script allows none, and no connection either", () => {
  const policy = headersOf({}).get("content-security-policy")!;
  expect(policy).toContain("script-src 'none'");
  expect(policy).not.toContain("connect-src");
  expect(policy).not.toContain("abc");
});

test("a page with script allows our files, this response's nonce and our own address", () => {
  const policy = headersOf({ hasScript: true }).get("content-security-policy")!;
  expect(policy).toContain("script-src 'self' 'nonce-abc'");
  expect(policy).toContain("connect-src 'self'");
  expect(policy).not.toContain("unsafe");
});

test("a signed-in reader's page is kept by nobody, unless its route has decided otherwise", () => {
  expect(headersOf({ isPrivate: true }).get("cache-control")).toBe("private, no-store");
  expect(headersOf({ isPrivate: true }, { "cache-control": "private, no-cache" }).get("cache-control")).toBe(
    "private, no-cache",
  );
});
