type PageStepsProps = {
  /** What is being leafed through, for screen readers. */
  label: string;
  /** Absent on the first page. */
  newest?: { href: string; label: string } | null;
  /** Absent on the last page. */
  older?: { href: string; label: string } | null;
};

/** Plain links through a list that is read from its newest end; nothing when everything fits on one page. */
export function PageSteps({ label, newest, older }: PageStepsProps) {
  if (!newest && !older) return null;
  return (
    <nav aria-label={label} className="mt-6 flex justify-between gap-4 print:hidden">
      <span>{newest && <Step {...newest} rel="prev" />}</span>
      <span>{older && <Step {...older} rel="next" />}</span>
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
