import { sql } from "kysely";
import type { Db } from "#db/client.ts";
import { isUuid } from "../websites/websites.server.ts";
import type { Trouble } from "./panel-troubles.ts";
import { DOWN_AFTER_MISSES, NEEDS_A_PERSON } from "./placement.server.ts";

/** A server as staff see it. Its key is not in here. */
export type ShownServer = {
  id: string;
  name: string;
  url: string;
  flavour: "aapanel" | "baota" | null;
  version: string | null;
  sites: number;
  capacity: number;
  disk: { totalBytes: number; freeBytes: number } | null;
  ftp: { host: string; port: number; mode: "plain" | "tls" | "pinned"; fingerprint: string | null };
  webAddress: string;
  fingerprint: string | null;
  /** What the panel shows instead of the pinned one. */
  shownFingerprint: string | null;
  lastSeenAt: Date | null;
  lookedAt: Date | null;
  /** `isDown`: no new websites go there because of it. */
  trouble: { kind: Trouble; says: string; since: Date; isDown: boolean } | null;
  /** Left alone until then, because it refused our key. */
  pausedUntil: Date | null;
  /** Whether its sites may be switched to PHP. */
  allowsPhp: boolean;
  isDraining: boolean;
  drainReason: string | null;
};

/** Every server that was not removed, the oldest first; for staff only. `now` decides who is still paused. */
export async function listServers(db: Db, now: Date): Promise<ShownServer[]> {
  return (await shown(db).limit(200).execute()).map((row) => toShown(row, now));
}

/** One server for staff, or null. */
export async function findServer(db: Db, serverId: string, now: Date): Promise<ShownServer | null> {
  if (!isUuid(serverId)) return null;
  const row = await shown(db).where("servers.id", "=", serverId).executeTakeFirst();
  return row ? toShown(row, now) : null;
}

export type SiteThere = { id: string; host: string; status: string; email: string };
const MOST_SITES = 200;

/** The websites on a server, the newest first, at most 200. For staff only: it names customers. */
export async function listSitesOn(db: Db, serverId: string): Promise<SiteThere[]> {
  return db
    .selectFrom("websites")
    .innerJoin("users", "users.id", "websites.user_id")
    .select(["websites.id", "websites.host", "websites.status", "users.email"])
    .where("websites.server_id", "=", serverId)
    .where("websites.status", "<>", "deleted")
    .orderBy("websites.created_at", "desc")
    .orderBy("websites.id")
    .limit(MOST_SITES)
    .execute();
}

function shown(db: Db) {
  return db
    .selectFrom("servers")
    .selectAll()
    .select(
      sql<number>`(select count(*)::integer from websites
        where websites.server_id = servers.id and websites.status <> 'deleted')`.as("sites"),
    )
    .where("removed_at", "is", null)
    .orderBy("created_at")
    .orderBy("id");
}

type Row = Awaited<ReturnType<ReturnType<typeof shown>["executeTakeFirstOrThrow"]>>;

function toShown(row: Row, now: Date): ShownServer {
  const isPaused = row.locked_until !== null && row.locked_until > now;
  return {
    id: row.id,
    name: row.name,
    url: row.panel_url,
    flavour: row.flavour,
    version: row.panel_version,
    sites: row.sites,
    capacity: row.capacity,
    disk: diskOf(row),
    ftp: {
      host: row.ftp_host,
      port: row.ftp_port,
      mode: row.ftp_tls ? (row.ftp_fingerprint ? "pinned" : "tls") : "plain",
      fingerprint: row.ftp_fingerprint,
    },
    webAddress: row.web_address,
    fingerprint: row.fingerprint,
    shownFingerprint: row.shown_fingerprint,
    lastSeenAt: row.last_seen_at,
    lookedAt: row.looked_at,
    trouble: troubleIn(row),
    pausedUntil: isPaused ? row.locked_until : null,
    allowsPhp: row.allows_php,
    isDraining: row.is_draining,
    drainReason: row.drain_reason,
  };
}

function diskOf({ disk_total_bytes: totalBytes, disk_free_bytes: freeBytes }: Row): ShownServer["disk"] {
  return totalBytes === null || freeBytes === null ? null : { totalBytes, freeBytes };
}

function troubleIn({ problem, problem_says, problem_since, misses }: Row): ShownServer["trouble"] {
  if (problem === null || problem_since === null) return null;
  const isDown = misses >= DOWN_AFTER_MISSES || (NEEDS_A_PERSON as readonly string[]).includes(problem);
  return { kind: problem, says: problem_says ?? "", since: problem_since, isDown };
}
