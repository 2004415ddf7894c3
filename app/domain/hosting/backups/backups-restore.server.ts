import { randomUUID } from "node:crypto";
import type { UploadStore } from "#app/adapters/storage/storage.server.ts";
import { enqueue } from "#app/jobs/queue.server.ts";
import type { Db } from "#db/client.ts";
import { requestDeployment } from "../deployments/deployments.server.ts";
import { isOn, lockOwnSite } from "../deployments/deployments-rows.server.ts";
import { inspectUpload } from "../uploads/uploads-inspection.server.ts";
import { sitePlan } from "../websites/site-plan.server.ts";
import { isUuid, recordWebsite } from "../websites/websites.server.ts";
import { listBeside } from "./beside-files.server.ts";
import { askForBeside } from "./beside-restores.server.ts";
import { SITE } from "./site-pack.server.ts";

type Touches = { db: Db; store: UploadStore };
type Which = { userId: string; websiteId: string; backupId: string };

/** A backup as its owner sees it. Sizes in bytes. */
export type Backup = {
  id: string;
  kind: "manual" | "nightly";
  status: "waiting" | "ready" | "failed" | "removed";
  key: string | null;
  sizeBytes: number | null;
  sha256: string | null;
  fileCount: number | null;
  createdAt: Date;
  expiresAt: Date | null;
};

/** The backups of one of the customer's own websites that wait, failed or can be used; the newest first. */
export async function listBackups(db: Db, userId: string, websiteId: string): Promise<Backup[]> {
  if (!isUuid(websiteId)) return [];
  const rows = await own(db, userId, websiteId)
    .where("status", "<>", "removed")
    .orderBy("created_at", "desc")
    .limit(30)
    .execute();
  return rows.map(toBackup);
}

/** One backup that can be downloaded and restored, or null. */
export async function findBackup(db: Db, { userId, websiteId, backupId }: Which): Promise<Backup | null> {
  if (!isUuid(websiteId) || !isUuid(backupId)) return null;
  const row = await own(db, userId, websiteId)
    .where("id", "=", backupId)
    .where("status", "=", "ready")
    .executeTakeFirst();
  return row ? toBackup(row) : null;
}

export type RestoreAsked =
  | { outcome: "restoring"; uploadId: string }
  | { outcome: "no-room"; shortBytes: number }
  | { outcome: "not-active" | "not-found" };

/**
 * Asks for a backup's site to go live again. It becomes an upload of its own and takes the way of every deployment, so
 * that it is checked, and what is live now stays when it fails. With `beside`, what lay beside the site comes back as
 * well, by a job of its own; refused when that alone is more than the plan holds, and nothing is restored then. Asked
 * twice while it is prepared, it is one upload.
 */
export async function requestRestore(
  { db, store }: Touches,
  { now, beside = false, ...which }: Which & { now: Date; beside?: boolean },
): Promise<RestoreAsked> {
  const { userId, websiteId, backupId } = which;
  const backup = await findBackup(db, which);
  if (!backup?.sha256 || backup.sizeBytes === null) return { outcome: "not-found" };
  const { sha256, sizeBytes, createdAt } = backup;
  const besideBytes = beside ? (await listBeside(store, backup.key ?? "")).bytes : 0;
  return db.transaction().execute(async (tx) => {
    const site = await lockOwnSite(tx, userId, websiteId);
    if (!site || !isOn(site)) return { outcome: "not-active" };
    const { disk_bytes: room } = await sitePlan(tx, site);
    if (besideBytes > room) return { outcome: "no-room", shortBytes: besideBytes - room };
    if (beside) await askForBeside(tx, { ...which, now });
    const begun = await tx
      .selectFrom("uploads")
      .select("id")
      .where("website_id", "=", websiteId)
      .where("status", "=", "received")
      .where("sha256", "=", sha256)
      .executeTakeFirst();
    if (begun) return { outcome: "restoring", uploadId: begun.id };
    const uploadId = randomUUID();
    const file_name = `backup-${createdAt.toISOString().slice(0, 16).replace(":", "")}.zip`;
    const file = { file_name, format: "zip" as const, size_bytes: sizeBytes, sha256 };
    const whose = { id: uploadId, website_id: websiteId, user_id: userId, created_at: now };
    await tx
      .insertInto("uploads")
      .values({ ...whose, ...file, storage_key: `uploads/${uploadId}` })
      .execute();
    await enqueue(tx, "restore-backup", { backupId, uploadId }, { key: `restore-backup:${uploadId}` });
    const who = { actor: "customer" as const, actorId: userId };
    await recordWebsite(tx, { id: site.id, orderId: site.order_id }, "restore-requested", {}, now, who);
    return { outcome: "restoring", uploadId };
  });
}

/**
 * Copies a backup into the upload made for it, has it inspected like any other, and queues its deployment. Run again
 * after a crash anywhere there is one upload and one deployment.
 */
export async function restoreBackup(
  { db, store }: Touches,
  { backupId, uploadId }: { backupId: string; uploadId: string },
  now: Date,
): Promise<{ outcome: "queued" | "refused" | "gone" | "not-now" }> {
  const upload = await db
    .selectFrom("uploads")
    .selectAll()
    .where("id", "=", uploadId)
    .executeTakeFirstOrThrow();
  const backup = await db.selectFrom("backups").selectAll().where("id", "=", backupId).executeTakeFirst();
  if (upload.status === "received") {
    if (!backup?.storage_key) {
      await db.updateTable("uploads").set({ status: "removed" }).where("id", "=", uploadId).execute();
      return { outcome: "gone" };
    }
    const limits = { limitBytes: upload.size_bytes };
    const copy = await store.write(upload.storage_key, store.read(backup.storage_key), limits);
    if (copy.sha256 !== upload.sha256) throw new Error(`backup ${backupId} is not what it was`);
    const { outcome } = await inspectUpload({ db, store }, { uploadId }, now);
    if (outcome === "refused") return { outcome: "refused" };
  }
  await db
    .updateTable("uploads")
    .set({ root: SITE })
    .where("id", "=", uploadId)
    .where("status", "=", "accepted")
    .execute();
  const begun = await db
    .selectFrom("deployments")
    .select("id")
    .where("upload_id", "=", uploadId)
    .executeTakeFirst();
  if (begun) return { outcome: "queued" };
  const whose = { userId: upload.user_id, websiteId: upload.website_id };
  const asked = await requestDeployment(db, { ...whose, uploadId, now });
  return { outcome: "deploymentId" in asked ? "queued" : "not-now" };
}

function own(db: Db, userId: string, websiteId: string) {
  return db
    .selectFrom("backups")
    .selectAll()
    .where("user_id", "=", userId)
    .where("website_id", "=", websiteId);
}

function toBackup(row: Awaited<ReturnType<ReturnType<typeof own>["executeTakeFirstOrThrow"]>>): Backup {
  return {
    id: row.id,
    kind: row.kind,
    status: row.status,
    key: row.storage_key,
    sizeBytes: row.size_bytes,
    sha256: row.sha256,
    fileCount: row.file_count,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
