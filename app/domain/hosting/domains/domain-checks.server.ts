import type { Logger } from "pino";
import { isPassing, PanelAuthFailed } from "#app/adapters/aapanel/errors.ts";
import type { DnsFound, DnsLookup } from "#app/adapters/dns/dns.server.ts";
import type { Vault } from "#app/adapters/vault/vault.server.ts";
import { endAttention } from "#app/domain/attention/attention.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import { enqueue } from "#app/jobs/queue.server.ts";
import type { Db, Tx } from "#db/client.ts";
import { type PanelOf, ServerLocked } from "../servers/servers.server.ts";
import { enqueueIssuing } from "./certificate-rows.server.ts";
import { askAboutRefusal, bindOnServer } from "./domain-binding.server.ts";
import { findRunning, type PlacedSite, standingOf } from "./domain-places.server.ts";
import { type DnsVerdict, isGivenUp, nextLook } from "./domain-verdicts.ts";
import { type DomainRow, enqueueCheck, recordDomain } from "./domains.server.ts";
import { isFreeAddress } from "./own-domains.ts";

type Deps = { db: Db; dns: DnsLookup; panelOf: PanelOf; vault: Vault; log: Logger };

export type Check = {
  outcome: "bound" | "still-bound" | "waiting" | "given-up" | "not-running" | "nothing-to-do";
};

/**
 * Looks for a domain in the DNS and notes what is really there. Once it leads to the site's server it is bound there
 * and counts only after the panel, asked again, shows it. Until then it is looked for again, ever more seldom, for
 * seven days. Safe to run twice and after a death anywhere.
 */
export async function checkDomain(deps: Deps, { domainId }: { domainId: string }, now: Date): Promise<Check> {
  const { db } = deps;
  const row = await db
    .selectFrom("website_domains")
    .selectAll()
    .where("id", "=", domainId)
    .where("status", "in", ["waiting-for-dns", "bound"])
    .executeTakeFirst();
  if (!row) return { outcome: "nothing-to-do" };
  const placed = await findRunning(db, row.website_id);
  if (!placed) return { outcome: "not-running" };
  const [standing] = await standingOf(deps.dns, placed.server, [row.host]);
  const { found, verdict } = standing!;
  await noteFound(db, row, found, verdict, now);
  if (row.status === "bound") {
    if (verdict === "points-here") await enqueueIssuing(db, row.website_id);
    return { outcome: "still-bound" };
  }
  if (verdict !== "points-here") return waitOn(db, placed, row, now);
  try {
    const isThere = await bindOnServer(deps, placed, row.id, now);
    if (!isThere) return { outcome: "nothing-to-do" };
  } catch (error) {
    if (error instanceof PanelAuthFailed || error instanceof ServerLocked || isPassing(error)) {
      deps.log.warn({ domainId, reason: (error as Error).message }, "a domain could not be bound yet");
      return waitOn(db, placed, row, now);
    }
    await askAboutRefusal(db, placed.site, row, (error as Error).message);
    return waitOn(db, placed, row, now);
  }
  return db.transaction().execute((tx) => keepBound(tx, placed, row, now));
}

async function noteFound(db: Db, row: DomainRow, found: DnsFound, verdict: DnsVerdict, now: Date) {
  const { a, aaaa, cname, ns, caa } = found;
  await db
    .updateTable("website_domains")
    .set({
      dns_found: JSON.stringify({ a, aaaa, cname, ns, caa }),
      dns_verdict: verdict,
      checked_at: now,
      checks: row.checks + 1,
    })
    .where("id", "=", row.id)
    .execute();
}

