import type { Refusal } from "#app/domain/hosting/archives/archives.ts";
import { useWords } from "#app/ui/words.ts";
import { refusalWords } from "../refusals.words.ts";

/** Why an archive is not taken, in one sentence that names the entry to blame. */
export default function RefusalText({ refusal }: { refusal: Refusal }) {
  const t = useWords(refusalWords);
  return <>{t[refusal.code](refusal.entry === null ? "" : `“${refusal.entry}”`)}</>;
}
