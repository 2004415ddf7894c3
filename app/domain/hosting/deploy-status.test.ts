import { expect, test } from "vitest";
import {
  canMove,
  type DeployStatus,
  deploySteps,
  isFinished,
  isRunning,
  stepAfter,
} from "./deploy-status.ts";

const all: DeployStatus[] = ["queued", ...deploySteps, "live", "superseded", "failed", "cancelled"];

test("the allowed changes of state are these and no others", () => {
  const allowed = all.flatMap((from) => {
    const to = all.filter((other) => canMove(from, other));
    return to.length > 0 ? [`${from} → ${to.join(" ")}`] : [];
  });
  expect(allowed).toEqual([
    "queued → checking cancelled",
    "checking → packing failed",
    "packing → transferring failed",
    "transferring → extracting failed",
    "extracting → verifying failed",
    "verifying → switching failed",
    "switching → probing superseded failed",
    "probing → live superseded failed",
    "live → superseded",
    "superseded → switching",
  ]);
});

test("every state waits, runs or is finished", () => {
  expect(all.filter(isRunning)).toEqual([...deploySteps]);
  expect(all.filter(isFinished)).toEqual(["live", "superseded", "failed", "cancelled"]);
  expect(deploySteps.map(stepAfter).at(-1)).toBe("live");
});
