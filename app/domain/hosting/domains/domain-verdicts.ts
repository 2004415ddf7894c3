import type { DnsFound } from "#app/adapters/dns/dns.server.ts";

/** What the answers of the DNS mean for a site on a server of ours. */
export type DnsVerdict =
  | "points-here"
  | "no-such-name"
  | "no-address"
  | "elsewhere"
  /** Some visitors would come here and others not. */
  | "mixed"
  /** Right over IPv4, but an AAAA record leads elsewhere: most phones and Let's Encrypt go there first. */
  | "ipv6-elsewhere"
  | "dns-failed";

/** Compares what a name leads to with the server's own addresses. Every address must be ours, of either kind. */
export function judgeDns(found: DnsFound, addresses: readonly string[]): DnsVerdict {
  if (found.outcome === "failed") return "dns-failed";
  if (found.outcome === "no-such-name") return "no-such-name";
  const all = [...found.a, ...found.aaaa];
  if (all.length === 0) return "no-address";
  const isOurs = (address: string) => addresses.includes(address);
  if (all.every(isOurs)) return "points-here";
  if (found.a.length > 0 && found.a.every(isOurs)) return "ipv6-elsewhere";
  return all.some(isOurs) ? "mixed" : "elsewhere";
}

/** Whether the owner lets Let's Encrypt issue certificates (CAA, RFC 8659). */
export function mayCertify({ caa }: Pick<DnsFound, "caa">): boolean {
  return caa === null || caa.includes("letsencrypt.org");
}

/** Minutes from one look to the next, by how many there were; then every three hours. */
const pauses = [1, 2, 5, 10, 15, 20, 30, 30, 60, 60, 60, 60];
const GIVE_UP_MS = 7 * 86_400_000;

/** When to look again after look number `checks` (from 1). */
export function nextLook(checks: number, now: Date): Date {
  return new Date(now.getTime() + (pauses[checks - 1] ?? 180) * 60_000);
}

/** Whether a domain has been waited for long enough. */
export function isGivenUp(createdAt: Date, now: Date): boolean {
  return now.getTime() - createdAt.getTime() >= GIVE_UP_MS;
}
