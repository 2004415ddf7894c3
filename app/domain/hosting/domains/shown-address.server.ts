import { sql } from "kysely";
import type { Db } from "#db/client.ts";

/** Verdicts with which a bound domain still counts as leading here: name servers that do not answer say nothing. */
export const WORKING_VERDICTS = ["points-here", "dns-failed"] as const;

/**
 * In a query of `websites`: the name people know a website by. The domain its owner chose while that is bound and was last
 * seen leading here, otherwise its own host. Read anew each time, so that a domain that fails is not named for a moment.
 */
export const shownAddress = sql<string>`coalesce((
  select domain.host from website_domains domain
  where domain.id = websites.address_domain_id and domain.website_id = websites.id and domain.status = 'bound'
  and coalesce(domain.dns_verdict, 'points-here') in (${sql.join([...WORKING_VERDICTS])})), websites.host)`;

/** In a query of `websites`: whether that name was last seen with a certificate that works. */
export const isShownByHttps = sql<boolean>`exists (
  select from website_certificates certificate
  where certificate.website_id = websites.id and certificate.status = 'on'
  and certificate.names ? ${shownAddress})`;

/** The name people know a website by now. */
export async function addressOf(db: Db, websiteId: string): Promise<string> {
  const { address } = await db
    .selectFrom("websites")
    .select(shownAddress.as("address"))
    .where("id", "=", websiteId)
    .executeTakeFirstOrThrow();
  return address;
}

/** The name people know one customer's website by, given its own host; null when they have no such website. */
export async function addressOfHost(db: Db, userId: string, host: string): Promise<string | null> {
  const site = await db
    .selectFrom("websites")
    .select(shownAddress.as("address"))
    .where("user_id", "=", userId)
    .where("host", "=", host)
    .where("status", "<>", "deleted")
    .executeTakeFirst();
  return site?.address ?? null;
}
