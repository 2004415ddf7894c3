import { sql } from "kysely";
import type { Passwords } from "#app/adapters/passwords/passwords.server.ts";
import type { Vault } from "#app/adapters/vault/vault.server.ts";
import { record } from "#app/domain/audit/audit.server.ts";
import { enqueue } from "#app/jobs/queue.server.ts";
import type { Db } from "#db/client.ts";
import { findToken, type LinkOwner, spendToken } from "./email-tokens.server.ts";
import { hashUnlessBusy } from "./hashing.server.ts";
import { type PasswordProblem, passwordProblem } from "./passwords.ts";
import { endSessions } from "./sessions.server.ts";

const MINUTE = 60_000;
type Touches = { db: Db; vault: Vault };

/** Queues the letter with the link to a new password if there is such an account, at most one a minute; never says whether. */
export async function requestReset(db: Db, email: string, now: Date): Promise<void> {
  const user = await db.selectFrom("users").select("id").where("email", "=", email).executeTakeFirst();
  if (!user) return;
  await enqueue(db, "send-notice", {
    key: `reset-password:${user.id}:${Math.floor(now.getTime() / MINUTE)}`,
    kind: "reset-password",
    userId: user.id,
  });
}

/** Whose password the link would change, or null when it is false, spent or older than an hour. Changes nothing. */
export async function readResetLink(
  { db, vault }: Touches,
  token: string,
  now: Date,
): Promise<LinkOwner | null> {
  const link = await findToken({ db, vault }, { purpose: "reset-password", token });
  return link && !link.isUsed && link.expiresAt > now ? { userId: link.userId, email: link.email } : null;
}

export type Reset =
  | { outcome: "changed"; userId: string }
  | { outcome: "dead-link" | "busy" }
  | { outcome: "weak-password"; problem: PasswordProblem };

/**
 * Spends the link and sets the password, ends every session of the account and tells its owner. The link came by
 * e-mail, so the address counts as confirmed too. Of two at once only one changes it; a refused password spends nothing.
 */
export async function resetPassword(
  { db, vault, passwords }: Touches & { passwords: Passwords },
  { token, password }: { token: string; password: string },
  now: Date,
): Promise<Reset> {
  const link = await readResetLink({ db, vault }, token, now);
  if (!link) return { outcome: "dead-link" };
  const problem = passwordProblem(password, link.email);
  if (problem) return { outcome: "weak-password", problem };
  const hash = await hashUnlessBusy(passwords, password);
  if (hash === null) return { outcome: "busy" };

  return db.transaction().execute(async (tx) => {
    const owner = await spendToken({ db: tx, vault }, { purpose: "reset-password", token, now });
    if (!owner) return { outcome: "dead-link" };
    await setPassword(tx, { userId: owner.userId, hash, event: "password-reset", now });
    await tx
      .updateTable("users")
      .set({ email_verified_at: sql`coalesce(email_verified_at, ${now})` })
      .where("id", "=", owner.userId)
      .where("email", "=", owner.email)
      .execute();
    return { outcome: "changed", userId: owner.userId };
  });
}

/** Writes a new password hash, ends every session, notes it and tells the owner; inside the caller's transaction. */
export async function setPassword(
  tx: Db,
  change: { userId: string; hash: string; event: "password-reset" | "password-changed"; now: Date },
): Promise<void> {
  const { userId, hash, event, now } = change;
  await tx
    .updateTable("users")
    .set({ password_hash: hash, password_changed_at: now })
    .where("id", "=", userId)
    .execute();
  await endSessions(tx, { userId });
  await record(tx, {
    actor: "customer",
    actorId: userId,
    subjectType: "user",
    subjectId: userId,
    event,
    now,
  });
  await enqueue(tx, "send-notice", {
    key: `password-changed:${userId}:${now.getTime()}`,
    kind: "password-changed",
    userId,
  });
}
