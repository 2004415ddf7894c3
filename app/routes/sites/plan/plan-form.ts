import { z } from "zod";
import type { ChangeRequest } from "#app/domain/billing/changes/plan-changes.server.ts";
import { planWords } from "./plan.words.ts";

/** What the page showed, as its form sends it back. */
export const Shown = z.object({
  priceId: z.uuid(),
  quotedAt: z.iso.datetime().transform((text) => new Date(text)),
  differenceIdr: z
    .string()
    .regex(/^-?\d{1,12}$/)
    .transform(Number),
  totalIdr: z
    .string()
    .regex(/^\d{1,12}$/)
    .transform(Number),
});

type Refused = Exclude<ChangeRequest, { outcome: "applied" | "to-pay" }>;

/** Why nothing was changed, in a sentence. */
export function problemOf(answer: Refused, locale: "id" | "en"): string | null {
  const { problems } = planWords[locale];
  // The page itself says it with the numbers.
  if (answer.outcome === "too-small") return null;
  // The plan is on sale, at another price than the one that was sent.
  return problems[answer.outcome === "unavailable" ? "quote-changed" : answer.outcome];
}
