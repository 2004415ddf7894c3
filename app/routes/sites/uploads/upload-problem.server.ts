import { plansTaking } from "#app/domain/catalog/plans.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { services } from "#app/services.server.ts";
import { formatBytes } from "#app/ui/bytes.ts";
import { uploadProblems } from "./upload-problems.words.ts";

type Sentences = (typeof uploadProblems)["id"];
/** The problems whose sentence needs nothing put in. */
type Plain = { [Key in keyof Sentences]: Sentences[Key] extends string ? Key : never }[keyof Sentences];

export type UploadProblem = Plain | "too-large" | { limitedSeconds: number };

/**
 * The sentence for an archive that was not taken, in the visitor's language, and the status that goes with it.
 * `sizeBytes` is how large the archive is, where that is known.
 */
export async function sayProblem(
  request: Request,
  site: { uploadBytes: number },
  problem: UploadProblem,
  sizeBytes = 0,
): Promise<{ sentence: string; status: number }> {
  const locale = await localeOf(request);
  const t = uploadProblems[locale];
  if (typeof problem === "object")
    return { sentence: t.limited(Math.ceil(problem.limitedSeconds / 60)), status: 429 };
  if (problem === "too-large") {
    const [fitting] = await plansTaking(services.db, Math.max(sizeBytes, site.uploadBytes + 1));
    return { sentence: t.tooLarge(formatBytes(site.uploadBytes, locale), fitting?.name), status: 413 };
  }
  return { sentence: t[problem], status: STATUSES[problem] ?? 400 };
}

const STATUSES: Partial<Record<Plain, number>> = { "storage-full": 503, gone: 404 };
