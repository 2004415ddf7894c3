import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { Settings } from "#app/domain/settings.ts";

/** Longer than a bill waits from its making to the end of the subscription, at the usual terms of a plan. */
const LIFE_SECONDS = 60 * 24 * 60 * 60;
const ID_BYTES = 16;
const BODY_BYTES = ID_BYTES + 4;
const MAC_BYTES = 16;
const SHAPE = /^[A-Za-z0-9_-]{48}$/;

/** The keys that sign links to pay, one from each secret in its order. They sign nothing else. */
export function linkKeysFrom(secrets: readonly string[]): string[] {
  return secrets.map((secret) =>
    Buffer.from(hkdfSync("sha256", secret, "", "links to pay, first form", 32)).toString("base64url"),
  );
}

/**
 * The address where an order can be paid by whoever holds it, without signing in; good for 60 days from `now`. Made
 * again it is another address that pays the same order.
 */
export function payLink(settings: Pick<Settings, "appUrl" | "linkKeys">, orderId: string, now: Date): string {
  return `${settings.appUrl}/pay/${payToken(settings.linkKeys, orderId, now)}`;
}

/** The secret of such an address: the order and the last second, signed with the first key. */
export function payToken([key]: readonly string[], orderId: string, now: Date): string {
  if (!key) throw new Error("no key to sign links with");
  const body = Buffer.alloc(BODY_BYTES);
  body.write(orderId.replaceAll("-", ""), "hex");
  body.writeUInt32BE(Math.floor(now.getTime() / 1000) + LIFE_SECONDS, ID_BYTES);
  return Buffer.concat([body, sign(body, key)]).toString("base64url");
}

export type PayToken = { outcome: "good" | "expired"; orderId: string } | { outcome: "not-ours" };

/** What an address says, if one of our keys signed every bit of it. An expired one was ours, and pays nothing. */
export function readPayToken(keys: readonly string[], token: string, now: Date): PayToken {
  if (!SHAPE.test(token)) return { outcome: "not-ours" };
  const bytes = Buffer.from(token, "base64url");
  const body = bytes.subarray(0, BODY_BYTES);
  const mac = bytes.subarray(BODY_BYTES);
  if (!keys.some((key) => timingSafeEqual(sign(body, key), mac))) return { outcome: "not-ours" };
  const id = body.toString("hex", 0, ID_BYTES);
  const orderId = id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  const isOver = now.getTime() > body.readUInt32BE(ID_BYTES) * 1000;
  return { outcome: isOver ? "expired" : "good", orderId };
}

function sign(body: Buffer, key: string): Buffer {
  return createHmac("sha256", Buffer.from(key, "base64url")).update(body).digest().subarray(0, MAC_BYTES);
}
