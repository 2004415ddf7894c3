import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { buildOnce } from "../build.ts";
import { type Bench, type Line, seconds, verdict } from "./report.ts";

const root = path.join(import.meta.dirname, "..", "..");
const FIRST_MS = 90_000;
const SECOND_MS = 10_000;
const LIVE_MS = 15_000;

/** The demo's first and second start, and a whole sale from paid to live. */
export const bench: Bench = async () => {
  const building = performance.now();
  const built = (await buildOnce()) === "built" ? performance.now() - building : 0;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lumicloud-start-"));
  fs.chmodSync(folder, 0o755);
  try {
    const first = await start(folder);
    const second = await start(folder);
    return [
      {
        name: "demo, first start",
        measured: `${seconds(first)}${built ? `, and ${seconds(built)} to build` : ", built before"}`,
        budget: seconds(FIRST_MS),
        verdict: verdict(first + built <= FIRST_MS),
      },
      {
        name: "demo, second start",
        measured: seconds(second),
        budget: seconds(SECOND_MS),
        verdict: verdict(second <= SECOND_MS),
      },
      paidToLive(await run(["scripts/demo.ts", "--once"])),
    ];
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
};

async function start(folder: string): Promise<number> {
  const said = await run(["scripts/bench/starting.ts", folder]);
  const took = /ready (\d+)/.exec(said)?.[1];
  if (!took) throw new Error(`The shop did not say that it is ready: ${said}`);
  return Number(took);
}

function paidToLive(said: string): Line {
  const took = /([\d.]+) s\s+from paid to live/.exec(said)?.[1];
  if (!took) throw new Error(`The sale did not say how long it took: ${said}`);
  const live = Number(took) * 1000;
  return {
    name: "demo --once, paid to live",
    measured: `${seconds(live)} for a site of 5 MB`,
    budget: seconds(LIVE_MS),
    verdict: verdict(live <= LIVE_MS),
  };
}

function run(arguments_: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--import", "tsx", ...arguments_], { cwd: root });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk));
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve(said) : reject(new Error(said))));
  });
}
