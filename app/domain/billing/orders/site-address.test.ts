import { expect, test } from "vitest";
import { hostOf, readDomain, readLabel } from "./site-address.ts";

const ours = ["lumi.test", "situs.test:8080"];

test.each([
  ["  Toko-Sari ", { label: "toko-sari" }],
  ["", { problem: "empty" }],
  ["ab", { problem: "shape" }],
  ["-toko", { problem: "shape" }],
  ["toko sari", { problem: "shape" }],
  ["toko.sari", { problem: "shape" }],
  ["tokó", { problem: "shape" }],
  ["xn--toko", { problem: "shape" }],
  ["a".repeat(41), { problem: "shape" }],
  ["www", { problem: "reserved" }],
  ["held-1234", { problem: "reserved" }],
])("the free name %j", (typed, expected) => {
  expect(readLabel(typed)).toEqual(expected);
});

test.each([
  ["https://Toko-Sari.co.id/beranda?x=1", { domain: "toko-sari.co.id" }],
  ["www.tokosari.com.", { domain: "www.tokosari.com" }],
  ["kafé.id", { domain: "xn--kaf-dma.id" }],
  ["", { problem: "empty" }],
  ["localhost", { problem: "shape" }],
  ["192.168.1.1", { problem: "shape" }],
  ["0x7f.1", { problem: "shape" }],
  ["toko.com:8080", { problem: "shape" }],
  ["sari@toko.com", { problem: "shape" }],
  ["toko_sari.com", { problem: "shape" }],
  [`${"a".repeat(64)}.com`, { problem: "shape" }],
  ["lain.situs.test", { problem: "ours" }],
  ["LUMI.test", { problem: "ours" }],
])("the domain %j", (typed, expected) => {
  expect(readDomain(typed, ours)).toEqual(expected);
});

test("a site's host has no port", () => {
  expect(hostOf({ label: "toko" }, "localhost:8080")).toBe("toko.localhost");
  expect(hostOf({ domain: "tokosari.com" }, "localhost:8080")).toBe("tokosari.com");
});
