import { useWords } from "#app/ui/words.ts";
import { staffWords } from "./words.ts";

/** The ways from the staff's first page to their others. */
export function OfficeLinks() {
  const t = useWords(staffWords);
  const links = [
    ["/staff/differences", t.differences],
    ["/staff/safety", t.safety],
    ["/staff/preview", t.preview],
    ["/staff/coupons", t.coupons],
    ["/staff/sites", t.sites],
    ["/staff/servers", t.servers],
    ["/staff/plans", t.plans],
  ] as const;
  return (
    <nav aria-label={t.office} className="mb-6 flex flex-wrap gap-x-6 gap-y-2">
      {links.map(([href, label]) => (
        <a key={href} className="link inline-flex min-h-11 items-center" href={href}>
          {label}
        </a>
      ))}
    </nav>
  );
}
