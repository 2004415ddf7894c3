import type { ReactNode } from "react";
import { StatusShape, type Tone } from "./status-mark.tsx";

export type TimelineItem = { title: ReactNode; tone: Tone; at?: ReactNode; detail?: ReactNode };

/** What happened, in order, each step with its shape, its words and its time. */
export function Timeline({ items, label }: { items: readonly TimelineItem[]; label?: string }) {
  return (
    <ol aria-label={label}>
      {items.map((item, position) => (
        // A step is known by its place: the list only grows at its end.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <li key={position} data-tone={item.tone} className="relative flex gap-4 pb-6 last:pb-0">
          {position < items.length - 1 && (
            <span aria-hidden="true" className="absolute top-7 bottom-0 left-[0.6875rem] w-px bg-edge" />
          )}
          <span className="mt-0.5 flex size-6 shrink-0 items-center justify-center">
            <StatusShape tone={item.tone} />
          </span>
          <div className="grid min-w-0 flex-1 gap-x-4 sm:grid-cols-[1fr_auto]">
            <p className={item.tone === "off" ? "text-faint" : "font-semibold"}>{item.title}</p>
            {item.at && (
              <p className="text-small text-soft tabular-nums sm:pt-0.5 sm:text-right">{item.at}</p>
            )}
            {item.detail && (
              <div className="max-w-measure text-small text-soft sm:col-span-2">{item.detail}</div>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}
