import { randomBytes } from "node:crypto";
import type { Vault } from "#app/adapters/vault/vault.server.ts";
import type { Db } from "#db/client.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const IDLE_DAYS = 14;
export const LONGEST_DAYS = 90;
const LAST_SEEN_EVERY = 5 * MINUTE;

type Touches = { db: Db; vault: Vault };

export type Account = {
  id: string;
  email: string;
  name: string;
  phone: string | null;
  role: "customer" | "staff" | "owner";
  locale: "id" | "en";
  isVerified: boolean;
  createdAt: Date;
};
export type OpenSession = {
  handle: string;
  userAgent: string;
  address: string;
  startedAt: Date;
  lastSeenAt: Date;
};

/**
 * Opens a session and returns its id, 256 random bits for the visitor's cookie; only a keyed hash of it is kept.
 * It ends 14 days after it was last used and 90 days after it began. Called twice, it opens two.
 */
export async function openSession(
  { db, vault }: Touches,
  session: { userId: string; userAgent: string; address: string; now: Date },
): Promise<{ id: string; handle: string }> {
  const id = randomBytes(32).toString("base64url");
  const handle = vault.mark("session", id);
  await db
    .insertInto("sessions")
    .values({
      id_hash: handle,
      user_id: session.userId,
      user_agent: session.userAgent.slice(0, 300),
      address: session.address.slice(0, 64),
      created_at: session.now,
      last_seen_at: session.now,
      expires_at: new Date(session.now.getTime() + LONGEST_DAYS * DAY),
    })
    .execute();
  return { id, handle };
}

/** The account a session id belongs to, and the session's handle; null once it has ended. Notes the visit, at most every 5 minutes. */
export async function findSession(
  { db, vault }: Touches,
  id: string,
  now: Date,
): Promise<{ handle: string; account: Account } | null> {
  const row = await db
    .selectFrom("sessions")
    .innerJoin("users", "users.id", "sessions.user_id")
    .select(["sessions.id_hash", "sessions.last_seen_at"])
    .select(["users.id", "users.email", "users.name", "users.phone", "users.role", "users.locale"])
    .select(["users.email_verified_at", "users.created_at"])
    .where("sessions.id_hash", "in", vault.marks("session", id))
    .where("sessions.expires_at", ">", now)
    .where("sessions.last_seen_at", ">", new Date(now.getTime() - IDLE_DAYS * DAY))
    .executeTakeFirst();
  if (!row) return null;
  if (row.last_seen_at.getTime() < now.getTime() - LAST_SEEN_EVERY) {
    await db.updateTable("sessions").set({ last_seen_at: now }).where("id_hash", "=", row.id_hash).execute();
  }
  const {
    id_hash: handle,
    id: userId,
    email,
    name,
    phone,
    role,
    locale,
    email_verified_at,
    created_at,
  } = row;
  const isVerified = email_verified_at !== null;
  return {
    handle,
    account: { id: userId, email, name, phone, role, locale, isVerified, createdAt: created_at },
  };
}

/** Ends the session with this id, whoever it belongs to (the id is the secret). Ending it twice does nothing more. */
export async function closeSession({ db, vault }: Touches, id: string): Promise<void> {
  await db.deleteFrom("sessions").where("id_hash", "in", vault.marks("session", id)).execute();
}

/** The account's sessions that have not ended, last used first; at most 50. */
export async function listSessions(db: Db, userId: string, now: Date): Promise<OpenSession[]> {
  const rows = await db
    .selectFrom("sessions")
    .select(["id_hash as handle", "user_agent as userAgent", "address"])
    .select(["created_at as startedAt", "last_seen_at as lastSeenAt"])
    .where("user_id", "=", userId)
    .where("expires_at", ">", now)
    .where("last_seen_at", ">", new Date(now.getTime() - IDLE_DAYS * DAY))
    .orderBy("last_seen_at", "desc")
    .limit(50)
    .execute();
  return rows;
}

/** Ends one of the account's own sessions; false when it has none with this handle (any more). */
export async function endSession(
  db: Db,
  { userId, handle }: { userId: string; handle: string },
): Promise<boolean> {
  const result = await db
    .deleteFrom("sessions")
    .where("user_id", "=", userId)
    .where("id_hash", "=", handle)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** Ends the account's sessions, all or all but one, and returns how many there were. */
export async function endSessions(
  db: Db,
  { userId, except }: { userId: string; except?: string },
): Promise<number> {
  let query = db.deleteFrom("sessions").where("user_id", "=", userId);
  if (except !== undefined) query = query.where("id_hash", "!=", except);
  const result = await query.executeTakeFirst();
  return Number(result.numDeletedRows);
}
