import { type FlashKind, flashTones, flashWords } from "./flash.words.ts";
import { Notice } from "./notice.tsx";
import { useWords } from "./words.ts";

/** The one-time message above a page. A kind without a text shows nothing. */
export function FlashNotice({ kind }: { kind: string | null }) {
  const t = useWords(flashWords);
  if (!kind || !Object.hasOwn(t, kind)) return null;
  const known = kind as FlashKind;
  return (
    <div className="mx-auto w-full max-w-page px-4 pt-4 sm:px-6 print:hidden">
      <Notice tone={flashTones[known] ?? "good"} role="status">
        {t[known]}
      </Notice>
    </div>
  );
}
