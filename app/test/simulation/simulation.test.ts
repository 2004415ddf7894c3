import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { test } from "vitest";
import { cloneDatabase } from "../database.ts";
import { testSettings } from "../fixtures.ts";
import { live, type Telling } from "./run.ts";
import { oneScenario, type Scenario, scenarios } from "./scenario.ts";
import { createWorld } from "./world.ts";

/** SIMULATION_SEED repeats a failure, or looks for another; without it every run lives the same stories. */
const seed = Number(process.env.SIMULATION_SEED) || 20_261_122;
const PATIENCE = { timeout: 600_000 };

test("in two small stories the books are right after every day", PATIENCE, () =>
  tellStories({ runs: 2, customers: 2, days: 50 }),
);

test("twelve buyers over a year leave the books right after every day", PATIENCE, () =>
  keepsItsPromises(oneScenario({ customers: 12, days: 365, seed }), { compareEvery: 3 }),
);

/** A story that goes wrong is made as small as it can be told before it is shown. */
async function tellStories({ runs, ...size }: { runs: number; customers: number; days: number }) {
  const promise = fc.asyncProperty(scenarios(size), (scenario) => keepsItsPromises(scenario));
  // Whatever is smaller by then is told.
  const limits = { interruptAfterTimeLimit: 240_000, markInterruptAsFailure: true };
  const outcome = await fc.check(promise, { seed, numRuns: runs, ...limits });
  if (!outcome.failed) return;
  throw new Error(
    `${String(outcome.errorInstance)}\n\nThe smallest story: ${JSON.stringify(outcome.counterexample?.[0])}\n` +
      `To repeat it: SIMULATION_SEED=${seed} npm test -- app/test/simulation`,
  );
}

async function keepsItsPromises(scenario: Scenario, telling: Telling = {}): Promise<void> {
  const { url, drop } = await cloneDatabase();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lumicloud-simulation-"));
  const world = await createWorld({ databaseUrl: url, folder, settings: testSettings });
  try {
    const { violations, day } = await live(world, scenario, telling);
    if (violations.length === 0) return;
    const told = violations.map(({ rule, about }) => `  ${rule}: ${about}`);
    throw new Error(`On day ${day} of seed ${seed}:\n${told.join("\n")}`);
  } finally {
    await world.stop();
    await drop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
