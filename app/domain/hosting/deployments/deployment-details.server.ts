import type { Db } from "#db/client.ts";
import { type Deployment, deploymentTrace, findDeployment, type TraceStep } from "./deployments.server.ts";
import type { Changes } from "./release-changes.server.ts";

type Which = { userId: string; websiteId: string; deploymentId: string };

export type DeploymentDetails = {
  deployment: Deployment;
  trace: TraceStep[];
  /** Who asked for it: the owner's name, and the token's when it came from a terminal. */
  by: { name: string; token: string | null };
  /** Null until it was packed. */
  changes: { counts: { added: number; changed: number; removed: number }; paths: Changes } | null;
  /** The number of the release it was compared with; null when it was the first. */
  comparedWith: number | null;
  isPinned: boolean;
  /** Where a draft can be looked at, without port. */
  previewHost: string | null;
  /** What happened to it, the earliest first: requested, live, rolled back to, … At most 100 lines. */
  events: { at: Date; event: string }[];
};

/** Everything known about one deployment of one of the customer's own websites, or null. */
export async function deploymentDetails(db: Db, which: Which): Promise<DeploymentDetails | null> {
  const deployment = await findDeployment(db, which);
  if (!deployment) return null;
  const row = await db
    .selectFrom("deployments")
    .innerJoin("users", "users.id", "deployments.user_id")
    .leftJoin("deploy_tokens", "deploy_tokens.id", "deployments.token_id")
    .leftJoin("deployments as other", "other.id", "deployments.compared_with")
    .select(["deployments.files_added", "deployments.files_changed", "deployments.files_removed"])
    .select([
      "deployments.changes",
      "deployments.is_pinned",
      "deployments.preview_host",
      "users.name as user_name",
    ])
    .select(["deploy_tokens.name as token_name", "other.number as other_number"])
    .where("deployments.id", "=", deployment.id)
    .where("deployments.user_id", "=", which.userId)
    .executeTakeFirstOrThrow();
  const events = await db
    .selectFrom("audit_log")
    .select(["at", "event"])
    .where("subject_type", "=", "deployment")
    .where("subject_id", "=", deployment.id)
    .orderBy("id")
    .limit(100)
    .execute();
  const { files_added: added, files_changed: changed, files_removed: removed } = row;
  const isCounted = added !== null && changed !== null && removed !== null;
  return {
    deployment,
    trace: await deploymentTrace(db, which),
    by: { name: row.user_name, token: row.token_name },
    changes: isCounted ? { counts: { added, changed, removed }, paths: row.changes as Changes } : null,
    comparedWith: row.other_number,
    isPinned: row.is_pinned,
    previewHost: row.preview_host,
    events,
  };
}
