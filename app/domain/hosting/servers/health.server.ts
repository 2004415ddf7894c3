import type { CertificateReader } from "#app/adapters/tls/tls.server.ts";
import { askForAttention, endAttention } from "#app/domain/attention/attention.server.ts";
import { record, SYSTEM } from "#app/domain/audit/audit.server.ts";
import { enqueueAll, job } from "#app/jobs/queue.server.ts";
import type { Db, Tx } from "#db/client.ts";
import { countKeyTry } from "./key-tries.server.ts";
import { type TroubleFound, troubleOf } from "./panel-troubles.ts";
import { DOWN_AFTER_MISSES, NEEDS_A_PERSON, wakeWaiting } from "./placement.server.ts";
import { lockServer, type PanelDeps, panelAt, type ServerRow } from "./servers.server.ts";

export type HealthDeps = PanelDeps & { certificates: CertificateReader };

export type Look =
  | { outcome: "healthy" | "gone" | "paused" }
  | ({ outcome: "trouble" } & TroubleFound)
  | { outcome: "too-many"; retryAfterSeconds: number };

type Facts = {
  flavour: "aapanel" | "baota";
  version: string;
  totalBytes: number | null;
  freeBytes: number | null;
};

const SILENT = "server-down";
const CERTIFICATE = "server-certificate";
const KEY_REFUSED = "server-key-refused";

/** Queues a look at every server. A waiting look is not doubled. */
export async function watchServers(db: Db): Promise<{ queued: number }> {
  const servers = await db.selectFrom("servers").select("id").where("removed_at", "is", null).execute();
  const looks = servers.map(({ id }) =>
    job("look-at-server", { serverId: id }, { key: `look-at-server:${id}` }),
  );
  await enqueueAll(db, looks);
  return { queued: looks.length };
}

/**
 * Looks at a panel, reading only, and notes what it is, its disk, or what is wrong and for how many looks in a row. The
 * third miss, or at once what only a person can mend, asks staff; a look that goes well ends that by itself and lets
 * waiting websites go on. A server that is left alone because of its key is not asked, unless `byHand`: that is counted
 * with the tries of keys.
 */
export async function lookAtServer(
  deps: HealthDeps,
  { serverId, byHand = false }: { serverId: string; byHand?: boolean },
  now: Date,
): Promise<Look> {
  const { db } = deps;
  const server = await db
    .selectFrom("servers")
    .selectAll()
    .where("id", "=", serverId)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  if (!server) return { outcome: "gone" };
  if (server.locked_until && server.locked_until > now) {
    if (!byHand) return { outcome: "paused" };
    const counted = await countKeyTry(db, server.panel_url, now);
    if (counted.outcome === "too-many") return counted;
  }
  try {
    const facts = await ask(deps, server);
    await db.transaction().execute((tx) => noteHealthy(tx, server, facts, now));
    // Disk may have become free as well: whoever waits looks again.
    await db.transaction().execute((tx) => wakeWaiting(tx, now));
    return { outcome: "healthy" };
  } catch (error) {
    const found = troubleOf(error);
    if (!found) throw error;
    if (AUTH.has(found.trouble)) await lockServer(db, server, now);
    const shown = found.trouble.startsWith("certificate") ? await shownBy(deps, server) : null;
    await db.transaction().execute((tx) => noteTrouble(tx, server, { ...found, shown }, now));
    return { outcome: "trouble", ...found };
  }
}

const AUTH = new Set<string>(["key-wrong", "address-not-listed", "locked-out"]);

async function ask(deps: HealthDeps, server: ServerRow): Promise<Facts> {
  const panel = panelAt(deps, server);
  const { flavour, version } = await panel.describe();
  const disk = await panel.diskOf(server.sites_root);
  return { flavour, version, totalBytes: disk?.totalBytes ?? null, freeBytes: disk?.freeBytes ?? null };
}

/** The fingerprint the panel shows now; null when that cannot be seen either. */
async function shownBy({ certificates }: HealthDeps, server: ServerRow): Promise<string | null> {
  const { host, hostname } = new URL(server.panel_url);
  const seen = await certificates.read(host, hostname);
  return seen.outcome === "seen" ? seen.certificate.fingerprint : null;
}

/** Everything that was wrong is over; written in full, so that two looks at once leave the same. */
async function noteHealthy(tx: Tx, server: ServerRow, facts: Facts, now: Date): Promise<void> {
  await tx
    .updateTable("servers")
    .set({
      flavour: facts.flavour,
      panel_version: facts.version.slice(0, 40),
      disk_total_bytes: facts.totalBytes,
      disk_free_bytes: facts.freeBytes,
      looked_at: now,
      last_seen_at: now,
      ...NO_TROUBLE,
    })
    .where("id", "=", server.id)
    .execute();
  await endAttention(tx, { kinds: [SILENT, CERTIFICATE, KEY_REFUSED], subject: server.id, now });
  const wasAway = server.problem !== null || server.locked_until !== null;
  if (wasAway) {
    const detail = { problem: server.problem };
    const entry = { subjectType: "server" as const, subjectId: server.id, event: "server-back", detail, now };
    await record(tx, { ...SYSTEM, ...entry });
  }
}

/** The columns of a server that nothing is wrong with. */
export const NO_TROUBLE = {
  problem: null,
  problem_says: null,
  problem_since: null,
  shown_fingerprint: null,
  misses: 0,
  locked_until: null,
};

type Noted = TroubleFound & { shown: string | null };

async function noteTrouble(
  tx: Tx,
  asked: ServerRow,
  { trouble, says, shown }: Noted,
  now: Date,
): Promise<void> {
  const { id } = asked;
  const server = await tx
    .selectFrom("servers")
    .selectAll()
    .where("id", "=", id)
    .where("removed_at", "is", null)
    .forUpdate()
    .executeTakeFirst();
  // Another key or certificate was set meanwhile: what is wrong with the old one is no news.
  const { api_key_encrypted: key, fingerprint } = server ?? {};
  if (!server || key !== asked.api_key_encrypted || fingerprint !== asked.fingerprint) return;
  const isNew = server.problem !== trouble;
  const misses = server.misses + 1;
  await tx
    .updateTable("servers")
    .set({
      problem: trouble,
      problem_says: says,
      problem_since: isNew ? now : server.problem_since,
      shown_fingerprint: shown,
      misses,
      looked_at: now,
    })
    .where("id", "=", id)
    .execute();
  if (isNew) {
    const entry = { subjectType: "server" as const, subjectId: id, event: "server-trouble", now };
    await record(tx, { ...SYSTEM, ...entry, detail: { problem: trouble, says } });
  }
  const kind = attentionFor(trouble, misses);
  if (kind)
    await askForAttention(tx, { kind, subject: id, detail: { server: server.name, problem: trouble, says } });
}

/** Who is asked, if anybody yet. A refused key has asked already, when it was refused. */
function attentionFor(trouble: TroubleFound["trouble"], misses: number): string | null {
  if (trouble.startsWith("certificate")) return CERTIFICATE;
  if ((NEEDS_A_PERSON as readonly string[]).includes(trouble)) return null;
  return misses >= DOWN_AFTER_MISSES ? SILENT : null;
}
