import type { Selectable } from "kysely";
import { z } from "zod";
import { record, SYSTEM } from "#app/domain/audit/audit.server.ts";
import { enqueue } from "#app/jobs/queue.server.ts";
import type { Db, Tx } from "#db/client.ts";
import type { WebsiteDomains } from "#db/schema.ts";
import { isUuid } from "../websites/websites.server.ts";
import { type ComingPlan, holdComingPlan } from "./domain-limits.server.ts";
import { publicHostOf } from "./domain-places.server.ts";
import type { DnsVerdict } from "./domain-verdicts.ts";
import { isWorking } from "./main-address.server.ts";
import { bareName } from "./own-domains.ts";

export type DomainRow = Selectable<WebsiteDomains>;
type Which = { userId: string; websiteId: string };

/** A domain as its owner sees it. */
export type SiteDomain = {
  id: string;
  host: string;
  isMain: boolean;
  /** Whether its owner wants the site known by it, and whether it works so that it counts. */
  isChosen: boolean;
  isWorking: boolean;
  status: Exclude<DomainRow["status"], "removed">;
  verdict: DnsVerdict | null;
  found: Found | null;
  checkedAt: Date | null;
  hasProblem: boolean;
};

const Found = z.object({
  a: z.array(z.string()),
  aaaa: z.array(z.string()),
  cname: z.array(z.string()),
  ns: z.array(z.string()),
  caa: z.array(z.string()).nullable(),
});
type Found = z.infer<typeof Found>;

export type Adding =
  | { outcome: "added" | "already-there" | "taken" | "too-many" | "not-active" }
  | { outcome: "too-many-soon"; coming: ComingPlan };

/**
 * Notes that a customer's own, active website shall answer at a domain (read by `readOwnDomain`), and has it looked
 * for in the DNS. Nothing is bound on the server before it leads there. A host of another site is "taken", also when
 * both ask at once; asked for again it is "already-there". `www.` of a domain counts as the same one. While a move to
 * another plan waits for its payment, what that plan holds counts too ("too-many-soon").
 */
