import type { Selectable } from "kysely";
import { PanelAuthFailed } from "#app/adapters/aapanel/errors.ts";
import type { HostingPanel, ServerAddress } from "#app/adapters/aapanel/hosting-panel.ts";
import type { FileTransfer, TransferAddress } from "#app/adapters/ftp/ftp.server.ts";
import type { Vault } from "#app/adapters/vault/vault.server.ts";
import { askForAttention } from "#app/domain/attention/attention.server.ts";
import { record, SYSTEM } from "#app/domain/audit/audit.server.ts";
import type { Db } from "#db/client.ts";
import type { Servers } from "#db/schema.ts";
import { writingTo } from "./panel-writer.server.ts";

export type ServerRow = Selectable<Servers>;
export type PanelOf = (address: ServerAddress) => HostingPanel;
export type PanelDeps = { db: Db; panelOf: PanelOf; vault: Vault };
export type TransferTo = (address: TransferAddress) => FileTransfer;

/** How long a server that refused our key is left alone: its own lockout lasts an hour. */
const lockMs = 60 * 60 * 1000;
const FIRST = "server-1";

/** A server is left alone because its panel refused our key. */
export class ServerLocked extends Error {
  override name = "ServerLocked";
}

/** The `AAPANEL_*` part of the environment. */
export type FirstServer = {
  AAPANEL_URL?: string;
  AAPANEL_API_KEY?: string;
  AAPANEL_FINGERPRINT?: string;
  AAPANEL_FTP_HOST?: string;
  AAPANEL_FTP_PORT: number;
  AAPANEL_FTP_TLS: boolean;
  AAPANEL_FTP_FINGERPRINT?: string;
  AAPANEL_WEB_ADDRESS?: string;
  AAPANEL_TLS_ADDRESS?: string;
  AAPANEL_SITES_ROOT: string;
};

/**
 * Copies the environment's server into the empty table at the first start, its key sealed. Once there is any
 * server, the table is right and the environment is not read again; twice at once adds one.
 */
export async function addServerFromEnvironment(
  { db, vault }: { db: Db; vault: Vault },
  env: FirstServer,
  now: Date,
): Promise<{ outcome: "added" | "kept" | "not-configured" }> {
  if (!env.AAPANEL_URL || !env.AAPANEL_API_KEY) return { outcome: "not-configured" };
  const host = new URL(env.AAPANEL_URL).hostname;
  const row = {
    name: FIRST,
    panel_url: env.AAPANEL_URL,
    api_key_encrypted: vault.seal(env.AAPANEL_API_KEY),
    fingerprint: env.AAPANEL_FINGERPRINT ?? null,
    ftp_host: env.AAPANEL_FTP_HOST ?? host,
    ftp_port: env.AAPANEL_FTP_PORT,
    ftp_tls: env.AAPANEL_FTP_TLS,
    ftp_fingerprint: env.AAPANEL_FTP_FINGERPRINT ?? null,
    web_address: env.AAPANEL_WEB_ADDRESS ?? `${host}:80`,
    tls_address: env.AAPANEL_TLS_ADDRESS ?? null,
    sites_root: env.AAPANEL_SITES_ROOT.replace(/\/+$/, ""),
  };
  return db.transaction().execute(async (tx) => {
    const any = await tx.selectFrom("servers").select("id").limit(1).executeTakeFirst();
    if (any) return { outcome: "kept" };
    const added = await tx
      .insertInto("servers")
      .values(row)
      .onConflict((conflict) => conflict.column("name").doNothing())
      .returning("id")
      .executeTakeFirst();
    if (!added) return { outcome: "kept" };
    const detail = { panel: row.panel_url };
    await record(tx, {
      ...SYSTEM,
      subjectType: "server",
      subjectId: added.id,
      event: "server-added",
      detail,
      now,
    });
    return { outcome: "added" };
  });
}

export type AtServer = {
  server: ServerRow;
  panel: HostingPanel;
  /** Does `work` as the only writer to this server; keep it short. */
  write: <T>(work: () => Promise<T>) => Promise<T>;
};

/**
 * Does `work` with a server's panel. Throws ServerLocked when the panel refused our key within the hour. When it
 * refuses now, the server is locked and staff are asked, because each further try brings our address nearer to the
 * panel's own lockout; the PanelAuthFailed goes on to the caller.
 */
export async function withPanel<T>(
  deps: PanelDeps,
  serverId: string,
  now: Date,
  work: (at: AtServer) => Promise<T>,
): Promise<T> {
  const { db } = deps;
  const server = await getServer(db, serverId);
  if (server.locked_until && server.locked_until > now)
    throw new ServerLocked(`${server.name} refused our key`);
  const panel = panelAt(deps, server);
  try {
    const result = await work({ server, panel, write: (change) => writingTo(db, server.id, change) });
    await db.updateTable("servers").set({ last_seen_at: now }).where("id", "=", server.id).execute();
    return result;
  } catch (error) {
    if (error instanceof PanelAuthFailed) await lockServer(db, server, now);
    throw error;
  }
}

/** The panel of a server, with its key opened. */
export function panelAt({ panelOf, vault }: Pick<PanelDeps, "panelOf" | "vault">, server: ServerRow) {
  return panelOf({
    url: server.panel_url,
    apiKey: vault.open(server.api_key_encrypted),
    fingerprint: server.fingerprint,
  });
}

async function getServer(db: Db, serverId: string): Promise<ServerRow> {
  return db.selectFrom("servers").selectAll().where("id", "=", serverId).executeTakeFirstOrThrow();
}

/** Where the server's FTP answers, for one of its accounts. */
export function ftpOf(server: ServerRow, account: { user: string; password: string }): TransferAddress {
  const { ftp_host: host, ftp_port: port, ftp_tls: tls, ftp_fingerprint: fingerprint } = server;
  return { host, port, tls, fingerprint, ...account };
}

/**
 * Leaves a server alone for an hour because it refused our key, and asks staff; again it waits an hour from then. Does
 * nothing when the key was replaced while the refused call was under way.
 */
export async function lockServer(db: Db, server: ServerRow, now: Date): Promise<void> {
  const locked_until = new Date(now.getTime() + lockMs);
  await db.transaction().execute(async (tx) => {
    const locked = await tx
      .updateTable("servers")
      .set({ locked_until })
      .where("id", "=", server.id)
      .where("api_key_encrypted", "=", server.api_key_encrypted)
      .returning("id")
      .executeTakeFirst();
    if (!locked) return;
    const entry = { subjectType: "server" as const, subjectId: server.id, event: "server-locked", now };
    await record(tx, { ...SYSTEM, ...entry });
    await askForAttention(tx, {
      kind: "server-key-refused",
      subject: server.id,
      detail: { server: server.name },
    });
  });
}
