import type { Db, Tx } from "#db/client.ts";
import { isUuid } from "../websites/websites.server.ts";
import { type DeployStatus, isRunning, isSwitching } from "./deploy-status.ts";
import { type DeploymentRow, moveDeployment, recordDeployment } from "./deploy-trace.server.ts";
import {
  type Asked,
  type DraftHindrance,
  draftHindrance,
  enqueueDeploy,
  isOn,
  lockOwnSite,
  nextNumber,
  openOf,
  ownRows,
} from "./deployments-rows.server.ts";

type Which = { userId: string; websiteId: string; deploymentId: string };

export type DeploymentRequest =
  | { outcome: "queued"; deploymentId: string; number: number; replacedNumber: number | null }
  | { outcome: "already-waiting"; deploymentId: string; number: number }
  | { outcome: "not-found" | "site-not-active" | "locked" | DraftHindrance | "upload-not-ready" };

/**
 * Queues an accepted upload of the customer's own website to go live. A site has one run and at most one waiting: a
 * newer request replaces the waiting one, and the same upload asked for twice is one deployment.
 */
export async function requestDeployment(db: Db, asked: Asked): Promise<DeploymentRequest> {
  const { userId, websiteId, uploadId, direct, previewHost, now } = asked;
  if (!isUuid(websiteId) || !isUuid(uploadId)) return { outcome: "not-found" };
  return db.transaction().execute(async (tx) => {
    const site = await lockOwnSite(tx, userId, websiteId);
    const upload = await tx
      .selectFrom("uploads")
      .selectAll()
      .where("id", "=", uploadId)
      .where("website_id", "=", websiteId)
      .where("user_id", "=", userId)
      .executeTakeFirst();
    if (!site || !upload) return { outcome: "not-found" };
    if (!isOn(site)) return { outcome: "site-not-active" };
    if (site.locked_at && !previewHost) return { outcome: "locked" };
    const hindrance = previewHost && (await draftHindrance(tx, site));
    if (hindrance) return { outcome: hindrance };
    const isReady = upload.status === "accepted" && upload.root !== null;
    if (!isReady && !direct) return { outcome: "upload-not-ready" };
    const open = await openOf(tx, websiteId);
    const same = open.find((row) => row.upload_id === uploadId);
    if (same) return { outcome: "already-waiting", deploymentId: same.id, number: same.number };
    const waiting = open.find((row) => row.status === "queued");
    if (waiting) await cancelRow(tx, waiting, { now });
    const number = await nextNumber(tx, websiteId);
    const made = await tx
      .insertInto("deployments")
      .values({
        website_id: websiteId,
        upload_id: uploadId,
        user_id: userId,
        number,
        created_at: now,
        is_draft: previewHost !== undefined,
        preview_host: previewHost ?? null,
        token_id: direct?.tokenId ?? null,
        wanted_root: direct?.root ?? null,
      })
      .returning(["id", "number"])
      .executeTakeFirstOrThrow();
    await recordDeployment(tx, made, "deployment-requested", { actorId: userId, now });
    await enqueueDeploy(tx, websiteId, made.id);
    return { outcome: "queued", deploymentId: made.id, number, replacedNumber: waiting?.number ?? null };
  });
}

export type RollbackRequest = {
  outcome: "queued" | "already-live" | "not-found" | "not-kept" | "site-not-active" | "locked" | "busy";
};

/**
 * Queues an earlier release, whose files are still on the server, to go live again: only a switch and a look.
 * "busy" while another deployment of the site waits or runs. Twice in a row, the second answers "busy" or
 * "already-live".
 */
export async function requestRollback(
  db: Db,
  { now, ...which }: Which & { now: Date },
): Promise<RollbackRequest> {
  const { userId, websiteId, deploymentId } = which;
  if (!isUuid(websiteId) || !isUuid(deploymentId)) return { outcome: "not-found" };
  return db.transaction().execute(async (tx) => {
    const site = await lockOwnSite(tx, userId, websiteId);
    const row = await ownRows(tx, userId, websiteId).where("id", "=", deploymentId).executeTakeFirst();
    if (!site || !row) return { outcome: "not-found" };
    if (!isOn(site)) return { outcome: "site-not-active" };
    if (row.status === "live") return { outcome: "already-live" };
    if (site.locked_at) return { outcome: "locked" };
    if ((await openOf(tx, websiteId)).length > 0) return { outcome: "busy" };
    if (row.status !== "superseded" || !row.is_kept) return { outcome: "not-kept" };
    const set = { previous_deployment_id: site.live_deployment_id, failed_step: null, failure_code: null };
    await moveDeployment(tx, row.id, { from: "superseded", to: "switching", set });
    await recordDeployment(tx, row, "rollback-requested", { actorId: userId, now });
    await enqueueDeploy(tx, websiteId, row.id);
    return { outcome: "queued" };
  });
}

/**
 * Takes a waiting deployment back at once, and one that runs at the end of its step ("cancelling"). After the switch
 * has begun it is "too-late"; one that is over is "not-waiting". Twice changes nothing more.
 */
