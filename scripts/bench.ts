import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Bench, type Line, table } from "./bench/report.ts";

/** The budgets of the design, each measured beside a baseline of the same run. `npm run bench -- pages --full` */
const BENCHES = [
  "script-bytes",
  "start",
  "pages",
  "sign-ins",
  "callback",
  "paid-to-active",
  "upload",
  "inspection",
  "deploy",
  "redeploy",
  "small-files",
  "billing-tick",
  "lists",
  "invoice-csv",
] as const;

const names = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const full = process.argv.includes("--full");
const unknown = names.filter((name) => !BENCHES.some((bench) => bench === name));
if (unknown.length > 0) {
  console.error(`No such bench: ${unknown.join(", ")}. There are ${BENCHES.join(", ")}.`);
  process.exit(1);
}

const [load = 0] = os.loadavg();
if (load > os.cpus().length / 4)
  console.log(
    `This machine is busy (load ${load.toFixed(1)} on ${os.cpus().length} cores): only ratios mean something.`,
  );
const started = performance.now();
const lines: Line[] = [];
const broken: string[] = [];
for (const name of names.length > 0 ? names : BENCHES) {
  const begun = performance.now();
  console.log(`${name} …`);
  try {
    const file = path.join(import.meta.dirname, "bench", `${name}.ts`);
    const { bench }: { bench: Bench } = await import(pathToFileURL(file).href);
    const measured = await bench({ full, say: (line) => console.log(`  ${line}`) });
    lines.push(...measured);
    for (const line of measured) console.log(`  ${line.name}: ${line.measured} (${line.verdict})`);
  } catch (error) {
    broken.push(name);
    console.error(error);
  }
  console.log(`  took ${((performance.now() - begun) / 1000).toFixed(1)} s`);
}
console.log(`\n${table(lines)}\n\nAll in ${((performance.now() - started) / 1000).toFixed(0)} s.`);
if (broken.length > 0) console.error(`Broke: ${broken.join(", ")}`);
process.exit(broken.length > 0 ? 1 : 0);
