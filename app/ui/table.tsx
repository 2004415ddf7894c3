import type { ReactNode } from "react";

export type Column = {
  label: string;
  align?: "right" /** A column of buttons: its heading is only for screen readers. */;
  isAction?: boolean;
};

/**
 * A table that becomes a list of small blocks on a phone. Rows are `<Row>` of `<Cell>`; a cell repeats
 * its column's label, which a phone shows beside the value.
 */
export function DataTable({
  caption,
  columns,
  children,
}: {
  caption: string;
  columns: readonly Column[];
  children: ReactNode;
}) {
  return (
    <table className="block w-full text-left sm:table print:table">
      <caption className="sr-only">{caption}</caption>
      <thead className="sr-only sm:not-sr-only sm:table-header-group print:table-header-group">
        <tr>
          {columns.map((column) => (
            <th
              key={column.label}
              scope="col"
              className={`border-b border-edge px-3 py-2 text-small font-semibold text-soft first:pl-0 last:pr-0 ${column.align === "right" ? "text-right" : ""}`}
            >
              {column.isAction ? <span className="sr-only">{column.label}</span> : column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="block sm:table-row-group print:table-row-group">{children}</tbody>
    </table>
  );
}

export function Row({ children }: { children: ReactNode }) {
  return <tr className="block border-b border-line py-3 sm:table-row sm:py-0 print:table-row">{children}</tr>;
}

type CellProps = { label?: string; align?: "right"; mono?: boolean; children: ReactNode };

/** Without a label the cell takes the whole line on a phone: for the name of the row and for its buttons. */
export function Cell({ label, align, mono, children }: CellProps) {
  return (
    <td
      className={`flex items-baseline justify-between gap-4 py-0.5 sm:table-cell sm:px-3 sm:py-3 sm:align-baseline sm:first:pl-0 sm:last:pr-0 print:table-cell print:py-1 ${align === "right" ? "sm:text-right" : ""} ${mono ? "font-mono text-small" : ""}`}
    >
      {label && (
        <span aria-hidden="true" className="shrink-0 font-sans text-small text-soft sm:hidden print:hidden">
          {label}
        </span>
      )}
      <span className={`min-w-0 ${label ? "max-sm:text-right print:text-inherit" : ""}`}>{children}</span>
    </td>
  );
}
