import { spawnSync } from "node:child_process";
import path from "node:path";
import { findBadImports } from "./check/imports.ts";
import { findLongFiles } from "./check/sizes.ts";
import { tableTypes } from "./table-types.ts";

const root = path.join(import.meta.dirname, "..");
const packages = path.join(root, "node_modules");

/** Runs a package's own program with this Node, so that no shell or registry is asked. */
function program(script: string, ...options: string[]): () => string[] {
  return () => {
    const command = [path.join(packages, script), ...options];
    const result = spawnSync(process.execPath, command, {
      cwd: root,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    return result.status === 0 ? [] : [`${result.stdout}${result.stderr}`.trim() || `${script} failed`];
  };
}

const steps: [string, () => string[] | Promise<string[]>][] = [
  ["format and lint", program("@biomejs/biome/bin/biome", "ci", "--error-on-warnings", "--colors=off")],
  ["types", program("typescript/bin/tsc", "--noEmit")],
  ["imports between folders", () => findBadImports(root)],
  ["file sizes", () => findLongFiles(root)],
  ["unused code", program("knip/bin/knip.js")],
  ["table types", async () => ((await tableTypes({ check: true })) ? [] : ["run `npm run db:types`"])],
];

let failed = 0;
for (const [name, run] of steps) {
  const started = performance.now();
  const complaints = await run();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${complaints.length === 0 ? "ok  " : "FAIL"}  ${name} (${seconds} s)`);
  for (const complaint of complaints) console.log(complaint);
  if (complaints.length > 0) failed++;
}
process.exitCode = failed === 0 ? 0 : 1;
