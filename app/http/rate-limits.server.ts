import { countHit } from "#app/domain/accounts/rate-limits.server.ts";
import type { Db } from "#db/client.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** How often one person, account or network may do a thing. Whole villages share one address on mobile networks. */
export const limits = {
  // tried by strangers, counted by address
  register: { hits: 40, windowSeconds: HOUR },
  "login-address": { hits: 60, windowSeconds: 15 * MINUTE },
  // letters that anybody may ask for
  "letter-address": { hits: 20, windowSeconds: HOUR },
  reset: { hits: 30, windowSeconds: HOUR },
  "verify-link": { hits: 60, windowSeconds: HOUR },
  // wrong tokens only
  "deploy-token": { hits: 100, windowSeconds: HOUR },
  "pay-link": { hits: 60, windowSeconds: HOUR },
  // The gateway calls from a few addresses, in bursts: this only stops a flood.
  "payment-callback": { hits: 60_000, windowSeconds: MINUTE },

  // counted by e-mail address, so that nobody's inbox or password is worked on
  "login-account": { hits: 20, windowSeconds: 15 * MINUTE },
  "forgot-account": { hits: 5, windowSeconds: HOUR },
  "verify-resend": { hits: 5, windowSeconds: HOUR },

  // counted by the account that is logged in
  "change-password": { hits: 10, windowSeconds: 15 * MINUTE },
  checkout: { hits: 30, windowSeconds: HOUR },
  // Codes tried, right or wrong: by the account, and by the address for whoever makes many accounts.
  "coupon-account": { hits: 20, windowSeconds: HOUR },
  "coupon-address": { hits: 200, windowSeconds: HOUR },
  "open-payment": { hits: 30, windowSeconds: HOUR },
  // A page that refreshes itself every three seconds, for as long as somebody stands at the counter.
  "payment-return": { hits: 1_500, windowSeconds: HOUR },
  // begun, in one piece or in parts
  upload: { hits: 60, windowSeconds: HOUR },
  "upload-part": { hits: 12_000, windowSeconds: HOUR },
  // Each look asks name servers, each wish may become a request to Let's Encrypt.
  domains: { hits: 60, windowSeconds: HOUR },
  "make-token": { hits: 20, windowSeconds: HOUR },
  // A terminal asks once a second how its deployment goes; counted by token.
  "deploy-status": { hits: 10_000, windowSeconds: HOUR },
  backup: { hits: 20, windowSeconds: HOUR },
  "site-log": { hits: 300, windowSeconds: HOUR },
  // each asks the server, and may have it reload
  "php-change": { hits: 60, windowSeconds: HOUR },
  "ftp-reveal": { hits: 30, windowSeconds: HOUR },
} as const;
export type LimitName = keyof typeof limits;

export type LimitAnswer = { outcome: "allowed" } | { outcome: "limited"; retryAfterSeconds: number };

/**
 * Counts this try and says whether it may go on. `who` is an account's id or e-mail, or `clientAddress(request)`.
 * Each call counts once; a refused one counts too.
 */
export async function checkLimit(db: Db, name: LimitName, who: string, now: Date): Promise<LimitAnswer> {
  const { hits, windowSeconds } = limits[name];
  const counted = await countHit(db, { name, who, windowSeconds, now });
  if (counted.hits <= hits) return { outcome: "allowed" };
  return {
    outcome: "limited",
    retryAfterSeconds: Math.max(1, Math.ceil((counted.endsAt.getTime() - now.getTime()) / 1000)),
  };
}

/** Counts one try against several limits, in the order given, and stops at the first that is reached. */
export async function checkLimits(
  db: Db,
  tries: Partial<Record<LimitName, string>>,
  now: Date,
): Promise<LimitAnswer> {
  for (const [name, who] of Object.entries(tries)) {
    const answer = await checkLimit(db, name as LimitName, who, now);
    if (answer.outcome === "limited") return answer;
  }
  return { outcome: "allowed" };
}
