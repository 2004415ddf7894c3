import { isIP } from "node:net";
import type { DnsLookup } from "#app/adapters/dns/dns.server.ts";
import type { Db } from "#db/client.ts";
import type { ServerRow } from "../servers/servers.server.ts";
import type { WebsiteRow } from "../websites/websites.server.ts";
import { judgeDns, mayCertify } from "./domain-verdicts.ts";

/** A website that runs, with the server it is on. */
export type PlacedSite = { site: WebsiteRow & { panel_site_id: number }; server: ServerRow };

/** The website and its server, or null unless it is active and meant to run. */
export async function findRunning(db: Db, websiteId: string): Promise<PlacedSite | null> {
  const site = await db
    .selectFrom("websites")
    .selectAll()
    .where("id", "=", websiteId)
    .where("status", "=", "active")
    .where("suspended_reason", "is", null)
    .executeTakeFirst();
  if (!site?.server_id || site.panel_site_id === null) return null;
  const server = await db
    .selectFrom("servers")
    .selectAll()
    .where("id", "=", site.server_id)
    .executeTakeFirstOrThrow();
  return { site: { ...site, panel_site_id: site.panel_site_id }, server };
}

/** `203.0.113.7:80` → `203.0.113.7`; a host name when the server was named by one. */
export function publicHostOf({ web_address }: Pick<ServerRow, "web_address">): string {
  return web_address.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
}

/** Where the server's sites answer over TLS. */
export function tlsAddressOf({ tls_address, web_address }: ServerRow): string {
  return tls_address ?? `${web_address.replace(/:\d+$/, "")}:443`;
}

/** The server's own addresses; asked for when it is known by name. Empty when the name servers do not answer. */
async function addressesOf(dns: DnsLookup, server: ServerRow): Promise<string[]> {
  const host = publicHostOf(server);
  if (isIP(host)) return [host];
  const found = await dns.lookUp(host);
  return [...found.a, ...found.aaaa];
}

/** Every host that leads to the site by our doing: its own and the domains bound to it, the main one first. */
export async function hostsOf(db: Db, site: { id: string; host: string }): Promise<string[]> {
  const rows = await db
    .selectFrom("website_domains")
    .select("host")
    .where("website_id", "=", site.id)
    .where("status", "=", "bound")
    .where("host", "<>", site.host)
    .orderBy("created_at")
    .orderBy("id")
    .limit(50)
    .execute();
  return [site.host, ...rows.map(({ host }) => host)];
}

/** How each host stands in the DNS now: whether it leads here, and whether Let's Encrypt may certify it. */
export async function standingOf(dns: DnsLookup, server: ServerRow, hosts: readonly string[]) {
  const addresses = await addressesOf(dns, server);
  return Promise.all(
    hosts.map(async (host) => {
      const found = await dns.lookUp(host);
      return { host, found, verdict: judgeDns(found, addresses), mayCertify: mayCertify(found) };
    }),
  );
}
