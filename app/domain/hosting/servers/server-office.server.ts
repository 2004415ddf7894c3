import { endAttention } from "#app/domain/attention/attention.server.ts";
import { type Actor, record } from "#app/domain/audit/audit.server.ts";
import type { Db, Tx } from "#db/client.ts";
import { type HealthDeps, lookAtServer, NO_TROUBLE } from "./health.server.ts";
import { type TriedKey, type TypedPanel, tryKey } from "./key-tries.server.ts";
import { placingAlone, wakeWaiting } from "./placement.server.ts";
import type { ServerRow } from "./servers.server.ts";

export type NewServer = TypedPanel & {
  name: string;
  /** host:port where its sites answer, and where they answer over TLS; null means port 443 there. */
  webAddress: string;
  tlsAddress: string | null;
  ftp: { host: string; port: number; tls: boolean; fingerprint: string | null };
  /** How many websites it takes. */
  capacity: number;
  sitesRoot: string;
};

type By = { staffId: string; now: Date };
type FtpGlance = { whyNoFtp: (ftp: NewServer["ftp"]) => Promise<string | null> };
/** Nobody answered there as an FTP server does, in the words of the network or the server. */
type NoFtp = { outcome: "no-ftp"; says: string };
type Refusal = Exclude<TriedKey, { outcome: "accepted" }>;

/**
 * Adds a server once an FTP server was seen where it shall be and its key was accepted: one signed call, before anything
 * is stored. The key is sealed. Added twice at once, the second finds it there. Websites that wait for room go on.
 */
export async function addServer(
  deps: HealthDeps & FtpGlance,
  { server, staffId, now }: By & { server: NewServer },
): Promise<
  { outcome: "added"; serverId: string } | { outcome: "name-taken" | "panel-known" } | NoFtp | Refusal
