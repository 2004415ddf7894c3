import { spawnSync } from "node:child_process";
import path from "node:path";
import { buildOnce } from "./build.ts";

const root = path.join(import.meta.dirname, "..");

// Page tests and journeys run the built app, so it is built first. Further words go to vitest: npm test -- app/domain
console.log((await buildOnce()) === "built" ? "Built the app." : "The build is fresh.");
const vitest = path.join(root, "node_modules", "vitest", "vitest.mjs");
const result = spawnSync(process.execPath, [vitest, "run", ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
});
process.exitCode = result.status ?? 1;