export async function addDomain(
  db: Db,
  { userId, websiteId, host, now }: Which & { host: string; now: Date },
): Promise<Adding> {
  return db.transaction().execute(async (tx) => {
    const coming = await holdComingPlan(tx, { userId, websiteId });
    const site = await tx
      .selectFrom("websites")
      .innerJoin("subscriptions", "subscriptions.id", "websites.subscription_id")
      .innerJoin("plans", "plans.id", "subscriptions.plan_id")
      .select(["websites.id", "websites.host", "websites.order_id", "websites.status", "plans.max_domains"])
      .where("websites.id", "=", websiteId)
      .where("websites.user_id", "=", userId)
      .forUpdate("websites")
      .executeTakeFirst();
    if (site?.status !== "active") return { outcome: "not-active" };
    const own = await liveHosts(tx, websiteId);
    if (host === site.host || own.includes(host)) return { outcome: "already-there" };
    const names = new Set([...own, host].map(bareName));
    if (names.size > site.max_domains) return { outcome: "too-many" };
    if (coming && names.size > coming.maxDomains) return { outcome: "too-many-soon", coming };
    const added = await tx
      .insertInto("website_domains")
      .values({ website_id: websiteId, host, created_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .returning("id")
      .executeTakeFirst();
    if (!added) return { outcome: "taken" };
    await recordDomain(tx, added.id, site.order_id, "domain-added", { host }, now, userId);
    await enqueueCheck(tx, added.id);
    return { outcome: "added" };
  });
}

async function liveHosts(tx: Tx, websiteId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom("website_domains")
    .select("host")
    .where("website_id", "=", websiteId)
    .where("status", "not in", ["given-up", "removed"])
    .execute();
  return rows.map(({ host }) => host);
}

/** How many domains of their own a website's owner has there, as the plan counts them; without those on their way out. */
export async function countDomains(db: Db, websiteId: string): Promise<number> {
  const rows = await db
    .selectFrom("website_domains")
    .select("host")
    .where("website_id", "=", websiteId)
    .where("status", "in", ["waiting-for-dns", "bound"])
    .execute();
  return new Set(rows.map(({ host }) => bareName(host))).size;
}

/** One line of a domain's history, on its order's timeline too. */
export async function recordDomain(
  db: Db,
  subjectId: string,
  orderId: string,
  event: string,
  detail: Record<string, string | number>,
  now: Date,
  userId?: string,
): Promise<void> {
  const who = userId ? { actor: "customer" as const, actorId: userId } : SYSTEM;
  await record(db, { ...who, subjectType: "domain", subjectId, orderId, event, detail, now });
}

/** Queues a look at a domain; one that waits is replaced. */
export async function enqueueCheck(db: Db, domainId: string, runAt?: Date): Promise<void> {
  await enqueue(
    db,
    "check-domain",
    { domainId },
    { key: `check-domain:${domainId}`, ...(runAt && { runAt }) },
  );
}

/** Has one of the customer's domains looked for now. False when it is not theirs or is on its way out. */
export async function recheckDomain(db: Db, which: Which & { domainId: string }): Promise<boolean> {
  const found = await findOwn(db, which);
  if (!found || !["waiting-for-dns", "bound"].includes(found.status)) return false;
  await enqueueCheck(db, found.id);
  return true;
}

/**
 * Decides that a domain leads to the customer's website no more; a job takes it off the server. The site's own host
 * stays. False when there is nothing to remove; twice does it once.
 */
export async function removeDomain(
  db: Db,
  { now, ...which }: Which & { domainId: string; now: Date },
): Promise<boolean> {
  const found = await findOwn(db, which);
  if (!found || found.is_main) return false;
  return db.transaction().execute(async (tx) => {
    const changed = await tx
      .updateTable("website_domains")
      .set({ status: "removing" })
      .where("id", "=", found.id)
      .where("status", "in", ["waiting-for-dns", "bound"])
      .returning("id")
      .executeTakeFirst();
    if (!changed) return false;
    const detail = { host: found.host };
    await recordDomain(tx, found.id, found.order_id, "domain-removal-asked", detail, now, which.userId);
    const key = `unbind-domain:${found.id}`;
    await enqueue(tx, "unbind-domain", { domainId: found.id }, { key });
    return true;
  });
}

async function findOwn(db: Db, { userId, websiteId, domainId }: Which & { domainId: string }) {
  if (!isUuid(domainId)) return null;
  const row = await db
    .selectFrom("website_domains")
    .innerJoin("websites", "websites.id", "website_domains.website_id")
    .selectAll("website_domains")
    .select("websites.order_id")
    .where("website_domains.id", "=", domainId)
    .where("websites.id", "=", websiteId)
    .where("websites.user_id", "=", userId)
    .executeTakeFirst();
  return row ?? null;
}

/** A website's domains, the main one first, without those that are gone; and the address their records must hold. */
export async function listDomains(
  db: Db,
  { userId, websiteId }: Which,
): Promise<{ domains: SiteDomain[]; serverHost: string | null }> {
  const rows = await db
    .selectFrom("website_domains")
    .innerJoin("websites", "websites.id", "website_domains.website_id")
    .selectAll("website_domains")
    .select("websites.address_domain_id")
    .where("websites.id", "=", websiteId)
    .where("websites.user_id", "=", userId)
    .where("website_domains.status", "<>", "removed")
    .orderBy("website_domains.is_main", "desc")
    .orderBy("website_domains.created_at")
    .orderBy("website_domains.id")
    .limit(100)
    .execute();
  const server = await db
    .selectFrom("servers")
    .innerJoin("websites", "websites.server_id", "servers.id")
    .select("servers.web_address")
    .where("websites.id", "=", websiteId)
    .where("websites.user_id", "=", userId)
    .executeTakeFirst();
  return { domains: newestOfEach(rows).map(toDomain), serverHost: server ? publicHostOf(server) : null };
}

/** One that was given up and added again is shown once, as it stands now. */
function newestOfEach<Row extends DomainRow>(rows: Row[]): Row[] {
  return rows.filter(
    (row, at) =>
      row.status !== "given-up" ||
      !rows.some((other, later) => other.host === row.host && (later > at || other.status !== "given-up")),
  );
}

function toDomain(row: DomainRow & { address_domain_id: string | null }): SiteDomain {
  const found = Found.safeParse(row.dns_found);
  return {
    id: row.id,
    host: row.host,
    isMain: row.is_main,
    isChosen: row.id === row.address_domain_id,
    isWorking: isWorking(row),
    status: row.status as SiteDomain["status"],
    verdict: row.dns_verdict,
    found: found.success ? found.data : null,
    checkedAt: row.checked_at,
    hasProblem: row.problem_detail !== null,
  };
}
