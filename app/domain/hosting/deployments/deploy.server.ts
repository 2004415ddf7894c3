import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "pino";
import {
  isPassing,
  PanelAnswerUnknown,
  PanelAuthFailed,
  PanelRefused,
} from "#app/adapters/aapanel/errors.ts";
import { TransferFailed, TransferLoginRefused } from "#app/adapters/ftp/ftp.server.ts";
import type { UploadStore } from "#app/adapters/storage/storage.server.ts";
import type { Vault } from "#app/adapters/vault/vault.server.ts";
import type { Db } from "#db/client.ts";
import { ArchiveRefused } from "../archives/archives.ts";
import { openExportAccount } from "../endings/export-account.server.ts";
import { aloneOn } from "../servers/panel-writer.server.ts";
import { type PanelOf, ServerLocked, type TransferTo, withPanel } from "../servers/servers.server.ts";
import { LinkInTheWay } from "../websites/php-guard.server.ts";
import { sitePlan } from "../websites/site-plan.server.ts";
import { DeltaDisagrees, startOver } from "./deploy-delta.server.ts";
import { DeployFailed } from "./deploy-failures.ts";
import { inspectFirst } from "./deploy-inspect.server.ts";
import { cancelIfAsked, failDeployment, goLive, startDeployment, takeStep } from "./deploy-outcome.server.ts";
import { type DeployStep, isFinished, isRunning, isSwitching } from "./deploy-status.ts";
import { check, type Patience, pack, type Run, transfer } from "./deploy-steps.server.ts";
import { probe, switchBack, switchOver } from "./deploy-switch.server.ts";
import { beginStep, type DeploymentRow, endStep, type StepDetail } from "./deploy-trace.server.ts";
import { extract, verify } from "./deploy-unpack.server.ts";
import { enqueueDeploy } from "./deployments-rows.server.ts";
import { openPreview } from "./previews.server.ts";
import { noteChanges } from "./release-changes.server.ts";
import { needsOwnAccount } from "./transfer-account.server.ts";

export type DeployDeps = {
  db: Db;
  panelOf: PanelOf;
  transferTo: TransferTo;
  store: UploadStore;
  vault: Vault;
  log: Logger;
  /** How long to wait for the server's queue, its web server and its panel, in milliseconds. */
  patience?: Patience;
};

export type DeployOutcome = {
  outcome: "live" | "ready" | "failed" | "cancelled" | "waits" | "nothing-to-do";
};

const steps: Record<DeployStep, (run: Run) => Promise<StepDetail>> = {
  checking: async (run) => check(await inspectFirst(run)),
  packing: async (run) => {
    const detail = await pack(run);
    await noteChanges(run);
    return detail;
  },
  transferring: transfer,
  extracting: extract,
  verifying: async (run) => {
    const detail = await verify(run);
    if (run.deployment.is_draft) await openPreview(run);
    return detail;
  },
  switching: switchOver,
  probing: probe,
};

const pausesMs = [500, 2_000, 5_000];
const waitMs = 15_000;

/**
 * Brings a queued deployment live, or ends it with the step and the reason; a rollback enters at the last two steps.
 * Every step may be begun again after a crash at any point: the job resumes at the step it was in. Visitors see the
 * old release or the new one. While somebody else is at this website the job is put off ("waits").
 */
export async function runDeployment(
  deps: DeployDeps,
  { deploymentId }: { deploymentId: string },
  now: () => Date,
): Promise<DeployOutcome> {
  const { db } = deps;
  const row = await findRow(db, deploymentId);
  if (!row || isFinished(row.status)) return { outcome: "nothing-to-do" };
  const result = await aloneOn(db, row.website_id, () => runSteps(deps, deploymentId, now));
  if (result !== "busy" && result.outcome !== "waits") return result;
  await enqueueDeploy(db, row.website_id, deploymentId, new Date(now().getTime() + waitMs));
  return { outcome: "waits" };
}

