import { PlusIcon } from "#app/ui/icons.tsx";

/** Questions that open by themselves, without script. */
export function Questions({ items }: { items: readonly { q: string; a: string }[] }) {
  return (
    <div className="border-t border-line">
      {items.map(({ q, a }) => (
        <details key={q} className="group border-b border-line">
          <summary className="flex min-h-11 list-none items-start justify-between gap-6 py-4 font-semibold">
            {q}
            <PlusIcon className="mt-1 size-5 text-soft transition-transform group-open:rotate-45" />
          </summary>
          <p className="max-w-measure pb-5 text-soft">{a}</p>
        </details>
      ))}
    </div>
  );
}
