import { type Selectable, sql } from "kysely";
import { z } from "zod";
import type { SeenCertificate } from "#app/adapters/tls/tls.server.ts";
import { enqueue } from "#app/jobs/queue.server.ts";
import type { Db, Tx } from "#db/client.ts";
import type { WebsiteCertificates } from "#db/schema.ts";
import { recordWebsite, type WebsiteRow } from "../websites/websites.server.ts";
import { MOST_TRIES, nextTryAfter } from "./certificate-rules.ts";

export type CertificateRow = Omit<Selectable<WebsiteCertificates>, "names"> & { names: string[] };

/** A site's HTTPS as its owner sees it. */
export type SiteHttps = Pick<CertificateRow, "status" | "names" | "issuer"> & {
  notAfter: Date | null;
  watchedAt: Date | null;
  problem: string | null;
  isRedirectWanted: boolean;
  isRedirectOn: boolean;
  nextTryAt: Date | null;
};

const Names = z.array(z.string());

/** The certificate row of a website, made when there is none. */
export async function certificateOf(db: Db, websiteId: string): Promise<CertificateRow> {
  await db
    .insertInto("website_certificates")
    .values({ website_id: websiteId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await db
    .selectFrom("website_certificates")
    .selectAll()
    .where("website_id", "=", websiteId)
    .executeTakeFirstOrThrow();
  return { ...row, names: Names.parse(row.names) };
}

/** How HTTPS of one of the customer's own websites stands; null before the first certificate was asked for. */
export async function findHttps(
  db: Db,
  { userId, websiteId }: { userId: string; websiteId: string },
): Promise<SiteHttps | null> {
  const row = await db
    .selectFrom("website_certificates")
    .innerJoin("websites", "websites.id", "website_certificates.website_id")
    .selectAll("website_certificates")
    .where("websites.id", "=", websiteId)
    .where("websites.user_id", "=", userId)
    .executeTakeFirst();
  if (!row) return null;
  return {
    status: row.status,
    names: Names.parse(row.names),
    issuer: row.issuer,
    notAfter: row.not_after,
    watchedAt: row.watched_at,
    problem: row.problem_code,
    isRedirectWanted: row.is_redirect_wanted,
    isRedirectOn: row.is_redirect_on,
    nextTryAt: row.next_try_at,
  };
}

/** Queues the getting of a certificate. All such jobs wait in one line: each may hold a worker for minutes. */
export async function enqueueIssuing(db: Db, websiteId: string, runAt?: Date): Promise<void> {
  const key = `issue-certificate:${websiteId}`;
  await enqueue(
    db,
    "issue-certificate",
    { websiteId },
    { key, queue: "certificates", ...(runAt && { runAt }) },
  );
}

/** Queues the switching of the redirect to HTTPS as it is wanted. */
export async function enqueueRedirect(db: Db, websiteId: string): Promise<void> {
  await enqueue(db, "set-redirect", { websiteId }, { key: `set-redirect:${websiteId}` });
}

/** Notes what was seen from outside. A certificate not seen before gets a line in the site's history. */
export async function keepSeen(tx: Tx, site: WebsiteRow, seen: SeenCertificate, now: Date): Promise<void> {
  const before = await certificateOf(tx, site.id);
  await tx
    .updateTable("website_certificates")
    .set({
      status: "on",
      names: JSON.stringify(seen.names),
      issuer: seen.issuer,
      not_after: seen.notAfter,
      fingerprint: seen.fingerprint,
      watched_at: now,
      problem_code: null,
      problem_detail: null,
      failures: 0,
      next_try_at: null,
    })
    .where("website_id", "=", site.id)
    .execute();
  if (before.fingerprint === seen.fingerprint) return;
  const detail = { names: seen.names.join(" ").slice(0, 300), until: seen.notAfter.toISOString() };
  await recordWebsite(tx, { id: site.id, orderId: site.order_id }, "certificate-installed", detail, now);
}

/**
 * Counts a request for a certificate before it is made, so that one whose process dies counts too. Null when it may be
 * made; otherwise the moment to wait for.
 */
export async function claimTry(db: Db, websiteId: string, now: Date): Promise<Date | null> {
  return db.transaction().execute(async (tx) => {
    await sql`select from website_certificates where website_id = ${websiteId} for update`.execute(tx);
    const row = await certificateOf(tx, websiteId);
    if (row.next_try_at && row.next_try_at > now) return row.next_try_at;
    const dayBefore = new Date(now.getTime() - 86_400_000);
    const isNewDay = !row.tries_from || row.tries_from <= dayBefore;
    const from = isNewDay || !row.tries_from ? now : row.tries_from;
    const tries = isNewDay ? 0 : row.tries;
    if (tries >= MOST_TRIES) {
      const next = new Date(from.getTime() + 86_400_000);
      await tx
        .updateTable("website_certificates")
        .set({ next_try_at: next })
        .where("website_id", "=", websiteId)
        .execute();
      return next;
    }
    const failures = row.failures + 1;
    await tx
      .updateTable("website_certificates")
      .set({ tries: tries + 1, tries_from: from, failures, next_try_at: nextTryAfter(failures, now) })
      .where("website_id", "=", websiteId)
      .execute();
    return null;
  });
}

/** The customer decides whether visitors are sent to HTTPS; a job follows once there is a certificate. */
export async function wantRedirect(
  db: Db,
  { userId, websiteId, isWanted, now }: { userId: string; websiteId: string; isWanted: boolean; now: Date },
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const site = await tx
      .selectFrom("websites")
      .select(["id", "order_id"])
      .where("id", "=", websiteId)
      .where("user_id", "=", userId)
      .where("status", "=", "active")
      .executeTakeFirst();
    if (!site) return false;
    const row = await certificateOf(tx, site.id);
    if (row.is_redirect_wanted !== isWanted) {
      await tx
        .updateTable("website_certificates")
        .set({ is_redirect_wanted: isWanted })
        .where("website_id", "=", site.id)
        .execute();
      const who = { actor: "customer" as const, actorId: userId };
      const which = { id: site.id, orderId: site.order_id };
      await recordWebsite(tx, which, "redirect-wanted", { isWanted }, now, who);
    }
    await enqueueRedirect(tx, site.id);
    return true;
  });
}
