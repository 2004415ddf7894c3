import type { DnsLookup } from "#app/adapters/dns/dns.server.ts";
import type { CertificateReader, Seen } from "#app/adapters/tls/tls.server.ts";
import { enqueue } from "#app/jobs/queue.server.ts";
import type { Db, Tx } from "#db/client.ts";
import { askStaff, tellOwner } from "./certificate-failures.server.ts";
import { certificateOf, enqueueIssuing, enqueueRedirect, keepSeen } from "./certificate-rows.server.ts";
import {
  ATTENTION_DAYS,
  covers,
  type Judgement,
  judgeCertificate,
  LETTER_DAYS,
  worstOf,
} from "./certificate-rules.ts";
import { findRunning, hostsOf, type PlacedSite, standingOf, tlsAddressOf } from "./domain-places.server.ts";

type Deps = { db: Db; dns: DnsLookup; certificates: CertificateReader };

export type Watch = {
  outcome: "not-running" | "nothing-to-watch" | "good" | "expires-soon" | "broken" | "looks-again";
};

const HOUR_MS = 3_600_000;

/**
 * Connects to a site as its visitors do, once for each host of its certificate that still leads here, and acts on the
 * worst it sees: 21 days before the end a new one is asked for, at 14 staff are told too, at 7 its owner as well; one
 * that is expired, for other names or not believed is acted on at once and redirects nobody to it. A server that does
 * not answer is asked again in an hour first. Letters go out once for each certificate and problem.
 */
export async function watchCertificate(
  deps: Deps,
  { websiteId }: { websiteId: string },
  now: Date,
): Promise<Watch> {
  const { db } = deps;
  const placed = await findRunning(db, websiteId);
  if (!placed) return { outcome: "not-running" };
  const row = await certificateOf(db, websiteId);
  if (row.status === "none") {
    await enqueueIssuing(db, websiteId);
    return { outcome: "nothing-to-watch" };
  }
  const looks = await lookAt(deps, placed, row.names, now);
  if (looks.length === 0) {
    await stopWatching(db, websiteId, now);
    return { outcome: "nothing-to-watch" };
  }
  const worst = worstOf(looks.map(({ judgement }) => judgement));
  return db.transaction().execute(async (tx) => {
    if (worst.problem === "no-answer" && row.problem_code !== "no-answer") {
      await note(tx, websiteId, worst, now);
      const runAt = new Date(now.getTime() + HOUR_MS);
      await enqueueWatch(tx, websiteId, runAt);
      return { outcome: "looks-again" };
    }
    const good = looks.find(({ judgement }) => !judgement.isBroken)?.seen;
    if (good?.outcome === "seen" && !worst.isBroken) await keepWatched(tx, placed, good, worst, now);
    else await note(tx, websiteId, worst, now);
    await act(tx, placed, worst, dayOf(row.not_after));
    return { outcome: worst.isBroken ? "broken" : worst.problem ? "expires-soon" : "good" };
  });
}

type Look = { seen: Seen; judgement: Judgement };

async function lookAt(deps: Deps, { site, server }: PlacedSite, names: string[], now: Date): Promise<Look[]> {
  const hosts = (await hostsOf(deps.db, site)).filter((host) => covers(names, host));
  const standings = await standingOf(deps.dns, server, hosts);
  const looks: Look[] = [];
  for (const { host, verdict } of standings) {
    if (["no-such-name", "no-address", "elsewhere"].includes(verdict)) continue;
    const seen = await deps.certificates.read(tlsAddressOf(server), host);
    looks.push({ seen, judgement: judgeCertificate(seen, host, now) });
  }
  return looks;
}

/** Its last host has moved away: nobody meets the certificate here any more. */
async function stopWatching(db: Db, websiteId: string, now: Date): Promise<void> {
  await db
    .updateTable("website_certificates")
    .set({ status: "none", watched_at: now, problem_code: "no-names", problem_detail: null })
    .where("website_id", "=", websiteId)
    .execute();
  await enqueueRedirect(db, websiteId);
}

async function keepWatched(
  tx: Tx,
  { site }: PlacedSite,
  seen: Extract<Seen, { outcome: "seen" }>,
  worst: Judgement,
  now: Date,
): Promise<void> {
  const { failures, next_try_at } = await certificateOf(tx, site.id);
  await keepSeen(tx, site, seen.certificate, now);
  if (!worst.problem) return;
  // It is the same old one: what was tried in vain for its successor still counts.
  await tx
    .updateTable("website_certificates")
    .set({ problem_code: worst.problem, failures, next_try_at })
    .where("website_id", "=", site.id)
    .execute();
}

async function note(tx: Tx, websiteId: string, { problem }: Judgement, now: Date): Promise<void> {
  await tx
    .updateTable("website_certificates")
    .set({ status: "trouble", watched_at: now, problem_code: problem, problem_detail: null })
    .where("website_id", "=", websiteId)
    .execute();
}

async function act(tx: Tx, { site }: PlacedSite, worst: Judgement, end: string): Promise<void> {
  const { problem, daysLeft, isBroken } = worst;
  await enqueueRedirect(tx, site.id);
  if (!problem) return;
  await enqueueIssuing(tx, site.id);
  const days = daysLeft ?? 0;
  const detail = { problem, daysLeft };
  if (isBroken) await askStaff(tx, site, "certificate-broken", detail);
  else if (days <= ATTENTION_DAYS) await askStaff(tx, site, "certificate-expiring", detail);
  if (isBroken || days <= LETTER_DAYS) await tellOwner(tx, site, problem, end);
}

function dayOf(moment: Date | null): string {
  return moment?.toISOString().slice(0, 10) ?? "none";
}

async function enqueueWatch(db: Db, websiteId: string, runAt?: Date): Promise<void> {
  const key = `watch-certificate:${websiteId}`;
  await enqueue(db, "watch-certificate", { websiteId }, { key, ...(runAt && { runAt }) });
}

/** Queues a look at every running site that has or wants a certificate; a waiting one is replaced. */
export async function watchCertificates(db: Db): Promise<{ queued: number }> {
  const sites = await db
    .selectFrom("website_certificates")
    .innerJoin("websites", "websites.id", "website_certificates.website_id")
    .select("websites.id")
    .where("websites.status", "=", "active")
    .where("websites.suspended_reason", "is", null)
    .execute();
  for (const { id } of sites) await enqueueWatch(db, id);
  return { queued: sites.length };
}
