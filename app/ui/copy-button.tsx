import { useEffect, useState } from "react";
import { Button } from "./button.tsx";
import { uiWords } from "./ui.words.ts";
import { useWords } from "./words.ts";

/** Puts a text on the clipboard. Absent without script, where the text itself can be selected. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const t = useWords(uiWords);
  const [state, setState] = useState<"absent" | "ready" | "copied">("absent");
  // Browsers offer a clipboard only to secure pages; without one there is nothing to press.
  useEffect(() => setState(navigator.clipboard ? "ready" : "absent"), []);
  if (state === "absent") return null;
  const copy = () => navigator.clipboard.writeText(text).then(() => setState("copied"));
  return (
    <Button type="button" look="secondary" aria-label={t.copyOf(label)} onClick={copy}>
      <span aria-live="polite">{state === "copied" ? t.copied : t.copy}</span>
    </Button>
  );
}
