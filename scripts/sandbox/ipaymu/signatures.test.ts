import { expect, test } from "vitest";
import {
  callbackSignature,
  canonicalCallback,
  canonicalRequest,
  decodeRequest,
  type JsonObject,
  requestSignature,
} from "./signatures.ts";

const va = "0000001234567890";
const apiKey = "SANDBOX00000000-1111-2222-3333-444455556666";

const T1 =
  '{"product":["Hosting Starter 12 bulan"],"qty":[1],"price":[333000],"description":["INV-2026-000123"],"returnUrl":"https://app.example.com/billing/return/INV-2026-000123","cancelUrl":"https://app.example.com/billing/cancel/INV-2026-000123","notifyUrl":"https://app.example.com/webhooks/ipaymu","referenceId":"INV-2026-000123-A1","buyerName":"Budi Santoso","buyerEmail":"budi@example.com","buyerPhone":"081234567890","expired":24,"feeDirection":"MERCHANT","lang":"id"}';

test.each([
  ["a hosted payment", "POST", T1, "50f7d98f35a070041157fe7e24126b897db546cc0d4104a15ded2ec39ca1ad42"],
  [
    "a transaction check",
    "POST",
    '{"transactionId":"123456","account":"0000001234567890"}',
    "c3404132744a89283ae0bd694362c8c13f9cab15b53fdbce6b772df80fdbd067",
  ],
  ["a GET without a body", "GET", "", "84a0c65533e6078bdf5c5f484e0902068524088f9c43c809772f92e54c868069"],
  [
    "a body above ASCII",
    "POST",
    String.raw`{"name":"Jos\u00e9 M\u00fcller","amount":10000}`,
    "42156ae0cc9a312b0c7322cb307bcfec6e38935bcd2b7b35dd03771251496754",
  ],
])("%s is signed as the vendor signs it", (_, method, body, signature) => {
  const canonical = canonicalRequest(decodeRequest(body));
  if (body !== "") expect(canonical).toBe(body);
  expect(requestSignature({ method, va, apiKey, canonical })).toBe(signature);
});

test.each([
  ["an empty string", '{"a":"x","b":""}'],
  ["a null", '{"a":"x","b":null}'],
  ["an empty object", '{"a":"x","b":{}}'],
  ["a space at the end", '{"a":"x "}'],
  ["a letter left in UTF-8", '{"a":"José"}'],
  ["a backtick", '{"a":"x`"}'],
  ["an upper-case escape", String.raw`{"a":"\u00E9"}`],
  ["a decimal point", '{"a":10000.0}'],
  ["a space between", '{"a": "x"}'],
  ["an escaped slash", String.raw`{"a":"x\/y"}`],
])("%s makes what the gateway hashes differ from what was sent", (_, body) => {
  expect(canonicalRequest(decodeRequest(body))).not.toBe(body);
});

test.each([
  [
    "the vendor's published example",
    "1179000899",
    String.raw`{"additional_info":[],"amount":"102000","buyer_email":"putu@mail.com","buyer_name":"putu","buyer_phone":"08123456789","channel":"mpm","created_at":"2025-11-11 10:10:26","expired_at":"2025-11-12 10:10:25","fee":"714","is_escrow":false,"paid_at":"2025-11-11 10:10:51","paid_off":101286,"payment_no":"","reference_id":"ID1234","settlement_status":"settled","sid":"f5aaa61d-7260-4c91-a718-5274a55cb4b8","status":"berhasil","status_code":1,"sub_total":"102000","system_notes":"Sandbox notify","total":"102000","transaction_status_code":1,"trx_id":184854,"url":"https:\/\/webhook.site\/caef335b-f0bf-49d3-a532-35564f5241a2","via":"qris"}`,
    "c9594cc8c9f5811ecf22422eed1c8071f7837211f58956f616658a904d94f024",
  ],
  [
    "a virtual account's callback",
    va,
    String.raw`{"additional_info":[],"amount":"333000","buyer_email":"budi@example.com","buyer_name":"Budi Santoso","buyer_phone":"081234567890","channel":"bca","created_at":"2026-11-22 10:00:00","expired_at":"2026-11-22 22:00:00","fee":"4000","is_escrow":false,"paid_at":"2026-11-22 10:05:00","paid_off":329000,"payment_no":"3811800012345678","reference_id":"INV-2026-000123-A1","settlement_status":"unsettle","sid":"11111111-2222-3333-4444-555555555555","status":"berhasil","status_code":1,"sub_total":"333000","system_notes":"","total":"333000","transaction_status_code":6,"trx_id":200001,"url":"https:\/\/app.example.com\/webhooks\/ipaymu","va":"3811800012345678","via":"va"}`,
    "51e32fa47f2838069cdb98a41c5a194c4ec53c278d8e9fca457794bd80aca9bf",
  ],
])("%s carries the printed signature, whatever the order of its keys", (_, key, text, signature) => {
  const fields = JSON.parse(text) as JsonObject;
  const shuffled = Object.fromEntries(Object.entries(fields).reverse());
  expect(canonicalCallback(shuffled)).toBe(text);
  expect(callbackSignature({ ...shuffled, signature: "x" }, key)).toBe(signature);
});

test("keys are sorted by byte, capitals before the underscore", () => {
  expect(canonicalCallback({ reference_id: "a", referenceId: "b" })).toBe(
    '{"additional_info":[],"referenceId":"b","reference_id":"a"}',
  );
});
