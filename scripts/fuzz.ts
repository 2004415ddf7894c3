import { spawnSync } from "node:child_process";
import path from "node:path";
import { parseArgs } from "node:util";

// Mutated archives for as long as is wanted: npm run fuzz -- --seconds 600 [--seed 1]
const { values } = parseArgs({
  options: { seconds: { type: "string", default: "60" }, seed: { type: "string" } },
});
const root = path.join(import.meta.dirname, "..");
const vitest = path.join(root, "node_modules", "vitest", "vitest.mjs");
const environment = { FUZZ_SECONDS: values.seconds, ...(values.seed ? { FUZZ_SEED: values.seed } : {}) };
const result = spawnSync(process.execPath, [vitest, "run", "app/domain/hosting/archives/fuzz.test.ts"], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, ...environment },
});
process.exitCode = result.status ?? 1;
