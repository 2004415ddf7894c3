import type { Selectable } from "kysely";
import { record, SYSTEM } from "#app/domain/audit/audit.server.ts";
import type { Db, Tx } from "#db/client.ts";
import type { Deployments } from "#db/schema.ts";
import { DeployFailed } from "./deploy-failures.ts";
import { canMove, type DeployStatus, type DeployStep } from "./deploy-status.ts";

export type DeploymentRow = Selectable<Deployments>;
export type StepDetail = Record<string, string | number>;

/** A step cut off this many times is not begun again. */
const tryLimit = 6;

/**
 * The one way a deployment changes state: refuses a change the rules do not know, and returns false when the row was
 * no longer in `from` (somebody else was faster).
 */
export async function moveDeployment(
  tx: Tx,
  deploymentId: string,
  move: { from: DeployStatus; to: DeployStatus; set?: Partial<DeploymentRow> },
): Promise<boolean> {
  if (!canMove(move.from, move.to))
    throw new Error(`A deployment does not go from ${move.from} to ${move.to}`);
  const { failure_detail, ...set } = move.set ?? {};
  const moved = await tx
    .updateTable("deployments")
    .set({ ...set, status: move.to })
    .$if(failure_detail !== undefined, (query) =>
      query.set({ failure_detail: JSON.stringify(failure_detail) }),
    )
    .where("id", "=", deploymentId)
    .where("status", "=", move.from)
    .returning("id")
    .executeTakeFirst();
  return Boolean(moved);
}

/** Opens a step's row; an open one of an earlier run is closed as interrupted. Returns which try this is, from 1. */
export async function beginStep(db: Db, deploymentId: string, step: DeployStep, now: Date): Promise<number> {
  const tries = await db.transaction().execute(async (tx) => {
    await tx
      .updateTable("deployment_steps")
      .set({ outcome: "interrupted", finished_at: now })
      .where("deployment_id", "=", deploymentId)
      .where("finished_at", "is", null)
      .execute();
    const rows = await tx
      .selectFrom("deployment_steps")
      .select(["try", "outcome"])
      .where("deployment_id", "=", deploymentId)
      .where("step", "=", step)
      .orderBy("try", "desc")
      .execute();
    const next = (rows[0]?.try ?? 0) + 1;
    await tx
      .insertInto("deployment_steps")
      .values({ deployment_id: deploymentId, step, try: next, started_at: now })
      .execute();
    const firstOther = rows.findIndex((row) => row.outcome !== "interrupted");
    return { next, interrupted: firstOther === -1 ? rows.length : firstOther };
  });
  if (tries.interrupted >= tryLimit) throw new DeployFailed("interrupted", { tries: tries.interrupted });
  return tries.next;
}

/** Closes the step's open row with what it measured. */
export async function endStep(
  db: Db,
  deploymentId: string,
  end: { step: DeployStep; outcome: "done" | "failed"; detail: StepDetail; now: Date },
): Promise<void> {
  await db
    .updateTable("deployment_steps")
    .set({ outcome: end.outcome, finished_at: end.now, detail: JSON.stringify(end.detail) })
    .where("deployment_id", "=", deploymentId)
    .where("step", "=", end.step)
    .where("finished_at", "is", null)
    .execute();
}

/** Shows how far the open step is; for pages only, never read back. */
export async function noteProgress(db: Db, deploymentId: string, step: DeployStep, detail: StepDetail) {
  await db
    .updateTable("deployment_steps")
    .set({ detail: JSON.stringify(detail) })
    .where("deployment_id", "=", deploymentId)
    .where("step", "=", step)
    .where("finished_at", "is", null)
    .execute();
}

/** What a step measured the last time it was done, or null. */
export async function detailOf(db: Db, deploymentId: string, step: DeployStep): Promise<StepDetail | null> {
  const row = await db
    .selectFrom("deployment_steps")
    .select("detail")
    .where("deployment_id", "=", deploymentId)
    .where("step", "=", step)
    .where("outcome", "=", "done")
    .orderBy("try", "desc")
    .limit(1)
    .executeTakeFirst();
  return (row?.detail as StepDetail | undefined) ?? null;
}

/** One line of a deployment's history. */
export async function recordDeployment(
  db: Db,
  deployment: { id: string; number: number },
  event: string,
  { actorId, detail, now }: { actorId?: string; detail?: StepDetail; now: Date },
): Promise<void> {
  const who = actorId ? { actor: "customer" as const, actorId } : SYSTEM;
  await record(db, {
    ...who,
    subjectType: "deployment",
    subjectId: deployment.id,
    event,
    detail: { number: deployment.number, ...detail },
    now,
  });
}
