import { uiWords } from "./ui.words.ts";
import { useWords } from "./words.ts";

type PaginationProps = {
  /** From 1. */
  page: number;
  pages: number;
  /** The address of another page, keeping the filter: `(page) => \`/orders?page=${page}\``. */
  hrefOf: (page: number) => string;
};

/** Plain links to the neighbours; nothing when everything fits on one page. */
export function Pagination({ page, pages, hrefOf }: PaginationProps) {
  const t = useWords(uiWords);
  if (pages <= 1) return null;
  return (
    <nav aria-label={t.pages} className="mt-6 flex items-center justify-between gap-4 print:hidden">
      <span className="min-w-24">
        {page > 1 && <Step href={hrefOf(page - 1)} rel="prev" label={t.newer} />}
      </span>
      <span className="text-small text-soft tabular-nums">{t.pageOf(page, pages)}</span>
      <span className="min-w-24 text-right">
        {page < pages && <Step href={hrefOf(page + 1)} rel="next" label={t.older} />}
      </span>
    </nav>
  );
}

function Step({ href, rel, label }: { href: string; rel: "prev" | "next"; label: string }) {
  return (
    <a href={href} rel={rel} className="link inline-flex min-h-11 items-center font-semibold">
      {label}
    </a>
  );
}
