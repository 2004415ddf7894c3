import { commonPasswords } from "./common-passwords.ts";

const SHORTEST_PASSWORD = 8;
/** bcrypt reads no further than this many bytes of UTF-8. */
const LONGEST_PASSWORD_BYTES = 72;

export type PasswordProblem = "too-short" | "too-long" | "common" | "is-email";

/** Why this password may not be chosen for the account with this e-mail address, or null when it may. */
export function passwordProblem(password: string, email: string): PasswordProblem | null {
  if ([...password].length < SHORTEST_PASSWORD) return "too-short";
  if (isTooLong(password)) return "too-long";
  const plain = password.trim().toLowerCase();
  const address = email.trim().toLowerCase();
  if (plain === address || plain === address.split("@")[0]) return "is-email";
  // "aaaaaaaa" and "12341234" are as easy to guess as the ones in the list.
  if (commonPasswords.has(plain) || /^(.{1,4})\1+$/u.test(plain)) return "common";
  return null;
}

/** Whether bcrypt would cut it: such a password was never accepted, so it opens nothing. */
export function isTooLong(password: string): boolean {
  return new TextEncoder().encode(password).length > LONGEST_PASSWORD_BYTES;
}
