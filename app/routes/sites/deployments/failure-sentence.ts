import type { Deployment } from "#app/domain/hosting/deployments/deployments.server.ts";
import type { Locale } from "#app/ui/words.ts";
import { refusalWords } from "../refusals.words.ts";
import { failureWords } from "./failures.words.ts";

type Failed = Pick<Deployment, "failureCode" | "failureDetail">;

/** Why a deployment failed, as one sentence, the refused entry's own where there is one; null when it did not. */
export function failureSentence(locale: Locale, { failureCode, failureDetail }: Failed): string | null {
  if (failureCode === null) return null;
  const sentences = failureWords[locale];
  const refusals = refusalWords[locale];
  const { entry, refusal } = failureDetail;
  const quoted = entry === undefined || entry === "" ? "" : `“${entry}”`;
  if (isOneOf(refusals, refusal)) return refusals[refusal](quoted);
  return sentences[isOneOf(sentences, failureCode) ? failureCode : "unknown"](quoted);
}

function isOneOf<T extends object>(words: T, key: unknown): key is Extract<keyof T, string> {
  return typeof key === "string" && Object.hasOwn(words, key);
}
