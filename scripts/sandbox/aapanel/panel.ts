import type { Disk } from "./disk.ts";
import type { Faults } from "./faults.ts";
import { type MessageKey, say } from "./messages.ts";
import type { Flavour, State } from "./state.ts";

/** Everything an action of the panel may touch. */
export type Panel = {
  flavour: Flavour;
  state: State;
  disk: Disk;
  sitesRoot: string;
  queueAboveBytes: number;
  faults: Faults;
  save(): void;
  /** Tells nginx to read its configuration again; like the vendor, nobody looks whether it did. */
  reload(): void;
  /** Wakes the queue, which extracts large archives later. */
  wakeQueue(): void;
  accessLog: AccessLog;
  errorLog: AccessLog;
  /** Makes a certificate in place of Let's Encrypt; null is the server without internet. */
  issueCertificate: IssueCertificate | null;
};

export type IssueCertificate = (domains: string[]) => {
  privateKey: string;
  certificate: string;
  chain: string;
};

/** Last lines of each site's log, by site name. */
type AccessLog = Map<string, string[]>;

export type Params = {
  get(name: string): string | undefined;
  /** The vendor's handlers index their parameters: a missing one raises, which is the HTML 404. */
  need(name: string): string;
  blob(name: string): Buffer | undefined;
};

export type Action = (panel: Panel, params: Params) => unknown;

/** An exception inside the vendor's handler: the caller gets the HTML 404 page, work done stays done. */
export class HandlerCrashed extends Error {
  override name = "HandlerCrashed";
}

export function done(panel: Panel, key: MessageKey) {
  return { status: true, msg: say(panel.flavour, key) };
}

export function refuse(panel: Panel, key: MessageKey) {
  return { status: false, msg: say(panel.flavour, key) };
}

/** The pause of a real panel between looking and doing: it is what lets two equal calls both succeed. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export function isConfigBroken(panel: Panel): boolean {
  return (
    panel.faults.has("nginx-config-broken") ||
    panel.state.sites.some((site) => !installedPhp(panel).has(site.php))
  );
}

/** PHP versions whose include file exists; any other one breaks nginx for the whole server. */
export function installedPhp(panel: Panel): Map<string, string> {
  const installed = new Map([
    ["00", "Static"],
    ["82", "PHP-82"],
    ["83", "PHP-83"],
  ]);
  if (panel.faults.has("php-83-removed")) installed.delete("83");
  return installed;
}
