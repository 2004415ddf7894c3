import { afterAll, beforeAll, expect, test } from "vitest";
import { type DnsSandbox, startDnsSandbox } from "#scripts/sandbox/dns/server.ts";
import { createDns, type DnsLookup } from "./dns.server.ts";

let names: DnsSandbox;
let dns: DnsLookup;
beforeAll(async () => {
  names = await startDnsSandbox();
  dns = createDns({ servers: [names.address] });
});
afterAll(() => names.stop());

test("everything that stands under a name is read, with the zone's name servers and who may issue certificates", async () => {
  names.set("toko.test", {
    a: ["203.0.113.9", "203.0.113.7"],
    ns: ["ns1.dns.test"],
    caa: ["letsencrypt.org"],
  });
  names.set("www.toko.test", { cname: "toko.test" });
  names.set("enam.test", { aaaa: ["2001:db8::7"] });
  expect(await dns.lookUp("www.toko.test")).toEqual({
    outcome: "answered",
    a: ["203.0.113.7", "203.0.113.9"],
    aaaa: [],
    cname: ["toko.test"],
    ns: ["ns1.dns.test"],
    caa: ["letsencrypt.org"],
  });
  expect(await dns.lookUp("enam.test")).toMatchObject({ outcome: "answered", a: [], aaaa: ["2001:db8::7"] });
  names.set("tertutup.test", { a: ["203.0.113.9"], caa: [";"] });
  expect(await dns.lookUp("tertutup.test")).toMatchObject({ caa: [""] });
});

test("a name that nobody has is told apart from name servers that fail or stay silent", async () => {
  expect(await dns.lookUp("tiada.test")).toMatchObject({ outcome: "no-such-name", a: [] });
  names.set("rusak.test", { a: ["203.0.113.9"] });
  names.breakName("rusak.test", "servfail");
  expect(await dns.lookUp("rusak.test")).toMatchObject({ outcome: "failed", a: [] });
  names.set("diam.test", { a: ["203.0.113.9"] });
  names.breakName("diam.test", "silence");
  expect(await dns.lookUp("diam.test")).toMatchObject({ outcome: "failed" });
}, 20_000);
