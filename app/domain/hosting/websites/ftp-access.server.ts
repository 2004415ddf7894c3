import type { Vault } from "#app/adapters/vault/vault.server.ts";
import { enqueueAll } from "#app/jobs/queue.server.ts";
import type { Db } from "#db/client.ts";
import { makePassword } from "./provisioning.server.ts";
import { switchingJob } from "./standing.server.ts";
import { isUuid, recordWebsite } from "./websites.server.ts";

/** What a customer types into an FTP programme. */
export type FtpAccess = {
  host: string;
  port: number;
  /** Whether the server wants explicit TLS. */
  tls: boolean;
  user: string;
  password: string;
};

/**
 * The FTP account of one of the customer's own, active websites, or null. Every look is written to the audit log;
 * call it only when the customer asked to see the password.
 */
export async function revealFtp(
  { db, vault }: { db: Db; vault: Vault },
  userId: string,
  websiteId: string,
  now: Date,
): Promise<FtpAccess | null> {
  if (!isUuid(websiteId)) return null;
  const row = await db
    .selectFrom("websites")
    .innerJoin("servers", "servers.id", "websites.server_id")
    .select(["websites.id", "websites.order_id", "websites.ftp_user", "websites.ftp_password_encrypted"])
    .select(["servers.ftp_host", "servers.ftp_port", "servers.ftp_tls"])
    .where("websites.user_id", "=", userId)
    .where("websites.id", "=", websiteId)
    .where("websites.status", "=", "active")
    .executeTakeFirst();
  if (!row?.ftp_user || !row.ftp_password_encrypted) return null;
  const password = vault.open(row.ftp_password_encrypted);
  const who = { actor: "customer" as const, actorId: userId };
  await recordWebsite(db, { id: row.id, orderId: row.order_id }, "ftp-password-shown", {}, now, who);
  return { host: row.ftp_host, port: row.ftp_port, tls: row.ftp_tls, user: row.ftp_user, password };
}

/** How FTP of a website stands, as its owner decided; null when the website is not theirs or is not on. */
export async function ftpStanding(
  db: Db,
  userId: string,
  websiteId: string,
): Promise<{ isWanted: boolean; isChanging: boolean } | null> {
  if (!isUuid(websiteId)) return null;
  const row = await db
    .selectFrom("websites")
    .select(["is_ftp_wanted", "ftp_changing_at"])
    .where("user_id", "=", userId)
    .where("id", "=", websiteId)
    .where("status", "=", "active")
    .executeTakeFirst();
  return row ? { isWanted: row.is_ftp_wanted, isChanging: row.ftp_changing_at !== null } : null;
}

export type FtpChange = "reset" | "on" | "off";

/**
 * Writes down what the owner wants of FTP (a new password, or on or off) and queues the job that brings it about on the
 * server. On and off are kept over a suspension. Switching to what it is already changes nothing.
 */
export async function changeFtp(
  { db, vault }: { db: Db; vault: Vault },
  { userId, websiteId, change, now }: { userId: string; websiteId: string; change: FtpChange; now: Date },
): Promise<{ outcome: "changing" | "unchanged" | "not-active" }> {
  if (!isUuid(websiteId)) return { outcome: "not-active" };
  return db.transaction().execute(async (tx) => {
    const site = await tx
      .selectFrom("websites")
      .select(["id", "order_id", "is_ftp_wanted", "ftp_changing_at"])
      .where("user_id", "=", userId)
      .where("id", "=", websiteId)
      .where("status", "=", "active")
      .forUpdate()
      .executeTakeFirst();
    if (!site) return { outcome: "not-active" };
    if (change !== "reset" && site.is_ftp_wanted === (change === "on")) return { outcome: "unchanged" };
    const set =
      change === "reset"
        ? { ftp_password_encrypted: vault.seal(makePassword()) }
        : { is_ftp_wanted: change === "on" };
    await tx
      .updateTable("websites")
      .set({ ...set, ftp_changing_at: now })
      .where("id", "=", site.id)
      .execute();
    const who = { actor: "customer" as const, actorId: userId };
    await recordWebsite(tx, { id: site.id, orderId: site.order_id }, `ftp-${change}`, {}, now, who);
    await enqueueAll(tx, [switchingJob(site.id)]);
    return { outcome: "changing" };
  });
}
