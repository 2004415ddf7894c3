import { createHash } from "node:crypto";
import { isIPv6 } from "node:net";
import { sql } from "kysely";
import type { Db } from "#db/client.ts";

type Hit = { name: string; who: string; windowSeconds: number; now: Date };

/**
 * Counts one more try of `who` in the current window of `name`, and returns how many there were and when the window
 * ends. Twenty at once count twenty: each is one `insert … on conflict do update`. Who it was is kept only as a hash.
 */
export async function countHit(
  db: Db,
  { name, who, windowSeconds, now }: Hit,
): Promise<{ hits: number; endsAt: Date }> {
  const length = windowSeconds * 1000;
  const start = Math.floor(now.getTime() / length) * length;
  const { rows } = await sql<{ hits: number }>`
    insert into rate_limits (bucket, window_start, hits) values (${bucketOf(name, who)}, ${new Date(start)}, 1)
    on conflict (bucket, window_start) do update set hits = rate_limits.hits + 1
    returning hits`.execute(db);
  return { hits: rows[0]!.hits, endsAt: new Date(start + length) };
}

/** Deletes the windows that began more than two days before `now`; none of ours is longer than one. */
export async function forgetOldHits(db: Db, now: Date): Promise<void> {
  const horizon = new Date(now.getTime() - 2 * 24 * 60 * 60 * 1000);
  await db.deleteFrom("rate_limits").where("window_start", "<", horizon).execute();
}

function bucketOf(name: string, who: string): string {
  return `${name}:${createHash("sha256").update(networkOf(who.toLowerCase())).digest("base64url").slice(0, 22)}`;
}

/** One household has 2^64 addresses of IPv6: they count as one. Everything else stays as it is. */
function networkOf(who: string): string {
  if (!isIPv6(who) || who.includes(".")) return who;
  const [head = "", tail] = who.split("::");
  const left = head.split(":").filter(Boolean);
  const right = tail?.split(":").filter(Boolean) ?? [];
  const missing = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array<string>(missing).fill("0"), ...right].slice(0, 4).join(":");
}
