import type { Selectable } from "kysely";
import { askForAttention } from "#app/domain/attention/attention.server.ts";
import { type Actor, type Entry, record, recordAll, SYSTEM } from "#app/domain/audit/audit.server.ts";
import { enqueueAll, type Job, job } from "#app/jobs/queue.server.ts";
import type { Db, Tx } from "#db/client.ts";
import type { Websites } from "#db/schema.ts";
import { isShownByHttps, shownAddress } from "../domains/shown-address.server.ts";

export type WebsiteRow = Selectable<Websites>;

/** A website as its owner and the pages see it: no server, no password. */
export type Website = {
  id: string;
  /** Its name on the server; the one people know it by is `address`. */
  host: string;
  address: string;
  status: WebsiteRow["status"];
  /** Why it must be off, decided by billing or by staff; null while it should run. */
  suspendedReason: WebsiteRow["suspended_reason"];
  /** Until when its owner, who deleted it, can take it back; null while it is not in the trash. */
  trashEndsAt: Date | null;
  planId: string;
  planName: string;
  orderId: string;
  subscriptionId: string;
  /** When what was paid for runs out. */
  endsAt: Date;
  problemCode: string | null;
  tries: number;
  liveDeploymentId: string | null;
  /** Bytes on the server as last measured, against what the plan allows; null before the first measure. */
  diskUsedBytes: number | null;
  diskMeasuredAt: Date | null;
  diskBytes: number;
  uploadBytes: number;
  unpackedBytes: number;
  maxFiles: number;
  releasesKept: number;
  /** Domains of the customer's own that the plan holds. */
  maxDomains: number;
  activatedAt: Date | null;
  createdAt: Date;
  /** Whether its address was last seen with a certificate that works. */
  isHttps: boolean;
};

type NewWebsite = { userId: string; subscriptionId: string; orderId: string; host: string; now: Date };

/** Lines of history and jobs to go with a website's own, in one statement each. */
type Besides = { lines?: Entry[]; jobs?: Job[] };

/**
 * Notes down a website that was paid for, and queues its making on a server, in the caller's transaction.
 * A subscription has one website: a second call returns the first. When the host was taken meanwhile, money must
 * still be counted: the website is kept as `failed` under a name of its own and staff are asked.
 */
export async function createWebsite(tx: Tx, site: NewWebsite): Promise<{ websiteId: string }> {
  const [websiteId] = await createWebsites(tx, [site]);
  return { websiteId: websiteId! };
}

/** Notes down several, as `createWebsite` does, and returns their ids in the same order. */
export async function createWebsites(
  tx: Tx,
  sites: readonly NewWebsite[],
  { lines = [], jobs = [] }: Besides = {},
): Promise<string[]> {
  const made = await insertWebsites(
    tx,
    sites.map((site) => ({ ...site, host: site.host.toLowerCase() })),
  );
  await recordAll(tx, [...lines, ...made.flatMap((one) => one.lines)]);
  await enqueueAll(tx, [...made.flatMap((one) => one.jobs), ...jobs]);
  return made.map(({ id }) => id);
}

type Made = { id: string } & Required<Besides>;

