import type { Vault } from "#app/adapters/vault/vault.server.ts";
import type { Db } from "#db/client.ts";
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
