import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { test } from "vitest";
import { cloneDatabase } from "../database.ts";
import { testSettings } from "../fixtures.ts";
import { live } from "./run.ts";
import { type Scenario, scenarios } from "./scenario.ts";
import { createWorld } from "./world.ts";

/** SIMULATION_SEED repeats a failure; the others choose how much is lived through. */
const seed = Number(process.env.SIMULATION_SEED) || 20_261_122;
const runs = Number(process.env.SIMULATION_RUNS) || 4;
const customers = Number(process.env.SIMULATION_CUSTOMERS) || 6;
const days = Number(process.env.SIMULATION_DAYS) || 420;

test("whatever buyers do and whatever breaks, the books are right after every day", {
  timeout: 3_600_000,
}, async () => {
  const promise = fc.asyncProperty(scenarios({ customers, days }), keepsItsPromises);
  const outcome = await fc.check(promise, { seed, numRuns: runs, endOnFailure: false });
  if (!outcome.failed) return;
  throw new Error(
    `${String(outcome.errorInstance)}\n\nThe smallest story: ${JSON.stringify(outcome.counterexample?.[0])}\n` +
      `To repeat it: SIMULATION_SEED=${seed} npx vitest run app/test/simulation`,
  );
});

async function keepsItsPromises(scenario: Scenario): Promise<void> {
  const { url, drop } = await cloneDatabase();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lumicloud-simulation-"));
  const world = await createWorld({ databaseUrl: url, folder, settings: testSettings });
  try {
    const { violations, day } = await live(world, scenario);
    if (violations.length === 0) return;
    const told = violations.map(({ rule, about }) => `  ${rule}: ${about}`);
    throw new Error(`On day ${day}:\n${told.join("\n")}`);
  } finally {
    await world.stop();
    await drop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