/** Looks again later, or gives up and says so. The site's own host was sold as such: it is waited for without end. */
async function waitOn(db: Db, { site }: PlacedSite, row: DomainRow, now: Date): Promise<Check> {
  if (row.is_main || !isGivenUp(row.created_at, now)) {
    await enqueueCheck(db, row.id, nextLook(row.checks + 1, now));
    return { outcome: "waiting" };
  }
  return db.transaction().execute(async (tx) => {
    const changed = await tx
      .updateTable("website_domains")
      .set({ status: "given-up" })
      .where("id", "=", row.id)
      .where("status", "=", "waiting-for-dns")
      .returning("id")
      .executeTakeFirst();
    if (!changed) return { outcome: "nothing-to-do" };
    await recordDomain(tx, row.id, site.order_id, "domain-given-up", { host: row.host }, now);
    await tell(tx, "domain-given-up", site, row);
    return { outcome: "given-up" };
  });
}

async function keepBound(tx: Tx, { site }: PlacedSite, row: DomainRow, now: Date): Promise<Check> {
  const changed = await tx
    .updateTable("website_domains")
    .set({ status: "bound", bound_at: now, problem_detail: null })
    .where("id", "=", row.id)
    .where("status", "=", "waiting-for-dns")
    .returning("id")
    .executeTakeFirst();
  // Removed by its owner meanwhile: the job that takes it off the server comes after this one.
  if (!changed) return { outcome: "nothing-to-do" };
  await endAttention(tx, { kinds: ["domain-refused"], subject: row.id, now });
  await recordDomain(tx, row.id, site.order_id, "domain-bound", { host: row.host }, now);
  await tell(tx, "domain-active", site, row);
  await enqueueIssuing(tx, site.id);
  return { outcome: "bound" };
}

async function tell(
  tx: Tx,
  kind: "domain-active" | "domain-given-up",
  site: PlacedSite["site"],
  { id, host }: DomainRow,
): Promise<void> {
  const values = { host, websiteId: site.id };
  await enqueue(tx, "send-notice", { key: `${kind}:${id}`, kind, userId: site.user_id, values });
}

const HOUR_MS = 3_600_000;

/**
 * What the clock does for domains: a site whose own host is a customer's domain gets its row, and whatever has not
 * been looked at for too long (a day; four hours while waiting; at once when it is to go) gets a job again.
 */
export async function sweepDomains(
  { db, settings }: { db: Db; settings: Settings },
  now: Date,
): Promise<{ queued: number }> {
  await addMainDomains(db, settings.sitesDomain, now);
  const before = (hours: number) => new Date(now.getTime() - hours * HOUR_MS);
  const due = await db
    .selectFrom("website_domains")
    .select(["id", "status"])
    .where((where) =>
      where.or([
        where("status", "=", "removing"),
        where("status", "=", "bound").and("checked_at", "<", before(24)),
        where("status", "=", "waiting-for-dns").and("checked_at", "<", before(4)),
        where("status", "=", "waiting-for-dns").and("checked_at", "is", null),
      ]),
    )
    .limit(500)
    .execute();
  for (const { id, status } of due) {
    if (status !== "removing") await enqueueCheck(db, id);
    else await enqueue(db, "unbind-domain", { domainId: id }, { key: `unbind-domain:${id}` });
  }
  return { queued: due.length };
}

async function addMainDomains(db: Db, sitesDomain: string, now: Date): Promise<void> {
  const sites = await db
    .selectFrom("websites")
    .leftJoin("website_domains", (join) =>
      join
        .onRef("website_domains.website_id", "=", "websites.id")
        .on("website_domains.is_main", "=", true)
        .on("website_domains.status", "<>", "removed"),
    )
    .select(["websites.id", "websites.host"])
    .where("websites.status", "=", "active")
    .where("website_domains.id", "is", null)
    .where("websites.host", "not like", `%.${sitesDomain.replace(/:\d+$/, "")}`)
    .limit(500)
    .execute();
  for (const { id, host } of sites.filter((site) => !isFreeAddress(site.host, sitesDomain))) {
    await db
      .insertInto("website_domains")
      .values({ website_id: id, host, is_main: true, created_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}
