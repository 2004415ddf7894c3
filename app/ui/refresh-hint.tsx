import { uiWords } from "./ui.words.ts";
import { useWords } from "./words.ts";

/** For a route's `meta` export: the page asks again by itself, without script. */
export function refreshEvery(seconds: number) {
  return { httpEquiv: "refresh", content: String(seconds) };
}

/** Says that the page refreshes itself, and offers to do it now. The route's `meta` does the refreshing. */
export function RefreshHint({ seconds, href = "" }: { seconds: number; href?: string }) {
  const t = useWords(uiWords);
  return (
    <p className="text-small text-soft print:hidden">
      {t.refreshing(seconds)}{" "}
      <a href={href} className="link">
        {t.refreshNow}
      </a>
    </p>
  );
}
