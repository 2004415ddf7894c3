import { z } from "zod";
import type { Refusal } from "#app/domain/billing/changes/plan-change-quotes.server.ts";
import type { ChangeRequest } from "#app/domain/billing/changes/plan-changes.server.ts";
import { formatBytes } from "#app/ui/bytes.ts";
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

/** Why a site cannot move to a plan, with the numbers where there are some. */
export function sentenceOf(refusal: Refusal, planName: string, locale: "id" | "en"): string {
  const t = planWords[locale];
  if (refusal.outcome === "too-many-domains") {
    return t.tooManyDomainsText(refusal.domains, refusal.planDomains, planName);
  }
  if (refusal.outcome !== "too-small") return t.problems[refusal.outcome];
  const { usedBytes, planBytes } = refusal;
  return t.tooSmallText(formatBytes(usedBytes, locale), formatBytes(planBytes, locale), planName);
}

/** Why nothing was changed, in a sentence. */
export function problemOf(answer: Refused, locale: "id" | "en"): string | null {
  const { problems } = planWords[locale];
  // The page itself says it with the numbers.
  if (answer.outcome === "too-small" || answer.outcome === "too-many-domains") return null;
  // The plan is on sale, at another price than the one that was sent.
  return problems[answer.outcome === "unavailable" ? "quote-changed" : answer.outcome];
}