async function runSteps(deps: DeployDeps, deploymentId: string, now: () => Date): Promise<DeployOutcome> {
  const { db } = deps;
  const start = await startDeployment(db, deploymentId, now());
  if (start !== "started") return { outcome: start };
  const { website, deployment } = await load(db, deploymentId);
  let step = deployment.status;
  try {
    if (!website.server_id) throw new DeployFailed("site-not-active");
    return await withPanel(deps, website.server_id, now(), async (at) => {
      for (;;) {
        const run: Run = { ...deps, ...(await load(db, deploymentId)), at, now };
        const { status } = run.deployment;
        if (status === "live" || status === "ready") return { outcome: status };
        if (!isRunning(status)) return { outcome: "nothing-to-do" };
        if (await cancelIfAsked(db, deploymentId, now())) return { outcome: "cancelled" };
        step = status;
        try {
          // Stopped while it was under way: with FTP off and our page shown, nothing here can go well.
          if (run.website.suspended_reason !== null) throw new DeployFailed("site-not-active");
          // Locked by its owner: what is published stays. A switch that was made already is still looked at.
          if (run.website.locked_at !== null && isChanging(run.deployment))
            throw new DeployFailed("site-locked");
          if (needsOwnAccount(run.website))
            await patiently(run, () => openExportAccount(run, at, run.website));
          await runStep(run, status);
        } catch (error) {
          if (error instanceof DeltaDisagrees) {
            await startOver(db, run.deployment, { step: status, reason: error.message, now: now() });
            continue;
          }
          if (failureOf(error) && isSwitching(status)) await switchBack(run);
          throw error;
        }
      }
    });
  } catch (error) {
    // Half switched, only the panel can say where the site stands: the job waits until it may be asked.
    if (error instanceof ServerLocked && isSwitching(step)) return { outcome: "waits" };
    const failure = failureOf(error);
    // A fault of ours: the job is tried again, and the step with it.
    if (!failure) throw error;
    deps.log.warn({ deploymentId, step, reason: failure.message }, "a deployment failed");
    await failDeployment(db, deploymentId, { failure, now: now() });
    return { outcome: "failed" };
  }
}

/** Whether going on would change what visitors see: a draft does not, and a switch that was made has. */
function isChanging({ status, is_draft, ready_at }: DeploymentRow): boolean {
  return status !== "probing" && (!is_draft || ready_at !== null);
}

async function runStep(run: Run, step: DeployStep): Promise<void> {
  const { db, deployment, now } = run;
  await beginStep(db, deployment.id, step, now());
  const detail = await patiently(run, () => steps[step](run));
  await db.transaction().execute(async (tx) => {
    await endStep(tx, deployment.id, { step, outcome: "done", detail, now: now() });
    if (step === "probing") await goLive(tx, deployment, now());
    else await takeStep(tx, deployment, { step, now: now() });
  });
}

/** Begins a step again while the panel only fails to answer: each step looks first at what is already there. */
async function patiently<T>({ patience }: Run, work: () => Promise<T>): Promise<T> {
  for (const wait of patience?.pausesMs ?? pausesMs) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error)) throw error;
      await pause(wait);
    }
  }
  return work();
}

/** What an error means for the customer; null for one that is a fault of ours. */
function failureOf(error: unknown): DeployFailed | null {
  if (error instanceof DeployFailed) return error;
  const because = (code: DeployFailed["code"], detail = {}) =>
    new DeployFailed(code, detail, { cause: error });
  if (error instanceof LinkInTheWay) return because("link-in-the-way");
  if (error instanceof ArchiveRefused) {
    return because("archive-refused", { refusal: error.refusal.code, entry: error.refusal.entry ?? "" });
  }
  if (error instanceof TransferLoginRefused) return because("ftp-login-refused");
  if (error instanceof TransferFailed) return because("transfer-failed");
  if (error instanceof PanelAuthFailed || error instanceof ServerLocked) return because("server-key-refused");
  if (isPassing(error)) return because("server-unreachable");
  if (error instanceof PanelRefused || error instanceof PanelAnswerUnknown) return because("server-refused");
  return null;
}

function findRow(db: Db, deploymentId: string): Promise<DeploymentRow | undefined> {
  return db.selectFrom("deployments").selectAll().where("id", "=", deploymentId).executeTakeFirst();
}

async function load(
  db: Db,
  deploymentId: string,
): Promise<Pick<Run, "deployment" | "website" | "upload" | "plan">> {
  const deployment = await db
    .selectFrom("deployments")
    .selectAll()
    .where("id", "=", deploymentId)
    .executeTakeFirstOrThrow();
  const website = await db
    .selectFrom("websites")
    .selectAll()
    .where("id", "=", deployment.website_id)
    .executeTakeFirstOrThrow();
  const plan = await sitePlan(db, website);
  const upload = deployment.upload_id
    ? await db.selectFrom("uploads").selectAll().where("id", "=", deployment.upload_id).executeTakeFirst()
    : undefined;
  return { deployment, website, plan, upload: upload ?? null };
}
