import { createHash } from "node:crypto";
import { say } from "./messages.ts";
import type { Panel, Params } from "./panel.ts";

const allowedFailures = 20;
const lockoutMs = 60 * 60 * 1000;

export type Guard = {
  /** null lets the call in; "html404" is the page for a call without the two parameters. */
  check(panel: Panel, params: Params, address: string): null | "html404" | { status: false; msg: string };
  /** Counts a call from an address that is not on the list, as a wrong key is counted. */
  turnAway(panel: Panel, address: string): { status: false; msg: string };
  /** How many calls with a signature came, let in or not. */
  knocks(): number;
  unlock(): void;
};

/** Signing as the panel checks it: no clock, no replay check, failures counted per address in memory. */
export function createGuard(now: () => number = Date.now): Guard {
  const failures = new Map<string, { count: number; last: number }>();
  let knocks = 0;

  function isLockedOut(address: string): boolean {
    const earlier = failures.get(address);
    return earlier !== undefined && earlier.count >= allowedFailures && now() - earlier.last < lockoutMs;
  }
  function fail(panel: Panel, address: string, why: "keyFailed" | "notListed") {
    const earlier = failures.get(address);
    const count = earlier && now() - earlier.last < lockoutMs ? earlier.count + 1 : 1;
    failures.set(address, { count, last: now() });
    return { status: false as const, msg: say(panel.flavour, why) };
  }

  return {
    check(panel, params, address) {
      const time = params.get("request_time");
      const token = params.get("request_token");
      if (time === undefined || token === undefined) return "html404";
      knocks += 1;
      if (isLockedOut(address)) return { status: false, msg: say(panel.flavour, "lockedOut") };
      if (token === signature(panel.state.apiKey, time)) {
        failures.delete(address);
        return null;
      }
      return fail(panel, address, "keyFailed");
    },
    turnAway(panel, address) {
      knocks += 1;
      return fail(panel, address, "notListed");
    },
    knocks: () => knocks,
    unlock: () => failures.clear(),
  };
}

export function signature(apiKey: string, requestTime: string): string {
  return md5(requestTime + md5(apiKey));
}

export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
