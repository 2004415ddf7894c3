import { countHit } from "#app/domain/accounts/rate-limits.server.ts";
import type { Db } from "#db/client.ts";
import { type TroubleFound, troubleOf } from "./panel-troubles.ts";
import type { PanelOf } from "./servers.server.ts";

/** A panel as somebody typed it. */
export type TypedPanel = { url: string; apiKey: string; fingerprint: string | null };

export type TriedKey =
  | { outcome: "accepted"; version: string }
  | ({ outcome: "refused" } & TroubleFound)
  | { outcome: "too-many"; retryAfterSeconds: number };

const HOUR = 60 * 60;
/** Twenty refusals within an hour lock our address out of a panel: even two hours' worth of tries stays below. */
const AT_ONE_PANEL = 5;
/** One panel can be typed by several names. */
const AT_ALL = 8;

/**
 * Counts a try of a key at a panel, before it is made. Five an hour at one address, eight at all of them together:
 * trying keys by hand can never lock our address out.
 */
export async function countKeyTry(
  db: Db,
  url: string,
  now: Date,
): Promise<{ outcome: "allowed" } | { outcome: "too-many"; retryAfterSeconds: number }> {
  for (const [who, most] of [
    [new URL(url).host, AT_ONE_PANEL],
    ["all panels", AT_ALL],
  ] as const) {
    const { hits, endsAt } = await countHit(db, { name: "panel-key", who, windowSeconds: HOUR, now });
    if (hits > most) {
      const retryAfterSeconds = Math.max(1, Math.ceil((endsAt.getTime() - now.getTime()) / 1000));
      return { outcome: "too-many", retryAfterSeconds };
    }
  }
  return { outcome: "allowed" };
}

/**
 * Tries a key by exactly one signed call that changes nothing; nothing is stored but the count of tries. A key is
 * never in what this returns.
 */
export async function tryKey(
  { db, panelOf }: { db: Db; panelOf: PanelOf },
  typed: TypedPanel,
  now: Date,
): Promise<TriedKey> {
  const counted = await countKeyTry(db, typed.url, now);
  if (counted.outcome === "too-many") return counted;
  try {
    const { version } = await panelOf(typed).greet();
    return { outcome: "accepted", version };
  } catch (error) {
    const found = troubleOf(error);
    if (!found) throw error;
    return { outcome: "refused", ...found };
  }
}
