import type { Passwords } from "#app/adapters/passwords/passwords.server.ts";
import { record } from "#app/domain/audit/audit.server.ts";
import { enqueue } from "#app/jobs/queue.server.ts";
import type { Db } from "#db/client.ts";
import { askToVerify } from "./email-verification.server.ts";
import { hashUnlessBusy } from "./hashing.server.ts";
import { type PasswordProblem, passwordProblem } from "./passwords.ts";

const HOUR = 60 * 60 * 1000;

type Applicant = {
  name: string;
  /** Lower case. */
  email: string;
  phone: string | null;
  password: string;
  locale: "id" | "en";
  /** The page to go on to once the address is confirmed. */
  next?: string;
};

export type Registration =
  | { outcome: "registered"; userId: string }
  | { outcome: "email-taken" | "busy" }
  | { outcome: "weak-password"; problem: PasswordProblem };

/**
 * Makes an account and queues the letter that confirms its address. For an address that has one already, its owner is
 * told by e-mail instead, at most once an hour; the work and its time are the same, and the page must not tell either.
 * Of two at once for one address, one registers.
 */
export async function registerUser(
  { db, passwords }: { db: Db; passwords: Passwords },
  applicant: Applicant,
  now: Date,
): Promise<Registration> {
  const { name, email, phone, locale, next } = applicant;
  const problem = passwordProblem(applicant.password, email);
  if (problem) return { outcome: "weak-password", problem };
  const hash = await hashUnlessBusy(passwords, applicant.password);
  if (hash === null) return { outcome: "busy" };

  return db.transaction().execute(async (tx) => {
    const user = await tx
      .insertInto("users")
      .values({ name, email, phone, locale, password_hash: hash, password_changed_at: now, created_at: now })
      .onConflict((conflict) => conflict.column("email").doNothing())
      .returning("id")
      .executeTakeFirst();
    if (!user) {
      await tellOwner(tx, email, now);
      return { outcome: "email-taken" };
    }
    await record(tx, {
      actor: "customer",
      actorId: user.id,
      subjectType: "user",
      subjectId: user.id,
      event: "account-registered",
      now,
    });
    await askToVerify(tx, { userId: user.id, next, now });
    return { outcome: "registered", userId: user.id };
  });
}

async function tellOwner(db: Db, email: string, now: Date): Promise<void> {
  const owner = await db
    .selectFrom("users")
    .select("id")
    .where("email", "=", email)
    .executeTakeFirstOrThrow();
  await enqueue(db, "send-notice", {
    key: `account-exists:${owner.id}:${Math.floor(now.getTime() / HOUR)}`,
    kind: "account-exists",
    userId: owner.id,
  });
}
