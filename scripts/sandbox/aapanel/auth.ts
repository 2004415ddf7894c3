import { createHash } from "node:crypto";
import { say } from "./messages.ts";
import type { Panel, Params } from "./panel.ts";

const allowedFailures = 20;
const lockoutMs = 60 * 60 * 1000;

export type Guard = {
  /** null lets the call in; "html404" is the page for a call without the two parameters. */
  check(panel: Panel, params: Params, address: string): null | "html404" | { status: false; msg: string };
  unlock(): void;
};

/** Signing as the panel checks it: no clock, no replay check, failures counted per address in memory. */
export function createGuard(now: () => number = Date.now): Guard {
  const failures = new Map<string, { count: number; last: number }>();

  return {
    check(panel, params, address) {
      const time = params.get("request_time");
      const token = params.get("request_token");
      if (time === undefined || token === undefined) return "html404";
      const earlier = failures.get(address);
      if (earlier && earlier.count >= allowedFailures && now() - earlier.last < lockoutMs) {
        return { status: false, msg: say(panel.flavour, "lockedOut") };
      }
      if (token === signature(panel.state.apiKey, time)) {
        failures.delete(address);
        return null;
      }
      const count = earlier && now() - earlier.last < lockoutMs ? earlier.count + 1 : 1;
      failures.set(address, { count, last: now() });
      return { status: false, msg: say(panel.flavour, "keyFailed") };
    },
    unlock: () => failures.clear(),
  };
}

export function signature(apiKey: string, requestTime: string): string {
  return md5(requestTime + md5(apiKey));
}

export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
