import { randomBytes } from "node:crypto";
import type { Vault } from "#app/adapters/vault/vault.server.ts";
import type { Db } from "#db/client.ts";

const HOUR = 60 * 60 * 1000;

/** How long a link sent by e-mail works, in hours. */
export const linkHours = { "verify-email": 24, "reset-password": 1 } as const;
export type LinkPurpose = keyof typeof linkHours;

type Touches = { db: Db; vault: Vault };
type Link = { purpose: LinkPurpose; token: string };
export type LinkOwner = { userId: string; email: string };

/**
 * Makes a link's secret, 256 random bits, good for one use; only a keyed hash of it is kept. Called twice, it makes two
 * that both work until one of them is used.
 */
export async function issueToken(
  { db, vault }: Touches,
  { userId, email, purpose, now }: LinkOwner & { purpose: LinkPurpose; now: Date },
): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await db
    .insertInto("email_tokens")
    .values({
      token_hash: vault.mark(purpose, token),
      user_id: userId,
      purpose,
      email,
      created_at: now,
      expires_at: new Date(now.getTime() + linkHours[purpose] * HOUR),
    })
    .execute();
  return token;
}

/** Whose link this is while it may be used; `isUsed` tells a spent one from one that never was. Changes nothing. */
export async function findToken(
  { db, vault }: Touches,
  { purpose, token }: Link,
): Promise<(LinkOwner & { isUsed: boolean; expiresAt: Date }) | null> {
  const row = await db
    .selectFrom("email_tokens")
    .select(["user_id", "email", "used_at", "expires_at"])
    .where("token_hash", "in", vault.marks(purpose, token))
    .where("purpose", "=", purpose)
    .executeTakeFirst();
  if (!row) return null;
  return { userId: row.user_id, email: row.email, isUsed: row.used_at !== null, expiresAt: row.expires_at };
}

/**
 * Inside the caller's transaction: spends a link and every other of the same purpose that the account has. Of two at once only one gets the owner;
 * the other, like a false or late one, gets null.
 */
export async function spendToken(
  { db, vault }: Touches,
  { purpose, token, now }: Link & { now: Date },
): Promise<LinkOwner | null> {
  const link = await findToken({ db, vault }, { purpose, token });
  if (!link) return null;
  // The account first, so that two of its links used at once wait for each other instead of deadlocking.
  await db.selectFrom("users").select("id").where("id", "=", link.userId).forUpdate().execute();
  const spent = await db
    .updateTable("email_tokens")
    .set({ used_at: now })
    .where("token_hash", "in", vault.marks(purpose, token))
    .where("purpose", "=", purpose)
    .where("used_at", "is", null)
    .where("expires_at", ">", now)
    .returning(["user_id", "email"])
    .executeTakeFirst();
  if (!spent) return null;
  await db
    .updateTable("email_tokens")
    .set({ used_at: now })
    .where("user_id", "=", spent.user_id)
    .where("purpose", "=", purpose)
    .where("used_at", "is", null)
    .execute();
  return { userId: spent.user_id, email: spent.email };
}
