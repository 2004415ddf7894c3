import type { ReactNode } from "react";

/** Where a list would be: what will stand here and what to do first. */
export function EmptyState({
  title,
  children,
  action,
}: {
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="grid justify-items-start gap-2 rounded-card border border-dashed border-edge p-6 sm:p-8">
      <p className="text-title font-bold">{title}</p>
      {children && <div className="max-w-measure text-soft">{children}</div>}
      {action && <div className="mt-3 flex flex-wrap gap-3">{action}</div>}
    </div>
  );
}
