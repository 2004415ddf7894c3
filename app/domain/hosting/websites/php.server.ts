import {
  isPassing,
  PanelAnswerUnknown,
  PanelAuthFailed,
  PanelRefused,
} from "#app/adapters/aapanel/errors.ts";
import type { Vault } from "#app/adapters/vault/vault.server.ts";
import { enqueueAll, type Job, job } from "#app/jobs/queue.server.ts";
import type { Db } from "#db/client.ts";
import { draftsOf } from "../deployments/deployments-rows.server.ts";
import { type PanelOf, ServerLocked, withPanel } from "../servers/servers.server.ts";
import { runsPhp } from "./php-guard.server.ts";
import { isUuid, recordWebsite, type WebsiteRow } from "./websites.server.ts";

type Deps = { db: Db; panelOf: PanelOf; vault: Vault };
type Own = { userId: string; websiteId: string; now: Date };

/** PHP of a website as its owner's page shows it. Versions as the panel names them ("82"); null is static. */
export type PhpStanding = {
  /** What the panel showed last, and what the owner wants; they differ while it is being changed. */
  version: string | null;
  wanted: string | null;
  isChanging: boolean;
  /** Why the last wish did not come true. */
  problem: WebsiteRow["php_problem"];
  /** Whether the operator lets sites of this server run PHP, or this one does already. */
  isOffered: boolean;
  /** What the server has right now; null when it does not answer. */
  versions: string[] | null;
};

/** How PHP stands on one of the customer's own, active websites; null when it is none. Asks the server. */
export async function phpStanding(deps: Deps, { userId, websiteId, now }: Own): Promise<PhpStanding | null> {
  const site = await findOwn(deps.db, userId, websiteId);
  if (!site) return null;
  const isOffered = site.allows_php || runsPhp(site);
  return {
    version: site.php_version,
    wanted: site.php_wanted,
    isChanging: site.php_changing_at !== null,
    problem: site.php_problem,
    isOffered,
    versions: isOffered ? await versionsOf(deps, site.server_id, now) : [],
  };
}

/** Whether programs of one of the customer's own websites are run, and whether they could be; asks nobody. */
export async function phpOffer(
  db: Db,
  userId: string,
  websiteId: string,
): Promise<{ isOn: boolean; isOffered: boolean }> {
  const site = await findOwn(db, userId, websiteId);
  const isOn = site !== undefined && site.php_version !== null;
  return { isOn, isOffered: site !== undefined && (site.allows_php || runsPhp(site)) };
}

export type PhpRequest = {
  outcome:
    | "changing"
    | "unchanged"
    | "not-active"
    /** The operator does not let sites of this server run PHP. */
    | "not-offered"
    /** The server does not have this version. */
    | "unknown-version"
    /** The server does not say which versions it has. */
    | "silent"
    /** A draft can be looked at under an address where nothing shuts programs into the site's folder. */
    | "draft-open";
};

/**
 * Writes down which PHP version the owner wants, or none, and queues the job that brings it about. New PHP only where
 * the operator allows it; a site that runs some may change its version. Only a version that the server has at this
 * moment is taken. Asking for what it is already changes nothing.
 */
export async function requestPhp(
  deps: Deps,
  { userId, websiteId, version, now }: Own & { version: string | null },
): Promise<PhpRequest> {
  const site = await findOwn(deps.db, userId, websiteId);
  if (!site) return { outcome: "not-active" };
  if (site.php_wanted === version && !site.php_problem) return { outcome: "unchanged" };
  if (version !== null) {
    if (!site.allows_php && !runsPhp(site)) return { outcome: "not-offered" };
    const versions = await versionsOf(deps, site.server_id, now);
    if (!versions) return { outcome: "silent" };
    if (!versions.includes(version)) return { outcome: "unknown-version" };
  }
  return deps.db.transaction().execute(async (tx) => {
    const { id, order_id: orderId } = await tx
      .selectFrom("websites")
      .select(["id", "order_id"])
      .where("id", "=", websiteId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (version !== null && (await draftsOf(tx, websiteId)) > 0) return { outcome: "draft-open" };
    await tx
      .updateTable("websites")
      .set((of) => ({
        php_wanted: version,
        php_changing_at: now,
        php_problem: null,
        php_used_at: version === null ? of.ref("php_used_at") : of.fn.coalesce("php_used_at", of.val(now)),
      }))
      .where("id", "=", id)
      .execute();
    const who = { actor: "customer" as const, actorId: userId };
    await recordWebsite(tx, { id, orderId }, "php-wanted", { version: version ?? "static" }, now, who);
    await enqueueAll(tx, [phpJob(id)]);
    return { outcome: "changing" };
  });
}

/** The job that makes the server follow; a waiting one is not doubled. */
export function phpJob(websiteId: string, runAt?: Date): Job {
  return job("follow-php", { websiteId }, { key: `follow-php:${websiteId}`, ...(runAt && { runAt }) });
}

async function findOwn(db: Db, userId: string, websiteId: string) {
  if (!isUuid(websiteId)) return undefined;
  return db
    .selectFrom("websites")
    .innerJoin("servers", "servers.id", "websites.server_id")
    .selectAll("websites")
    .select(["servers.allows_php", "servers.id as server_id"])
    .where("websites.user_id", "=", userId)
    .where("websites.id", "=", websiteId)
    .where("websites.status", "=", "active")
    .executeTakeFirst();
}

async function versionsOf(deps: Deps, serverId: string, now: Date): Promise<string[] | null> {
  try {
    const found = await withPanel(deps, serverId, now, ({ panel }) => panel.phpVersions());
    return found.sort((one, other) => Number(other) - Number(one));
  } catch (error) {
    const kinds = [PanelRefused, PanelAnswerUnknown, PanelAuthFailed, ServerLocked];
    if (!isPassing(error) && !kinds.some((kind) => error instanceof kind)) throw error;
    return null;
  }
}
