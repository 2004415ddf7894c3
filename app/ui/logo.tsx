/** The name with its light: a dot and the thin ring of its glow. */
export function Logo() {
  return (
    <span className="inline-flex items-center gap-2.5 text-title font-extrabold tracking-tight">
      <Light className="size-6" />
      <span>
        Lumi<span className="font-medium">Cloud</span>
      </span>
    </span>
  );
}

/** The one motif of the product: a light that is on. Used for the name and for what is live, nowhere else. */
function Light({ className = "size-4" }: { className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      className={`${className} shrink-0 text-lumi`}
      aria-hidden="true"
      focusable="false"
    >
      <circle cx="12" cy="12" r="11" fill="currentColor" opacity="0.16" />
      <circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" strokeWidth="1.5" opacity="0.6" />
      <circle cx="12" cy="12" r="5" fill="currentColor" />
    </svg>
  );
}
