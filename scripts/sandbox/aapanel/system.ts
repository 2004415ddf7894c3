import { statfs } from "node:fs/promises";
import os from "node:os";
import type { Action, Panel } from "./panel.ts";

export const systemActions: Record<string, Action> = { GetSystemTotal, GetDiskInfo };
/** `/v2/system` exists on aaPanel only: its envelope is how the two panels are told apart. */
export const systemV2Actions: Record<string, Action> = { GetSystemTotal: GetSystemTotalV2, GetDiskInfo };

function GetSystemTotal(panel: Panel) {
  const mib = (bytes: number) => Math.floor(bytes / 1024 / 1024);
  const days = Math.floor(os.uptime() / 86_400);
  const [total, free] = [mib(os.totalmem()), mib(os.freemem())];
  const cores = os.cpus().length || 1;
  return {
    memTotal: total,
    memFree: free,
    memBuffers: 0,
    memCached: 0,
    memRealUsed: total - free,
    cpuNum: cores,
    cpuRealUsed: Math.min(100, Math.round(((os.loadavg()[0] ?? 0) / cores) * 1000) / 10),
    time: panel.flavour === "aapanel" ? `${days} Day(s)` : `${days}天`,
    system: "Debian GNU/Linux 12 (sandbox) (Py3.11.2)",
    isuser: 1,
    isport: false,
    version: panel.flavour === "aapanel" ? "8.10.0" : "11.7.0",
    ...(panel.flavour === "baota" ? { memAvailable: free, memShared: 0 } : {}),
  };
}

function GetSystemTotalV2(panel: Panel) {
  return { status: 0, timestamp: Math.floor(Date.now() / 1000), message: GetSystemTotal(panel) };
}

async function GetDiskInfo(panel: Panel) {
  const found = await statfs(panel.disk.base);
  const [total, free] = [found.blocks * found.bsize, found.bavail * found.bsize];
  const used = total - found.bfree * found.bsize;
  const percent = (part: number, whole: number) => `${whole ? Math.round((part / whole) * 100) : 0}%`;
  const inodesUsed = found.files - found.ffree;
  return [
    {
      filesystem: "/dev/vda1",
      type: "ext4",
      path: "/",
      size: [human(total), human(used), human(free), percent(used, total)],
      inodes: [
        String(found.files),
        String(inodesUsed),
        String(found.ffree),
        percent(inodesUsed, found.files),
      ],
    },
  ];
}

/** As `df -h`: a number and one letter. */
function human(bytes: number): string {
  const units = ["", "K", "M", "G", "T"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)}${units[unit]}`;
}
