/** Why a website is not ready yet, or will not be. The sentence for each is beside the page that shows it. */
export type ProblemCode =
  /** Every server is full, draining or locked. */
  | "no-server-room"
  | "server-unreachable"
  | "server-refused"
  | "server-key-refused"
  | "ftp-unreachable"
  | "ftp-login-refused"
  /** Another FTP account or folder stands where ours belongs. */
  | "ftp-user-taken"
  /** The server has a site of this name that is not ours: only a person can decide. */
  | "host-taken-on-server"
  /** The same host was sold to somebody else a moment earlier. */
  | "host-taken"
  /** The server said yes, and asked again showed something else. */
  | "not-verified";

/** Minutes until the next try, by how many there were; hourly after that. */
const pauseMinutes = [1, 2, 5, 15, 60];
/** After this many tries the customer and staff are told. */
export const TOLD_AFTER_TRIES = 3;
/** A website nobody could make for a day waits for a person. */
const giveUpAfterMs = 24 * 60 * 60 * 1000;

/** When to try again after try number `tries` (from 1), or null when it is time to stop. */
export function nextTry(tries: number, createdAt: Date, now: Date): Date | null {
  if (now.getTime() - createdAt.getTime() >= giveUpAfterMs) return null;
  const minutes = pauseMinutes[Math.min(tries, pauseMinutes.length) - 1] ?? 60;
  return new Date(now.getTime() + minutes * 60_000);
}
