import type { ReactNode } from "react";
import { StatusShape, type Tone } from "./status-mark.tsx";

const WASHES: Record<Tone, string> = {
  on: "border-lumi bg-lumi-wash",
  good: "border-good bg-good-wash",
  waiting: "border-edge bg-sunk",
  trouble: "border-trouble bg-trouble-wash",
  off: "border-edge bg-paper",
};

type NoticeProps = {
  tone?: Tone;
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  role?: "status" | "alert";
};

/** One thing the reader should know now: what happened, that nothing was lost, what to do next. */
export function Notice({ tone = "waiting", title, children, actions, role }: NoticeProps) {
  return (
    <div role={role} className={`flex gap-3 rounded-card border-l-4 p-4 text-ink ${WASHES[tone]}`}>
      <span className="mt-1.5">
        <StatusShape tone={tone} />
      </span>
      <div className="min-w-0 flex-1 gap-6 sm:flex sm:items-center sm:justify-between">
        <div className="grid min-w-0 gap-1">
          {title && <p className="font-bold">{title}</p>}
          {children && <div className="max-w-measure text-pretty">{children}</div>}
        </div>
        {actions && <div className="mt-3 flex shrink-0 flex-wrap gap-3 sm:mt-0">{actions}</div>}
      </div>
    </div>
  );
}