> {
  const { db, vault } = deps;
  const known = await knownAs(db, server);
  if (known) return { outcome: known };
  const says = await deps.whyNoFtp(server.ftp);
  if (says !== null) return { outcome: "no-ftp", says };
  const tried = await tryKey(deps, server, now);
  if (tried.outcome !== "accepted") return tried;
  const added = await db.transaction().execute(async (tx) => {
    await placingAlone(tx);
    const taken = await knownAs(tx, server);
    if (taken) return { outcome: taken };
    const { id } = await tx
      .insertInto("servers")
      .values({
        ...rowOf(server),
        api_key_encrypted: vault.seal(server.apiKey),
        panel_version: tried.version,
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    const detail = { name: server.name, panel: server.url, capacity: server.capacity };
    await note(tx, id, "server-added", detail, { staffId, now });
    await wakeWaiting(tx, now);
    return { outcome: "added" as const, serverId: id };
  });
  // What else is worth knowing: which panel, which disk. The key is known to be right by now.
  if (added.outcome === "added") await lookAtServer(deps, { serverId: added.serverId }, now);
  return added;
}

/** A panel twice would be two writers with two locks. Names of removed servers stay theirs, for the history. */
async function knownAs(db: Db, server: NewServer): Promise<"name-taken" | "panel-known" | null> {
  const rows = await db.selectFrom("servers").select(["name", "panel_url", "removed_at"]).execute();
  const isThere = rows.some((row) => row.removed_at === null && sameDoor(row.panel_url, server.url));
  if (isThere) return "panel-known";
  return rows.some(({ name }) => name === server.name) ? "name-taken" : null;
}

function sameDoor(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).host === new URL(other).host;
}

function rowOf({ name, url, fingerprint, webAddress, tlsAddress, ftp, capacity, sitesRoot }: NewServer) {
  return {
    name,
    panel_url: url,
    fingerprint,
    web_address: webAddress,
    tls_address: tlsAddress,
    ...ftpRowOf(ftp),
    capacity,
    sites_root: sitesRoot.replace(/\/+$/, ""),
  };
}

/** Sets what a server is called and how many websites it takes; fewer than it has stops new ones, and moves none. */
export async function changeServer(
  db: Db,
  { serverId, name, capacity, ...by }: By & { serverId: string; name: string; capacity: number },
): Promise<{ outcome: "changed" | "name-taken" | "gone" }> {
  return changing(db, serverId, async (tx, server) => {
    const other = await tx
      .selectFrom("servers")
      .select("id")
      .where("name", "=", name)
      .where("id", "<>", server.id)
      .executeTakeFirst();
    if (other) return { outcome: "name-taken" };
    await tx.updateTable("servers").set({ name, capacity }).where("id", "=", server.id).execute();
    await note(tx, server.id, "server-changed", { name, capacity, capacityBefore: server.capacity }, by);
    if (capacity > server.capacity) await wakeWaiting(tx, by.now);
    return { outcome: "changed" };
  });
}

type FtpChange = By & { serverId: string; ftp: NewServer["ftp"] };

/**
 * Sets where a server's FTP answers and how it is spoken to, once an FTP server was seen there; its accounts stay as
 * they are. Uploads, deployments and customers' FTP pages use it from then on. Set to what it is, nothing is noted.
 */
export async function changeFtp(
  { db, whyNoFtp }: { db: Db } & FtpGlance,
  { serverId, ftp, ...by }: FtpChange,
): Promise<{ outcome: "changed" | "gone" } | NoFtp> {
  const says = await whyNoFtp(ftp);
  if (says !== null) return { outcome: "no-ftp", says };
  return changing(db, serverId, async (tx, server) => {
    const row = ftpRowOf(ftp);
    const [before, after] = [server, row].map(ftpText);
    if (after === before) return { outcome: "changed" };
    await tx.updateTable("servers").set(row).where("id", "=", server.id).execute();
    await note(tx, server.id, "server-ftp-changed", { ftp: after ?? "", before: before ?? "" }, by);
    return { outcome: "changed" };
  });
}

type FtpRow = Pick<ServerRow, "ftp_host" | "ftp_port" | "ftp_tls" | "ftp_fingerprint">;

function ftpRowOf({ host, port, tls, fingerprint }: NewServer["ftp"]): FtpRow {
  return { ftp_host: host, ftp_port: port, ftp_tls: tls, ftp_fingerprint: tls ? fingerprint : null };
}

function ftpText({ ftp_host, ftp_port, ftp_tls, ftp_fingerprint }: FtpRow): string {
  return `${ftp_host}:${ftp_port} ${ftp_tls ? (ftp_fingerprint ?? "tls") : "plain"}`;
}

/** While a server drains no new website goes there; those that are there go on in every way. */
export async function drainServer(
  db: Db,
  { serverId, reason, ...by }: By & { serverId: string /** Null ends it. */; reason: string | null },
): Promise<{ outcome: "changed" | "gone" }> {
  return changing(db, serverId, async (tx, { id }) => {
    const isDraining = reason !== null;
    await tx
      .updateTable("servers")
      .set({ is_draining: isDraining, drain_reason: reason })
      .where("id", "=", id)
      .execute();
    await note(tx, id, isDraining ? "server-drained" : "server-opened", { reason }, by);
    if (!isDraining) await wakeWaiting(tx, by.now);
    return { outcome: "changed" };
  });
}

type Entry = { apiKey?: string; fingerprint?: string };

/**
 * Replaces the key, the pinned certificate or both, after the panel has let us in with them: one signed call, before
 * anything is stored. The server is no longer left alone, and waiting websites go on.
 */
export async function changeEntry(
  deps: HealthDeps,
  { serverId, entry, ...by }: By & { serverId: string; entry: Entry },
): Promise<{ outcome: "changed" | "gone" } | Refusal> {
  const { db, vault } = deps;
  const server = await present(db, serverId).executeTakeFirst();
  if (!server) return { outcome: "gone" };
  const apiKey = entry.apiKey ?? vault.open(server.api_key_encrypted);
  const fingerprint = entry.fingerprint ?? server.fingerprint;
  const tried = await tryKey(deps, { url: server.panel_url, apiKey, fingerprint }, by.now);
  if (tried.outcome !== "accepted") return tried;
  const result = await changing(db, serverId, async (tx, { id }) => {
    await tx
      .updateTable("servers")
      .set({ api_key_encrypted: vault.seal(apiKey), fingerprint, last_seen_at: by.now, ...NO_TROUBLE })
      .where("id", "=", id)
      .execute();
    const event = entry.apiKey === undefined ? "server-certificate-pinned" : "server-key-changed";
    await note(tx, id, event, { fingerprint }, by);
    await endAttention(tx, { kinds: ENTRY, subject: id, staffId: by.staffId, now: by.now });
    await wakeWaiting(tx, by.now);
    return { outcome: "changed" as const };
  });
  if (result.outcome === "changed") await lookAtServer(deps, { serverId }, by.now);
  return result;
}

const ENTRY = ["server-key-refused", "server-certificate", "server-down"];

/** Takes a server out of use when no website is on it. Its key is forgotten; its row stays for the history. */
export async function removeServer(
  db: Db,
  { serverId, ...by }: By & { serverId: string },
): Promise<{ outcome: "removed" | "not-empty" | "gone" }> {
  return changing(db, serverId, async (tx, { id, name }) => {
    const there = await tx
      .selectFrom("websites")
      .select("id")
      .where("server_id", "=", id)
      .where("status", "<>", "deleted")
      .limit(1)
      .executeTakeFirst();
    if (there) return { outcome: "not-empty" };
    await tx
      .updateTable("servers")
      .set({ removed_at: by.now, api_key_encrypted: "" })
      .where("id", "=", id)
      .execute();
    await note(tx, id, "server-removed", { name }, by);
    await endAttention(tx, { kinds: ENTRY, subject: id, staffId: by.staffId, now: by.now });
    return { outcome: "removed" };
  });
}

function present(db: Db, serverId: string) {
  return db.selectFrom("servers").selectAll().where("id", "=", serverId).where("removed_at", "is", null);
}

/** One change at a time, and no website is placed meanwhile. */
async function changing<T>(
  db: Db,
  serverId: string,
  change: (tx: Tx, server: ServerRow) => Promise<T>,
): Promise<T | { outcome: "gone" }> {
  return db.transaction().execute(async (tx) => {
    await placingAlone(tx);
    const server = await present(tx, serverId).forUpdate().executeTakeFirst();
    return server ? change(tx, server) : { outcome: "gone" };
  });
}

type Detail = Record<string, string | number | null>;

async function note(tx: Tx, id: string, event: string, detail: Detail, { staffId, now }: By): Promise<void> {
  const who: Actor = { actor: "staff", actorId: staffId };
  await record(tx, { ...who, subjectType: "server", subjectId: id, event, detail, now });
}
