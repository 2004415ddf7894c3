import fs from "node:fs";
import type { Served } from "./bench-shop.ts";

function memoryOf({ child }: Served): number {
  const status = fs.readFileSync(`/proc/${child.pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
}

/** Resident memory of the web process, in bytes, after a second of rest. */
export async function settledMemory(web: Served): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  return memoryOf(web);
}

/** The highest resident memory from now until `stop`. */
export function watchMemory(web: Served) {
  let highest = 0;
  const watching = setInterval(() => (highest = Math.max(highest, memoryOf(web))), 20);
  return {
    stop() {
      clearInterval(watching);
      return highest;
    },
  };
}
