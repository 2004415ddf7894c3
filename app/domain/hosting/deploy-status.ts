/** The steps of a deployment, in order; each is also the status while it runs. */
export const deploySteps = [
  "checking",
  "packing",
  "transferring",
  "extracting",
  "verifying",
  "switching",
  "probing",
] as const;
export type DeployStep = (typeof deploySteps)[number];
export type DeployStatus = "queued" | DeployStep | "live" | "superseded" | "failed" | "cancelled";

/** The step after this one; after the last the release is live. */
export function stepAfter(step: DeployStep): DeployStep | "live" {
  return deploySteps[deploySteps.indexOf(step) + 1] ?? "live";
}

export function isRunning(status: DeployStatus): status is DeployStep {
  return (deploySteps as readonly string[]).includes(status);
}

/** Nothing more happens by itself. */
export function isFinished(status: DeployStatus): boolean {
  return status !== "queued" && !isRunning(status);
}

/**
 * Which changes of state there are. A kept release goes live again by the last two steps alone, and stays
 * `superseded` when that fails: its files are still good.
 */
export function canMove(from: DeployStatus, to: DeployStatus): boolean {
  if (from === "queued") return to === "checking" || to === "cancelled";
  if (isRunning(from)) {
    const isRollback = from === "switching" || from === "probing";
    return to === stepAfter(from) || to === "failed" || (to === "superseded" && isRollback);
  }
  if (from === "live") return to === "superseded";
  if (from === "superseded") return to === "switching";
  return false;
}
