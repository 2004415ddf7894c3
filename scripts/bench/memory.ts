import fs from "node:fs";
import type { Running } from "../processes.ts";

type Process = Pick<Running, "child">;

function memoryOf({ child }: Process): number {
  const status = fs.readFileSync(`/proc/${child.pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
}

/** Resident memory of a process, in bytes, after a second of rest. */
export async function settledMemory(process: Process): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  return memoryOf(process);
}

/** The highest resident memory from now until `stop`. */
export function watchMemory(process: Process) {
  let highest = 0;
  const watching = setInterval(() => (highest = Math.max(highest, memoryOf(process))), 20);
  return {
    stop() {
      clearInterval(watching);
      return highest;
    },
  };
}
