import type { ReactNode } from "react";

export type Fact = {
  label: string;
  value: ReactNode /** For hosts, paths, credentials. */;
  mono?: boolean;
};

/** Pairs of a name and a value; under each other on a phone. */
export function Facts({ items }: { items: readonly Fact[] }) {
  return (
    <dl>
      {items.map((item) => (
        <div
          key={item.label}
          className="grid gap-x-6 border-b border-line py-2.5 last:border-0 sm:grid-cols-[10rem_1fr] sm:items-baseline"
        >
          <dt className="text-small text-soft sm:pt-px">{item.label}</dt>
          <dd
            className={`min-w-0 ${item.mono ? "font-mono text-small break-all select-all" : "tabular-nums"}`}
          >
            {item.value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
