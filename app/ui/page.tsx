import type { ReactNode } from "react";
import { BackIcon } from "./icons.tsx";

const WIDTHS = { wide: "max-w-page", narrow: "max-w-narrow", form: "max-w-form" };

/** The body of a page: `wide` for lists and tables, `narrow` for reading, `form` for a short form. */
export function Page({ width = "wide", children }: { width?: keyof typeof WIDTHS; children: ReactNode }) {
  return (
    <div className={`mx-auto w-full px-4 py-8 sm:px-6 sm:py-12 print:p-0 ${WIDTHS[width]}`}>{children}</div>
  );
}

type PageHeaderProps = {
  title: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  back?: { href: string; label: string };
};

/** The one `h1`, what the page is for, and what can be done here. */
export function PageHeader({ title, lead, actions, back }: PageHeaderProps) {
  return (
    <header className="mb-6 sm:mb-8">
      {back && (
        <a
          href={back.href}
          className="link mb-2 inline-flex min-h-11 items-center gap-2 text-small print:hidden"
        >
          <BackIcon />
          {back.label}
        </a>
      )}
      <div className="flex flex-wrap items-end justify-between gap-4">
        <div className="grid min-w-0 gap-2">
          <h1 className="text-heading font-extrabold wrap-anywhere">
            {typeof title === "string" ? <Whole text={title} /> : title}
          </h1>
          {lead && <div className="max-w-measure text-lead text-pretty text-soft">{lead}</div>}
        </div>
        {actions && <div className="flex flex-wrap gap-3 print:hidden">{actions}</div>}
      </div>
    </header>
  );
}

/** A number such as LC-2026-000123 stays on one line. */
function Whole({ text }: { text: string }) {
  const [before, number, after] = text.split(/([A-Z]{2,3}-\d{4}-\d{6,})/, 3);
  if (!number) return text;
  return (
    <>
      {before}
      <span className="whitespace-nowrap">{number}</span>
      {after}
    </>
  );
}

/** One part of a page with its heading; `id` makes it a place to link to. */
export function Section({
  title,
  id,
  actions,
  children,
}: {
  title: ReactNode;
  id?: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section id={id} className="mt-10 first:mt-0">
      <div className="mb-3 flex flex-wrap items-baseline justify-between gap-3">
        <h2 className="text-title">{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}

/** Paper on the ground: for a form, a summary, a list that should be held together. */
export function Panel({ children }: { children: ReactNode }) {
  return (
    <div className="rounded-card border border-line bg-paper p-4 sm:p-6 print:border-0 print:p-0">
      {children}
    </div>
  );
}
