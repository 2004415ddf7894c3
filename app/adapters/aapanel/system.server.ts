import { Disks, readAs, System } from "./answers.ts";
import { PanelHtmlAnswer } from "./errors.ts";
import type { HostingPanel } from "./hosting-panel.ts";
import type { Call } from "./transport.server.ts";

/** What a panel says about itself and its machine; reads only (aaPanel API, observed on 8.10 and BaoTa 11.7). */
export function systemCalls(call: Call) {
  // Not asked again over a new connection when an old one was cut: a wrong key counts each time.
  const greet = async () =>
    readAs(System, await call("/system", "GetSystemTotal", {}, { isRead: false }), "GetSystemTotal");
  return {
    greet,
    async describe() {
      // /v2 exists only on aaPanel; BaoTa answers it with a page or a redirect.
      const second = await call("/v2/system", "GetSystemTotal").catch((error: unknown) => {
        if (error instanceof PanelHtmlAnswer) return null;
        throw error;
      });
      const isSecond =
        typeof second === "object" && second !== null && "status" in second && second.status === 0;
      return { flavour: isSecond ? ("aapanel" as const) : ("baota" as const), ...(await greet()) };
    },
    async diskOf(path) {
      const disks = readAs(Disks, await call("/system", "GetDiskInfo"), "GetDiskInfo");
      const holding = disks
        .filter((disk) => disk.path === "/" || path === disk.path || path.startsWith(`${disk.path}/`))
        .sort((one, other) => other.path.length - one.path.length)[0];
      const [totalBytes = null, , freeBytes = null] = holding?.size.map(bytesOf) ?? [];
      return totalBytes === null || freeBytes === null ? null : { totalBytes, freeBytes };
    },
  } satisfies Partial<HostingPanel>;
}

const UNITS = ["", "K", "M", "G", "T", "P"];

/** `252G` as `df -h` writes it; null for anything else. */
function bytesOf(text: string): number | null {
  const [, number, unit = ""] = /^([\d.]+)([KMGTP]?)(?:i?B)?$/i.exec(text.trim()) ?? [];
  return number === undefined ? null : Math.round(Number(number) * 1024 ** UNITS.indexOf(unit.toUpperCase()));
}
