import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { linkKeysFrom, payLink, payToken, readPayToken } from "./pay-links.ts";

const [first = "", second = ""] = linkKeysFrom(["the newer secret of two", "the older secret of two"]);
const now = new Date("2026-11-22T03:00:00Z");
const orderId = "0d3f6a52-6a0f-4c3a-9b52-0a4f0e6f2a11";
const daysLater = (days: number) => new Date(now.getTime() + days * 86_400_000);

test("a link to pay names its order for sixty days, and is known as ours after that", () => {
  const link = payLink({ appUrl: "http://lumi.test", linkKeys: [first] }, orderId, now);
  const token = /^http:\/\/lumi\.test\/pay\/([\w-]{48})$/.exec(link)?.[1] ?? "";
  expect(readPayToken([first], token, now)).toEqual({ outcome: "good", orderId });
  expect(readPayToken([first], token, daysLater(60))).toEqual({ outcome: "good", orderId });
  expect(readPayToken([first], token, daysLater(60.001))).toEqual({ outcome: "expired", orderId });
});

test("when the secret is changed, links of the one before still pay, and new ones are signed with the new", () => {
  const old = payToken([second], orderId, now);
  expect(readPayToken([first, second], old, now)).toEqual({ outcome: "good", orderId });
  expect(readPayToken([first], old, now)).toEqual({ outcome: "not-ours" });
  const fresh = payToken([first, second], orderId, now);
  expect(readPayToken([first], fresh, now)).toEqual({ outcome: "good", orderId });
});

test("the keys are not the secrets, and another secret gives another key", () => {
  expect(first).not.toBe(second);
  expect(linkKeysFrom(["the newer secret of two"])).toEqual([first]);
  expect(first).not.toContain("secret");
});

test("a link of which any bit was changed is not ours", () => {
  const token = payToken([first], orderId, now);
  const bits = Buffer.from(token, "base64url").length * 8;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: bits - 1 }), (bit) => {
      const bytes = Buffer.from(token, "base64url");
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      expect(readPayToken([first], bytes.toString("base64url"), now)).toEqual({ outcome: "not-ours" });
    }),
  );
});

test("whatever stands where the token belongs, it is refused and nothing breaks", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 100 }), (text) => {
      expect(readPayToken([first], text, now)).toEqual({ outcome: "not-ours" });
    }),
  );
});

test("every order comes back as it went in", () => {
  for (let count = 0; count < 50; count++) {
    const id = randomUUID();
    expect(readPayToken([first], payToken([first], id, now), now)).toEqual({ outcome: "good", orderId: id });
  }
});
