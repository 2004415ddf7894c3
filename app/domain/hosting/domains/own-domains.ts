import { readDomain } from "#app/domain/billing/orders/site-address.ts";
import { isPublicSuffix } from "./public-suffixes.ts";

export type DomainProblem = "empty" | "shape" | "wildcard" | "suffix" | "ours";

/**
 * A domain as typed or pasted, for a site that exists: lower-case ASCII (IDN as Punycode), or why it cannot be. Names
 * of the shop and below its domain for sites are nobody's to claim, nor is a registry's own suffix.
 */
export function readOwnDomain(
  typed: string,
  { sitesDomain, appUrl }: { sitesDomain: string; appUrl: string },
): { domain: string } | { problem: DomainProblem } {
  if (typed.includes("*")) return { problem: "wildcard" };
  const read = readDomain(typed, [sitesDomain, new URL(appUrl).hostname]);
  if ("problem" in read) return { problem: read.problem === "reserved" ? "shape" : read.problem };
  return isPublicSuffix(read.domain) ? { problem: "suffix" } : read;
}

/** `toko.com` and `www.toko.com` are one domain to the person who bought it, and to the plan. */
export function bareName(host: string): string {
  return host.replace(/^www\./, "");
}

/** Whether a site's host is one of the free addresses, without port. */
export function isFreeAddress(host: string, sitesDomain: string): boolean {
  return host.endsWith(`.${sitesDomain.replace(/:\d+$/, "")}`);
}
