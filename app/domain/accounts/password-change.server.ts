import type { Passwords } from "#app/adapters/passwords/passwords.server.ts";
import type { Db } from "#db/client.ts";
import { hashUnlessBusy, verifyUnlessBusy } from "./hashing.server.ts";
import { setPassword } from "./password-reset.server.ts";
import { type PasswordProblem, passwordProblem } from "./passwords.ts";

export type PasswordChange =
  | { outcome: "changed" | "wrong-password" | "busy" }
  | { outcome: "weak-password"; problem: PasswordProblem };

/**
 * Changes the password of somebody who knows the present one, and ends every session: the caller opens a new one for
 * the browser that asked. Of two changes at once only the first goes through; the other no longer knows the password.
 */
export async function changePassword(
  { db, passwords }: { db: Db; passwords: Passwords },
  { userId, current, wanted }: { userId: string; current: string; wanted: string },
  now: Date,
): Promise<PasswordChange> {
  const user = await db
    .selectFrom("users")
    .select(["email", "password_hash"])
    .where("id", "=", userId)
    .executeTakeFirstOrThrow();
  const isRight = await verifyUnlessBusy(passwords, current, user.password_hash);
  if (isRight === null) return { outcome: "busy" };
  if (!isRight) return { outcome: "wrong-password" };
  const problem = passwordProblem(wanted, user.email);
  if (problem) return { outcome: "weak-password", problem };
  const hash = await hashUnlessBusy(passwords, wanted);
  if (hash === null) return { outcome: "busy" };

  return db.transaction().execute(async (tx) => {
    const still = await tx
      .selectFrom("users")
      .select("password_hash")
      .where("id", "=", userId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (still.password_hash !== user.password_hash) return { outcome: "wrong-password" };
    await setPassword(tx, { userId, hash, event: "password-changed", now });
    return { outcome: "changed" };
  });
}
