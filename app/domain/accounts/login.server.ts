import type { Passwords } from "#app/adapters/passwords/passwords.server.ts";
import type { Db } from "#db/client.ts";
import { verifyUnlessBusy } from "./hashing.server.ts";

export type Login = { outcome: "welcome"; userId: string } | { outcome: "no-match" | "busy" };

/** Checks an e-mail address (lower case) and a password. An unknown address takes as long as a wrong password. */
export async function logIn(
  { db, passwords }: { db: Db; passwords: Passwords },
  { email, password }: { email: string; password: string },
): Promise<Login> {
  const user = await db
    .selectFrom("users")
    .select(["id", "password_hash"])
    .where("email", "=", email)
    .executeTakeFirst();
  const isRight = await verifyUnlessBusy(passwords, password, user?.password_hash ?? null);
  if (isRight === null) return { outcome: "busy" };
  return user && isRight ? { outcome: "welcome", userId: user.id } : { outcome: "no-match" };
}
