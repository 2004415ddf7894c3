import { type PaymentCode, readCode } from "#app/domain/billing/payments/payment-codes.server.ts";
import { checkLimit } from "#app/http/rate-limits.server.ts";
import { notFound } from "#app/http/responses.ts";
import { services } from "#app/services.server.ts";

type Wanted = { userId: string; orderNumber: string; attemptId: string };

/** A code as its page shows it: what is left of its time, and after how many seconds to look again. `who` is counted. */
export async function showCode(wanted: Wanted, who: string, now: Date) {
  const limit = await checkLimit(services.db, "payment-return", who, now);
  const code = (await readCode(services, wanted, now, limit.outcome === "allowed")) ?? notFound();
  const leftMs = code.expiresAt ? code.expiresAt.getTime() - now.getTime() : 0;
  return { ...code, leftMs, seconds: refreshSeconds(code, leftMs, now) };
}

/** Often at first and towards the end, never long past it: what is left is counted by the server. */
function refreshSeconds({ state, createdAt }: PaymentCode, leftMs: number, now: Date): number | null {
  if (state !== "given") return null;
  const minutes = (now.getTime() - createdAt.getTime()) / 60_000;
  const usual = minutes < 15 ? 5 : minutes < 60 ? 15 : 60;
  return Math.max(1, Math.min(usual, Math.ceil(leftMs / 1000)));
}
