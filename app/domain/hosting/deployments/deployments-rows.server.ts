import { enqueue } from "#app/jobs/queue.server.ts";
import type { Db, Tx } from "#db/client.ts";
import { runsPhp } from "../websites/php-guard.server.ts";
import type { WebsiteRow } from "../websites/websites.server.ts";
import { deploySteps } from "./deploy-status.ts";
import type { DeploymentRow } from "./deploy-trace.server.ts";

/** Adds the job that runs a deployment; jobs of one website run one after the other. */
export async function enqueueDeploy(
  db: Db,
  websiteId: string,
  deploymentId: string,
  runAt?: Date,
): Promise<void> {
  const options = { key: `deploy:${deploymentId}`, queue: `site:${websiteId}`, runAt };
  await enqueue(db, "deploy", { deploymentId }, options);
}

/** The customer's own website, locked for deciding about it. */
export async function lockOwnSite(tx: Tx, userId: string, websiteId: string) {
  return tx
    .selectFrom("websites")
    .selectAll()
    .where("id", "=", websiteId)
    .where("user_id", "=", userId)
    .forUpdate()
    .executeTakeFirst();
}

/** Whether a website is on and nobody has decided otherwise, though the server may not have followed yet. */
export function isOn(site: { status: string; suspended_reason: string | null }): boolean {
  return site.status === "active" && site.suspended_reason === null;
}

/** The deployments of one of the customer's own websites. */
export function ownRows(db: Db, userId: string, websiteId: string) {
  return db
    .selectFrom("deployments")
    .selectAll()
    .where("user_id", "=", userId)
    .where("website_id", "=", websiteId);
}

/** Waiting or running: at most one of each. */
export async function openOf(tx: Tx, websiteId: string): Promise<DeploymentRow[]> {
  return tx
    .selectFrom("deployments")
    .selectAll()
    .where("website_id", "=", websiteId)
    .where("status", "in", ["queued", ...deploySteps])
    .forUpdate()
    .execute();
}

/** Numbers count from 1 for each website; call it with the website locked. */
export async function nextNumber(tx: Tx, websiteId: string): Promise<number> {
  const { last } = await tx
    .selectFrom("deployments")
    .select((select) => select.fn.max("number").as("last"))
    .where("website_id", "=", websiteId)
    .executeTakeFirstOrThrow();
  return (last ?? 0) + 1;
}

/** What is asked for when an upload shall go live. */
export type Asked = {
  userId: string;
  websiteId: string;
  uploadId: string;
  /** From a terminal: the archive need not be inspected yet, and the folder (null: the clear one) is named before. */
  direct?: { tokenId: string; root: string | null };
  /** A draft: it does not go live, but waits to be looked at under this host name. */
  previewHost?: string;
  now: Date;
};

/** How many drafts of one site may wait. */
const draftLimit = 3;

/** Why a site cannot have one more draft. */
export type DraftHindrance = "too-many-drafts" | "no-draft-with-php";

/**
 * Why a locked website cannot have another draft, or null. Where programs run it has none at all: under the address of
 * a draft nothing shuts them into the site's folder (aaPanel API §12, observed on 8.10).
 */
export async function draftHindrance(tx: Tx, site: WebsiteRow): Promise<DraftHindrance | null> {
  if (runsPhp(site)) return "no-draft-with-php";
  return (await draftsOf(tx, site.id)) >= draftLimit ? "too-many-drafts" : null;
}

/** How many drafts of a website wait to be published or discarded. */
export async function draftsOf(tx: Tx, websiteId: string): Promise<number> {
  const { count } = await tx
    .selectFrom("deployments")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("website_id", "=", websiteId)
    .where("status", "=", "ready")
    .executeTakeFirstOrThrow();
  return Number(count);
}
