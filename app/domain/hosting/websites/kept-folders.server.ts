import { enqueueAll, type Job, job } from "#app/jobs/queue.server.ts";
import type { Db, Tx } from "#db/client.ts";
import { isFolderName, mostKeptFolders } from "./kept-folder-names.ts";
import type { KeptFolder } from "./kept-folder-rules.ts";
import { isUuid, recordWebsite, type WebsiteRow } from "./websites.server.ts";

type Own = { userId: string; websiteId: string; now: Date };

/** The folders a website keeps across its releases, by name. */
export async function keptFolders(db: Db, websiteId: string): Promise<KeptFolder[]> {
  const rows = await db
    .selectFrom("kept_folders")
    .select(["name", "is_public"])
    .where("website_id", "=", websiteId)
    .orderBy("name")
    .execute();
  return rows.map(({ name, is_public: isPublic }) => ({ name, isPublic }));
}

/** How the kept folders of one of the customer's own, active websites stand; null when it is none. */
export async function keptFolderStanding(
  db: Db,
  userId: string,
  websiteId: string,
): Promise<{ folders: KeptFolder[]; isChanging: boolean; problem: WebsiteRow["folders_problem"] } | null> {
  if (!isUuid(websiteId)) return null;
  const site = await db
    .selectFrom("websites")
    .select(["folders_changing_at", "folders_problem"])
    .where("user_id", "=", userId)
    .where("id", "=", websiteId)
    .where("status", "=", "active")
    .executeTakeFirst();
  if (!site) return null;
  const folders = await keptFolders(db, websiteId);
  return { folders, isChanging: site.folders_changing_at !== null, problem: site.folders_problem };
}

/**
 * Keeps a folder from now on, beside the releases: programs reach it as `../../data/<name>`, visitors under `/<name>/`
 * where it is public. Only beside a release that is live. A job brings it about on the server. A name that is kept already is "taken".
 */
export async function keepFolder(
  db: Db,
  { userId, websiteId, name, isPublic, now }: Own & KeptFolder,
): Promise<{ outcome: "keeping" | "not-active" | "nothing-live" | "bad-name" | "taken" | "too-many" }> {
  if (!isFolderName(name)) return { outcome: "bad-name" };
  return db.transaction().execute(async (tx) => {
    const site = await lockOwn(tx, userId, websiteId);
    if (!site) return { outcome: "not-active" };
    // until its first release the site's own folder is served, and with it whatever lies in it
    if (site.run_path === "/") return { outcome: "nothing-live" };
    const kept = await keptFolders(tx, site.id);
    if (kept.some((folder) => folder.name === name)) return { outcome: "taken" };
    if (kept.length >= mostKeptFolders) return { outcome: "too-many" };
    const row = { website_id: site.id, name, is_public: isPublic, created_at: now };
    await tx.insertInto("kept_folders").values(row).execute();
    await change(tx, site, { event: "folder-kept", userId, name, now });
    return { outcome: "keeping" };
  });
}

/** Forgets a name: its files stay on the server, and the releases answer there again. Twice, it is "unknown". */
export async function forgetFolder(
  db: Db,
  { userId, websiteId, name, now }: Own & { name: string },
): Promise<{ outcome: "forgotten" | "not-active" | "unknown" }> {
  return db.transaction().execute(async (tx) => {
    const site = await lockOwn(tx, userId, websiteId);
    if (!site) return { outcome: "not-active" };
    const gone = await tx
      .deleteFrom("kept_folders")
      .where("website_id", "=", site.id)
      .where("name", "=", name)
      .returning("name")
      .executeTakeFirst();
    if (!gone) return { outcome: "unknown" };
    await change(tx, site, { event: "folder-forgotten", userId, name, now });
    return { outcome: "forgotten" };
  });
}

/** The job that makes the server follow; a waiting one is not doubled. */
export function foldersJob(websiteId: string, runAt?: Date): Job {
  const key = `follow-folders:${websiteId}`;
  return job("follow-folders", { websiteId }, { key, ...(runAt && { runAt }) });
}

/** A site that goes off or on again takes its kept folders along. */
export async function followWithFolders(tx: Tx, websiteId: string, now: Date): Promise<void> {
  if ((await keptFolders(tx, websiteId)).length === 0) return;
  await tx.updateTable("websites").set({ folders_changing_at: now }).where("id", "=", websiteId).execute();
  await enqueueAll(tx, [foldersJob(websiteId)]);
}

type Site = { id: string; order_id: string; run_path: string };
type Change = { event: string; userId: string; name: string; now: Date };

async function change(tx: Tx, site: Site, { event, userId, name, now }: Change): Promise<void> {
  const set = { folders_changing_at: now, folders_problem: null };
  await tx.updateTable("websites").set(set).where("id", "=", site.id).execute();
  const who = { actor: "customer" as const, actorId: userId };
  await recordWebsite(tx, { id: site.id, orderId: site.order_id }, event, { name }, now, who);
  await enqueueAll(tx, [foldersJob(site.id)]);
}

async function lockOwn(tx: Tx, userId: string, websiteId: string): Promise<Site | undefined> {
  if (!isUuid(websiteId)) return undefined;
  return tx
    .selectFrom("websites")
    .select(["id", "order_id", "run_path"])
    .where("user_id", "=", userId)
    .where("id", "=", websiteId)
    .where("status", "=", "active")
    .forUpdate()
    .executeTakeFirst();
}