export async function cancelDeployment(
  db: Db,
  { userId, websiteId, deploymentId, now }: Which & { now: Date },
): Promise<{ outcome: "cancelled" | "cancelling" | "too-late" | "not-waiting" | "not-found" }> {
  if (!isUuid(websiteId) || !isUuid(deploymentId)) return { outcome: "not-found" };
  return db.transaction().execute(async (tx) => {
    const row = await ownRows(tx, userId, websiteId)
      .where("id", "=", deploymentId)
      .forUpdate()
      .executeTakeFirst();
    if (!row) return { outcome: "not-found" };
    if (isSwitching(row.status)) return { outcome: "too-late" };
    if (isRunning(row.status)) {
      if (row.cancel_asked_at) return { outcome: "cancelling" };
      await tx.updateTable("deployments").set({ cancel_asked_at: now }).where("id", "=", row.id).execute();
      await recordDeployment(tx, row, "cancel-asked", { actorId: userId, now });
      return { outcome: "cancelling" };
    }
    if (row.status !== "queued") return { outcome: "not-waiting" };
    await cancelRow(tx, row, { actorId: userId, now });
    return { outcome: "cancelled" };
  });
}

/** A deployment as pages show it. */
export type Deployment = {
  id: string;
  number: number;
  status: DeployStatus;
  uploadId: string | null;
  /** The archive's name as the customer sent it; null when the upload is gone. */
  fileName: string | null;
  fileCount: number | null;
  totalBytes: number | null;
  /** Whether its files are still on the server, so that it can go live again. */
  isKept: boolean;
  /** Its owner wants it no more; it ends with its present step. */
  isCancelAsked: boolean;
  failedStep: string | null;
  failureCode: string | null;
  failureDetail: Record<string, string | number>;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
};

/** The newest deployments of one of the customer's own websites; `upTo` is the number of the newest that is wanted. */
export async function listDeployments(
  db: Db,
  userId: string,
  websiteId: string,
  { limit = 20, upTo }: { limit?: number; upTo?: number } = {},
): Promise<Deployment[]> {
  if (!isUuid(websiteId)) return [];
  let query = shown(db, userId, websiteId).orderBy("deployments.number", "desc");
  if (upTo !== undefined) query = query.where("deployments.number", "<=", upTo);
  return (await query.limit(limit).execute()).map(toDeployment);
}

/** One deployment of one of the customer's own websites, or null. */
export async function findDeployment(
  db: Db,
  { userId, websiteId, deploymentId }: Which,
): Promise<Deployment | null> {
  if (!isUuid(websiteId) || !isUuid(deploymentId)) return null;
  const row = await shown(db, userId, websiteId)
    .where("deployments.id", "=", deploymentId)
    .executeTakeFirst();
  return row ? toDeployment(row) : null;
}

export type TraceStep = {
  step: string;
  try: number;
  startedAt: Date;
  finishedAt: Date | null;
  outcome: "done" | "failed" | "interrupted" | null;
  /** Numbers the step measured: `bytes`, `files`, `sent`, … */
  detail: Record<string, string | number>;
};

/** What happened in one of the customer's own deployments, step by step, the earliest first. */
export async function deploymentTrace(
  db: Db,
  { userId, websiteId, deploymentId }: Which,
): Promise<TraceStep[]> {
  if (!isUuid(websiteId) || !isUuid(deploymentId)) return [];
  const rows = await db
    .selectFrom("deployment_steps")
    .innerJoin("deployments", "deployments.id", "deployment_steps.deployment_id")
    .selectAll("deployment_steps")
    .where("deployments.user_id", "=", userId)
    .where("deployments.website_id", "=", websiteId)
    .where("deployments.id", "=", deploymentId)
    .orderBy("deployment_steps.started_at")
    .orderBy("deployment_steps.try")
    .limit(200)
    .execute();
  return rows.map((row) => {
    const { sentinel: _hidden, ...detail } = row.detail as Record<string, string | number>;
    const { step, outcome } = row;
    return { step, try: row.try, startedAt: row.started_at, finishedAt: row.finished_at, outcome, detail };
  });
}

async function cancelRow(tx: Tx, row: DeploymentRow, { actorId, now }: { actorId?: string; now: Date }) {
  await moveDeployment(tx, row.id, { from: "queued", to: "cancelled", set: { finished_at: now } });
  await recordDeployment(tx, row, "deployment-cancelled", { actorId, now });
}

function shown(db: Db, userId: string, websiteId: string) {
  return db
    .selectFrom("deployments")
    .leftJoin("uploads", "uploads.id", "deployments.upload_id")
    .selectAll("deployments")
    .select("uploads.file_name")
    .where("deployments.user_id", "=", userId)
    .where("deployments.website_id", "=", websiteId);
}

function toDeployment(row: DeploymentRow & { file_name: string | null }): Deployment {
  return {
    id: row.id,
    number: row.number,
    status: row.status,
    uploadId: row.upload_id,
    fileName: row.file_name,
    fileCount: row.file_count,
    totalBytes: row.total_bytes,
    isKept: row.is_kept,
    isCancelAsked: row.cancel_asked_at !== null,
    failedStep: row.failed_step,
    failureCode: row.failure_code,
    failureDetail: (row.failure_detail as Record<string, string | number> | null) ?? {},
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}
