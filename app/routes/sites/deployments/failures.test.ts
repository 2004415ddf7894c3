import { expect, test } from "vitest";
import { failureCodes } from "#app/domain/hosting/deployments/deploy-failures.ts";
import { failureWords } from "./failures.words.ts";

test("every way a deployment can fail has its sentence", () => {
  const told = Object.keys(failureWords.id).filter((code) => code !== "unknown");
  expect(told.sort()).toEqual([...failureCodes].sort());
});