async function insertWebsites(tx: Tx, sites: readonly NewWebsite[]): Promise<Made[]> {
  const rows = await tx
    .insertInto("websites")
    .values(
      sites.map(({ userId, subscriptionId, orderId, host, now }) => ({
        user_id: userId,
        subscription_id: subscriptionId,
        order_id: orderId,
        host,
        created_at: now,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning(["id", "subscription_id"])
    .execute();
  const ids = new Map(rows.map((row) => [row.subscription_id, row.id]));
  const all: Made[] = [];
  for (const site of sites) {
    const id = ids.get(site.subscriptionId);
    all.push(id ? newlyMade(site, id) : await madeBefore(tx, site));
  }
  return all;
}

function newlyMade(site: NewWebsite, id: string): Made {
  const making = job("provision-website", { websiteId: id }, provisioningJob(id));
  return { id, lines: [created(site, id)], jobs: [making] };
}

async function madeBefore(tx: Tx, site: NewWebsite): Promise<Made> {
  const existing = await tx
    .selectFrom("websites")
    .select("id")
    .where("subscription_id", "=", site.subscriptionId)
    .executeTakeFirst();
  return existing ? { id: existing.id, lines: [], jobs: [] } : holdWebsite(tx, site);
}

/** The queue and key under which a website is made; a waiting job is replaced, never doubled. */
export function provisioningJob(websiteId: string) {
  return { queue: "server-work", key: `provision-website:${websiteId}` };
}

/** The host was sold twice: this buyer's website waits for a person under a name nobody else has. */
async function holdWebsite(tx: Tx, site: NewWebsite): Promise<Made> {
  const { id } = await tx
    .insertInto("websites")
    .values({
      user_id: site.userId,
      subscription_id: site.subscriptionId,
      order_id: site.orderId,
      created_at: site.now,
      host: `held-${site.subscriptionId.slice(0, 8)}.${site.host}`,
      status: "failed",
      problem_code: "host-taken",
      problem_detail: `${site.host} already belongs to another website`,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  await askForAttention(tx, {
    kind: "website-failed",
    subject: id,
    detail: { host: site.host, problem: "host-taken" },
    userId: site.userId,
    orderId: site.orderId,
  });
  return { id, lines: [created(site, id)], jobs: [] };
}

function created({ orderId, host, now }: NewWebsite, subjectId: string): Entry {
  return {
    ...SYSTEM,
    subjectType: "website",
    subjectId,
    orderId,
    event: "website-created",
    detail: { host },
    now,
  };
}

type Detail = Record<string, string | number | boolean | null>;

/** One line of a website's history, shown on its order's timeline too. Twice writes two lines. */
export async function recordWebsite(
  db: Db,
  website: { id: string; orderId: string },
  event: string,
  detail: Detail,
  now: Date,
  who: Actor = SYSTEM,
): Promise<void> {
  const { id: subjectId, orderId } = website;
  await record(db, { ...who, subjectType: "website", subjectId, orderId, event, detail, now });
}

/** One of the customer's own websites, or null. */
export async function findWebsite(db: Db, userId: string, websiteId: string): Promise<Website | null> {
  if (!isUuid(websiteId)) return null;
  const row = await websitesOf(db, userId).where("websites.id", "=", websiteId).executeTakeFirst();
  return row ? toWebsite(row) : null;
}

/** The customer's websites that are not deleted, newest first; at most 200. */
export async function listWebsites(db: Db, userId: string): Promise<Website[]> {
  const rows = await websitesOf(db, userId)
    .where("websites.status", "<>", "deleted")
    .orderBy("websites.created_at", "desc")
    .orderBy("websites.id", "desc")
    .limit(200)
    .execute();
  return rows.map(toWebsite);
}

/** Whether text from an address can be an id at all: asking PostgreSQL with anything else is an error. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

function websitesOf(db: Db, userId: string) {
  return db
    .selectFrom("websites")
    .innerJoin("subscriptions", "subscriptions.id", "websites.subscription_id")
    .innerJoin("plans", "plans.id", "subscriptions.plan_id")
    .selectAll("websites")
    .select([
      "subscriptions.ends_at",
      "plans.id as plan_id",
      "plans.name as plan_name",
      "plans.disk_bytes",
      "plans.upload_bytes",
      "plans.unpacked_bytes",
      "plans.max_files",
      "plans.releases_kept",
      "plans.max_domains",
    ])
    .select([shownAddress.as("address"), isShownByHttps.as("is_https")])
    .where("websites.user_id", "=", userId);
}

type Row = Awaited<ReturnType<ReturnType<typeof websitesOf>["execute"]>>[number];

function toWebsite(row: Row): Website {
  return {
    id: row.id,
    host: row.host,
    address: row.address,
    status: row.status,
    suspendedReason: row.suspended_reason,
    trashEndsAt: row.suspended_reason === "trash" ? row.trash_ends_at : null,
    planId: row.plan_id,
    planName: row.plan_name,
    orderId: row.order_id,
    subscriptionId: row.subscription_id,
    endsAt: row.ends_at,
    problemCode: row.problem_code,
    tries: row.tries,
    liveDeploymentId: row.live_deployment_id,
    diskUsedBytes: row.disk_used_bytes,
    diskMeasuredAt: row.disk_measured_at,
    diskBytes: row.disk_bytes,
    uploadBytes: row.upload_bytes,
    unpackedBytes: row.unpacked_bytes,
    maxFiles: row.max_files,
    releasesKept: row.releases_kept,
    maxDomains: row.max_domains,
    activatedAt: row.activated_at,
    createdAt: row.created_at,
    isHttps: row.is_https,
  };
}
