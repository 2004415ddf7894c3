import { askForAttention } from "#app/domain/attention/attention.server.ts";
import { enqueue } from "#app/jobs/queue.server.ts";
import type { Db, Tx } from "#db/client.ts";
import { enqueueMeasuring } from "../websites/disk.server.ts";
import type { DeployFailed, FailureCode } from "./deploy-failures.ts";
import { type DeployStep, deploySteps, isRunning, isSwitching, stepAfter } from "./deploy-status.ts";
import { type DeploymentRow, endStep, moveDeployment, recordDeployment } from "./deploy-trace.server.ts";

/** queued → checking, unless another deployment of the site is under way ("waits"). One that runs already resumes. */
export async function startDeployment(
  db: Db,
  deploymentId: string,
  now: Date,
): Promise<"started" | "waits" | "nothing-to-do"> {
  return db.transaction().execute(async (tx) => {
    const row = await lockRow(tx, deploymentId);
    if (isRunning(row.status)) return "started";
    if (row.status !== "queued") return "nothing-to-do";
    const other = await tx
      .selectFrom("deployments")
      .select("id")
      .where("website_id", "=", row.website_id)
      .where("status", "in", deploySteps)
      .executeTakeFirst();
    if (other) return "waits";
    await moveDeployment(tx, row.id, { from: "queued", to: "checking", set: { started_at: now } });
    return "started";
  });
}

/**
 * Goes on to the step after `step`; a draft that was made sure of waits. Not to the switch when its owner has asked for
 * an end meanwhile.
 */
export async function takeStep(
  tx: Tx,
  deployment: DeploymentRow,
  { step, now }: { step: DeployStep; now: Date },
): Promise<void> {
  // asking locks the row too: who comes later finds the switch begun
  if (step === "verifying" && (await lockRow(tx, deployment.id)).cancel_asked_at) return;
  if (step === "verifying" && deployment.is_draft) {
    await moveDeployment(tx, deployment.id, { from: step, to: "ready", set: { ready_at: now } });
    return recordDeployment(tx, deployment, "draft-ready", { now });
  }
  const to = stepAfter(step);
  if (!(await moveDeployment(tx, deployment.id, { from: step, to }))) {
    throw new Error(`Deployment ${deployment.id} left ${step} while we were at it`);
  }
}

/**
 * Ends a run whose owner wants it no more, at the border between two steps and before visitors could see any of it;
 * what it left on the server is cleaned away. False when nobody asked, or too late.
 */
export async function cancelIfAsked(db: Db, deploymentId: string, now: Date): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const row = await lockRow(tx, deploymentId);
    if (!row.cancel_asked_at || !isRunning(row.status) || isSwitching(row.status)) return false;
    await moveDeployment(tx, row.id, { from: row.status, to: "cancelled", set: { finished_at: now } });
    await recordDeployment(tx, row, "deployment-cancelled", { detail: { step: row.status }, now });
    await enqueueCleaning(tx, row.website_id);
    return true;
  });
}

/** probing → live: the one before steps back, the site remembers what it serves, its owner is told. */
export async function goLive(tx: Tx, deployment: DeploymentRow, now: Date): Promise<void> {
  const website = await tx
    .selectFrom("websites")
    .selectAll()
    .where("id", "=", deployment.website_id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const before = website.live_deployment_id;
  if (before && before !== deployment.id) {
    await moveDeployment(tx, before, { from: "live", to: "superseded" });
  }
  const isRollback = deployment.finished_at !== null;
  const set = { is_kept: true, finished_at: now, failed_step: null, failure_code: null };
  await moveDeployment(tx, deployment.id, { from: "probing", to: "live", set });
  await tx
    .updateTable("websites")
    .set({ live_deployment_id: deployment.id, run_path: deployment.release_path ?? "/" })
    .where("id", "=", website.id)
    .execute();
  await recordDeployment(tx, deployment, isRollback ? "deployment-rolled-back-to" : "deployment-live", {
    now,
  });
  await enqueue(tx, "send-notice", {
    key: `deploy-live:${deployment.id}:${now.getTime()}`,
    kind: "deploy-live",
    userId: deployment.user_id,
    values: { ...about(deployment), host: website.host },
  });
  await enqueueCleaning(tx, website.id);
  await enqueueMeasuring(tx, website.id);
}

/** Ends a running deployment with its step and reason; a failed rollback stays a kept release. Twice does nothing. */
export async function failDeployment(
  db: Db,
  deploymentId: string,
  { failure, now }: { failure: DeployFailed; now: Date },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const row = await lockRow(tx, deploymentId);
    const step = row.status;
    if (!isRunning(step)) return;
    const { code, detail } = failure;
    await endStep(tx, row.id, { step, outcome: "failed", detail: { code, ...detail }, now });
    const told = { failed_step: step, failure_code: code, failure_detail: detail };
    if (row.finished_at) await moveDeployment(tx, row.id, { from: step, to: "superseded", set: told });
    else if (row.ready_at) await moveDeployment(tx, row.id, { from: step, to: "ready", set: told });
    else await moveDeployment(tx, row.id, { from: step, to: "failed", set: { ...told, finished_at: now } });
    await recordDeployment(tx, row, "deployment-failed", { detail: { step, code }, now });
    const { host } = await tx
      .selectFrom("websites")
      .select("host")
      .where("id", "=", row.website_id)
      .executeTakeFirstOrThrow();
    await enqueue(tx, "send-notice", {
      key: `deploy-failed:${row.id}:${now.getTime()}`,
      kind: "deploy-failed",
      userId: row.user_id,
      values: { ...about(row), host, step, code },
    });
    await enqueueCleaning(tx, row.website_id);
    if (staffCodes.includes(code)) {
      await askForAttention(tx, {
        kind: "deploy-failed",
        subject: row.website_id,
        detail: { deployment: row.id, step, code },
        userId: row.user_id,
      });
    }
  });
}

/** Trying again does not help here: something about the server has to be put right. */
const staffCodes: FailureCode[] = [
  "ftp-login-refused",
  "server-refused",
  "not-readable",
  "switch-ignored",
  "php-unguarded",
  "link-in-the-way",
];

/** Nobody knows which release the server shows: it did not answer when it should have gone back. */
export async function askAboutSwitch(db: Db, deployment: DeploymentRow, reason: string): Promise<void> {
  await askForAttention(db, {
    kind: "deploy-switch-unknown",
    subject: deployment.website_id,
    detail: { deployment: deployment.id, reason: reason.slice(0, 200) },
    userId: deployment.user_id,
  });
}

/** Queues the removal of what no longer has to be on the server. */
export async function enqueueCleaning(db: Db, websiteId: string, runAt?: Date): Promise<void> {
  const options = { key: `clean-releases:${websiteId}`, queue: `site:${websiteId}`, runAt };
  await enqueue(db, "clean-releases", { websiteId }, options);
}

function about(deployment: DeploymentRow) {
  return { websiteId: deployment.website_id, deploymentId: deployment.id, number: deployment.number };
}

function lockRow(tx: Tx, deploymentId: string): Promise<DeploymentRow> {
  return tx
    .selectFrom("deployments")
    .selectAll()
    .where("id", "=", deploymentId)
    .forUpdate()
    .executeTakeFirstOrThrow();
}
