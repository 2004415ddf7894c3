import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { isSignedNotice, noticeTexts, requestText, signRequest } from "./signature.server.ts";

const va = "0000001234567890";
const apiKey = "SANDBOX00000000-1111-2222-3333-444455556666";
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

const redirect = {
  product: ["Hosting Starter 12 bulan"],
  qty: [1],
  price: [333000],
  description: ["INV-2026-000123"],
  returnUrl: "https://app.example.com/billing/return/INV-2026-000123",
  cancelUrl: "https://app.example.com/billing/cancel/INV-2026-000123",
  notifyUrl: "https://app.example.com/webhooks/ipaymu",
  referenceId: "INV-2026-000123-A1",
  buyerName: "Budi Santoso",
  buyerEmail: "budi@example.com",
  buyerPhone: "081234567890",
  expired: 24,
  feeDirection: "MERCHANT",
  lang: "id",
};

test.each([
  [
    "a redirect payment",
    "POST" as const,
    redirect,
    "eab91d043444c077af57d0d79c329b5fc2f6cb789fd95169c6b04b3ac600e000",
    "50f7d98f35a070041157fe7e24126b897db546cc0d4104a15ded2ec39ca1ad42",
  ],
  [
    "a question about a transaction",
    "POST" as const,
    { transactionId: "123456", account: va },
    "14c7dd7c01047404def8c08686164e0a4062aeac4b5bccaf2940ece4a09b00e9",
    "c3404132744a89283ae0bd694362c8c13f9cab15b53fdbce6b772df80fdbd067",
  ],
  [
    "a GET, which hashes {}",
    "GET" as const,
    {},
    "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
    "84a0c65533e6078bdf5c5f484e0902068524088f9c43c809772f92e54c868069",
  ],
  [
    "letters beyond ASCII",
    "POST" as const,
    { name: "José Müller", amount: 10000 },
    "498bd0a6bea5b3b42b0af31d8602d1a1ae1110c88c066615daa8b865b56268de",
    "42156ae0cc9a312b0c7322cb307bcfec6e38935bcd2b7b35dd03771251496754",
  ],
])("%s is signed as the published vector says", (_, method, fields, digest, signature) => {
  const text = requestText(fields);
  expect(sha256(text)).toBe(digest);
  expect(signRequest(method, text, { va, apiKey })).toBe(signature);
});

test("what iPaymu would drop or refuse is never sent", () => {
  const fields = { a: "", b: null, c: undefined, d: {}, e: "  x – \u{1f600} ` ’ ", f: [1, ""], g: { h: "" } };
  expect(requestText(fields)).toBe('{"e":"x \\u2013 \\ud83d\\ude00","f":[1]}');
  expect(requestText({ url: "https://a/b" })).toBe('{"url":"https://a/b"}');
});

test("an amount that is not whole is refused before it is signed", () => {
  expect(() => requestText({ price: [10000.5] })).toThrow("not a whole number");
});

const official = JSON.parse(
  String.raw`{"additional_info":[],"amount":"102000","buyer_email":"putu@mail.com","buyer_name":"putu","buyer_phone":"08123456789","channel":"mpm","created_at":"2025-11-11 10:10:26","expired_at":"2025-11-12 10:10:25","fee":"714","is_escrow":false,"paid_at":"2025-11-11 10:10:51","paid_off":101286,"payment_no":"","reference_id":"ID1234","settlement_status":"settled","sid":"f5aaa61d-7260-4c91-a718-5274a55cb4b8","status":"berhasil","status_code":1,"sub_total":"102000","system_notes":"Sandbox notify","total":"102000","transaction_status_code":1,"trx_id":184854,"url":"https:\/\/webhook.site\/caef335b-f0bf-49d3-a532-35564f5241a2","via":"qris"}`,
) as Record<string, unknown>;
const officialVa = "1179000899";
const officialSignature = "c9594cc8c9f5811ecf22422eed1c8071f7837211f58956f616658a904d94f024";

const second = JSON.parse(
  String.raw`{"additional_info":[],"amount":"333000","buyer_email":"budi@example.com","buyer_name":"Budi Santoso","buyer_phone":"081234567890","channel":"bca","created_at":"2026-11-22 10:00:00","expired_at":"2026-11-22 22:00:00","fee":"4000","is_escrow":false,"paid_at":"2026-11-22 10:05:00","paid_off":329000,"payment_no":"3811800012345678","reference_id":"INV-2026-000123-A1","settlement_status":"unsettle","sid":"11111111-2222-3333-4444-555555555555","status":"berhasil","status_code":1,"sub_total":"333000","system_notes":"","total":"333000","transaction_status_code":6,"trx_id":200001,"url":"https:\/\/app.example.com\/webhooks\/ipaymu","va":"3811800012345678","via":"va"}`,
) as Record<string, unknown>;
const secondSignature = "51e32fa47f2838069cdb98a41c5a194c4ec53c278d8e9fca457794bd80aca9bf";

/** As a form would carry it. */
function asForm(fields: Record<string, unknown>): Record<string, string> {
  const pairs = Object.entries(fields).filter(([, value]) => typeof value !== "object");
  return Object.fromEntries(pairs.map(([key, value]) => [key, value === false ? "0" : String(value)]));
}

test.each([
  ["the vendor's own example", official, officialVa, officialSignature],
  ["an invented transfer", second, va, secondSignature],
])("%s is recognised as JSON, as a form, in any order", (_, fields, key, signature) => {
  expect(isSignedNotice(fields, signature, key)).toBe(true);
  expect(isSignedNotice(asForm(fields), signature, key)).toBe(true);
  expect(isSignedNotice(Object.fromEntries(Object.entries(fields).reverse()), signature, key)).toBe(true);
  expect(isSignedNotice({ ...fields, signature }, signature.toUpperCase(), key)).toBe(true);
});

test("a changed, added or missing field is noticed, and so is another account's key", () => {
  const { fee: _, ...without } = official;
  expect(isSignedNotice({ ...official, amount: "1" }, officialSignature, officialVa)).toBe(false);
  expect(isSignedNotice({ ...official, extra: "1" }, officialSignature, officialVa)).toBe(false);
  expect(isSignedNotice(without, officialSignature, officialVa)).toBe(false);
  expect(isSignedNotice(official, officialSignature, va)).toBe(false);
  expect(isSignedNotice(official, "", officialVa)).toBe(false);
});

test("keys are in byte order: referenceId before reference_id, as PHP sorts them", () => {
  expect(noticeTexts({ reference_id: "a", referenceId: "b" })[0]).toBe(
    '{"additional_info":[],"referenceId":"b","reference_id":"a"}',
  );
});
