import type { Passwords } from "#app/adapters/passwords/passwords.server.ts";
import { record, SYSTEM } from "#app/domain/audit/audit.server.ts";
import type { Db } from "#db/client.ts";
import { forgetOldHits } from "./rate-limits.server.ts";

/** Writes what the customer changed about themselves. Written twice, it stays the same. */
export async function updateProfile(
  db: Db,
  {
    userId,
    name,
    phone,
    locale,
  }: { userId: string; name: string; phone: string | null; locale: "id" | "en" },
  now: Date,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx.updateTable("users").set({ name, phone, locale }).where("id", "=", userId).execute();
    await record(tx, {
      actor: "customer",
      actorId: userId,
      subjectType: "user",
      subjectId: userId,
      event: "profile-changed",
      now,
    });
  });
}

/**
 * Makes an owner's account with this password, its address taken as confirmed; an account that exists is raised to
 * owner and keeps its own name and password. Run twice, it changes nothing more.
 */
export async function appointOwner(
  { db, passwords }: { db: Db; passwords: Passwords },
  { email, name, password }: { email: string; name: string; password: string },
  now: Date,
): Promise<{ outcome: "created" | "raised" }> {
  const hash = await passwords.hash(password);
  return db.transaction().execute(async (tx) => {
    const created = await tx
      .insertInto("users")
      .values({ email, name, password_hash: hash, role: "owner", email_verified_at: now, created_at: now })
      .onConflict((conflict) => conflict.column("email").doNothing())
      .returning("id")
      .executeTakeFirst();
    const owner =
      created ??
      (await tx
        .updateTable("users")
        .set((update) => ({
          role: "owner",
          email_verified_at: update.fn.coalesce("email_verified_at", update.val(now)),
        }))
        .where("email", "=", email)
        .returning("id")
        .executeTakeFirstOrThrow());
    await record(tx, { ...SYSTEM, subjectType: "user", subjectId: owner.id, event: "owner-appointed", now });
    return { outcome: created ? "created" : "raised" };
  });
}

/** Deletes ended sessions, links that expired a week ago, and old counts of tries. Nothing a person could still use. */
export async function forgetExpired(db: Db, now: Date): Promise<void> {
  const days = (count: number) => new Date(now.getTime() - count * 24 * 60 * 60 * 1000);
  await db
    .deleteFrom("sessions")
    .where((session) => session.or([session("expires_at", "<", now), session("last_seen_at", "<", days(14))]))
    .execute();
  await db.deleteFrom("email_tokens").where("expires_at", "<", days(7)).execute();
  await forgetOldHits(db, now);
}
