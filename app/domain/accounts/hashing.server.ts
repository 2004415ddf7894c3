import { type Passwords, PasswordsBusy } from "#app/adapters/passwords/passwords.server.ts";
import { isTooLong } from "./passwords.ts";

/** The hash of an acceptable password, or null when too many wait for theirs. */
export async function hashUnlessBusy(passwords: Passwords, password: string): Promise<string | null> {
  return passwords.hash(password).catch(nullWhenBusy);
}

/**
 * Whether the password made this hash, or null when too many wait. Without a hash, and for a password no account can
 * have, it says no after the same work.
 */
export async function verifyUnlessBusy(
  passwords: Passwords,
  password: string,
  hash: string | null,
): Promise<boolean | null> {
  const checked = isTooLong(password) ? passwords.verify("", null) : passwords.verify(password, hash);
  return checked.catch(nullWhenBusy);
}

function nullWhenBusy(error: unknown): null {
  if (error instanceof PasswordsBusy) return null;
  throw error;
}
