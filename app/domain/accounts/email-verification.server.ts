import type { Vault } from "#app/adapters/vault/vault.server.ts";
import { record } from "#app/domain/audit/audit.server.ts";
import { enqueue } from "#app/jobs/queue.server.ts";
import type { Db } from "#db/client.ts";
import { findToken, spendToken } from "./email-tokens.server.ts";

type Touches = { db: Db; vault: Vault };
const MINUTE = 60_000;

/** Queues the letter with the link to confirm an address, at most one a minute. `next` is the page to go on to. */
export async function askToVerify(
  db: Db,
  { userId, next, now }: { userId: string; next?: string; now: Date },
): Promise<void> {
  await enqueue(db, "send-notice", {
    key: `verify-email:${userId}:${Math.floor(now.getTime() / MINUTE)}`,
    kind: "verify-email",
    userId,
    values: next === undefined ? {} : { next },
  });
}

/** Sends the link again if there is such an account that has yet to confirm; says nothing about whether there is. */
export async function resendVerification(
  db: Db,
  { email, next, now }: { email: string; next?: string; now: Date },
): Promise<void> {
  const user = await db
    .selectFrom("users")
    .select("id")
    .where("email", "=", email)
    .where("email_verified_at", "is", null)
    .executeTakeFirst();
  if (user) await askToVerify(db, { userId: user.id, next, now });
}

export type VerifyLink =
  | { outcome: "usable" | "already-confirmed"; userId: string; email: string }
  | { outcome: "dead-link" };

/** What the link would do, without doing it: mail scanners open every link. */
export async function readVerifyLink({ db, vault }: Touches, token: string, now: Date): Promise<VerifyLink> {
  const link = await findToken({ db, vault }, { purpose: "verify-email", token });
  if (!link) return { outcome: "dead-link" };
  const user = await db
    .selectFrom("users")
    .select("email_verified_at")
    .where("id", "=", link.userId)
    .where("email", "=", link.email)
    .executeTakeFirst();
  if (user?.email_verified_at)
    return { outcome: "already-confirmed", userId: link.userId, email: link.email };
  if (!user || link.isUsed || link.expiresAt <= now) return { outcome: "dead-link" };
  return { outcome: "usable", userId: link.userId, email: link.email };
}

export type Confirmation =
  | { outcome: "confirmed" | "already-confirmed"; userId: string; email: string }
  | { outcome: "dead-link" };

/** Spends the link and marks the address as confirmed, once; used again it says so. */
export async function confirmEmail({ db, vault }: Touches, token: string, now: Date): Promise<Confirmation> {
  const confirmed = await db.transaction().execute(async (tx) => {
    const owner = await spendToken({ db: tx, vault }, { purpose: "verify-email", token, now });
    if (!owner) return null;
    const user = await tx
      .updateTable("users")
      .set({ email_verified_at: now })
      .where("id", "=", owner.userId)
      .where("email", "=", owner.email)
      .where("email_verified_at", "is", null)
      .returning("id")
      .executeTakeFirst();
    if (!user) return null;
    await record(tx, {
      actor: "customer",
      actorId: owner.userId,
      subjectType: "user",
      subjectId: owner.userId,
      event: "email-verified",
      now,
    });
    return owner;
  });
  if (confirmed) return { outcome: "confirmed", ...confirmed };
  const link = await readVerifyLink({ db, vault }, token, now);
  return link.outcome === "already-confirmed"
    ? { ...link, outcome: "already-confirmed" }
    : { outcome: "dead-link" };
}
