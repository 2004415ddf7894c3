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
/** `ready` is a draft that was made sure of and waits, at an address of its own, to be published or discarded. */
export type DeployStatus = "queued" | DeployStep | "ready" | "live" | "superseded" | "failed" | "cancelled";

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

/** Visitors may see the new release from here on. */
export function isSwitching(status: DeployStatus): boolean {
  return status === "switching" || status === "probing";
}

/**
 * Which changes of state there are. A kept release and a draft go live by the last two steps alone, and stay
 * `superseded` or `ready` when that fails: their files are still good. Until the switch a run may be cancelled.
 */
export function canMove(from: DeployStatus, to: DeployStatus): boolean {
  // what was copied from the release before does not agree: everything is sent after all
  if ((from === "extracting" || from === "verifying") && to === "packing") return true;
  if (from === "queued") return to === "checking" || to === "cancelled";
  if (isRunning(from)) {
    if (to === stepAfter(from) || to === "failed") return true;
    if (isSwitching(from)) return to === "superseded" || to === "ready";
    return to === "cancelled" || (from === "verifying" && to === "ready");
  }
  if (from === "ready") return to === "switching" || to === "cancelled";
  if (from === "live") return to === "superseded";
  if (from === "superseded") return to === "switching";
  return false;
}
