import { expect, test } from "vitest";
import { judgeDns, mayCertify } from "./domain-verdicts.ts";
import { readOwnDomain } from "./own-domains.ts";

const settings = { sitesDomain: "situs.test:8080", appUrl: "https://lumi.test" };

test("a domain is read as people paste it, and what nobody can own is refused by its reason", () => {
  const read = (typed: string) => {
    const result = readOwnDomain(typed, settings);
    return "domain" in result ? result.domain : `! ${result.problem}`;
  };
  const cases: Record<string, string> = {
    " TokoSari.COM ": "tokosari.com",
    "https://www.tokosari.co.id/menu?x=1": "www.tokosari.co.id",
    "tokosari.com.": "tokosari.com",
    "kafé.com": "xn--kaf-dma.com",
    "": "! empty",
    "*.tokosari.com": "! wildcard",
    com: "! shape",
    "co.id": "! suffix",
    "my.id": "! suffix",
    localhost: "! shape",
    "203.0.113.7": "! shape",
    "toko_sari.com": "! shape",
    "toko sari.com": "! shape",
    "tokosari.com:8080": "! shape",
    "-toko.com": "! shape",
    "a@toko.com": "! shape",
    "situs.test": "! ours",
    "lain.situs.test": "! ours",
    "lumi.test": "! ours",
    [`${"a".repeat(64)}.com`]: "! shape",
  };
  for (const [typed, wanted] of Object.entries(cases)) expect([typed, read(typed)]).toEqual([typed, wanted]);
});

test("a name leads here only when every address of it is the server's, over IPv6 as well", () => {
  const found = (
    a: string[],
    aaaa: string[] = [],
    outcome: "answered" | "failed" | "no-such-name" = "answered",
  ) => judgeDns({ outcome, a, aaaa, cname: [], ns: [], caa: null }, ["203.0.113.7", "2001:db8::7"]);
  expect(found(["203.0.113.7"])).toBe("points-here");
  expect(found(["203.0.113.7"], ["2001:db8::7"])).toBe("points-here");
  expect(found([], ["2001:db8::7"])).toBe("points-here");
  expect(found(["203.0.113.7"], ["2001:db8::9"])).toBe("ipv6-elsewhere");
  expect(found(["203.0.113.7", "203.0.113.9"])).toBe("mixed");
  expect(found(["203.0.113.9"])).toBe("elsewhere");
  expect(found([])).toBe("no-address");
  expect(found([], [], "no-such-name")).toBe("no-such-name");
  expect(found([], [], "failed")).toBe("dns-failed");
  expect(mayCertify({ caa: null })).toBe(true);
  expect(mayCertify({ caa: ["letsencrypt.org"] })).toBe(true);
  expect(mayCertify({ caa: ["sectigo.com"] })).toBe(false);
  expect(mayCertify({ caa: [] })).toBe(false);
});
