import { expect, test } from "vitest";
import {
  canMove,
  type DeployStatus,
  deploySteps,
  isFinished,
  isRunning,
  stepAfter,
} from "./deploy-status.ts";

const all: DeployStatus[] = ["queued", ...deploySteps, "ready", "live", "superseded", "failed", "cancelled"];

test("the allowed changes of state are these and no others", () => {
  const allowed = all.flatMap((from) => {
    const to = all.filter((other) => canMove(from, other));
    return to.length > 0 ? [`${from} → ${to.join(" ")}`] : [];
  });
  expect(allowed).toEqual([
    "queued → checking cancelled",
    "checking → packing failed cancelled",
    "packing → transferring failed cancelled",
    "transferring → extracting failed cancelled",
    "extracting → packing verifying failed cancelled",
    "verifying → packing switching ready failed cancelled",
    "switching → probing ready superseded failed",
    "probing → ready live superseded failed",
    "ready → switching cancelled",
    "live → superseded",
    "superseded → switching",
  ]);
});

test("every state waits, runs or is finished", () => {
  expect(all.filter(isRunning)).toEqual([...deploySteps]);
  expect(all.filter(isFinished)).toEqual(["ready", "live", "superseded", "failed", "cancelled"]);
  expect(deploySteps.map(stepAfter).at(-1)).toBe("live");
});
