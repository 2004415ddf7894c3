type MeterProps = {
  label: string;
  used: number;
  limit: number;
  /** Both amounts in words: `1,2 GB dari 5 GB`. */
  text: string;
};

/** How much of an allowance is used. From 90 % the bar changes colour; the words say it in any case. */
export function Meter({ label, used, limit, text }: MeterProps) {
  const share = Math.min(1, Math.max(0, limit > 0 ? used / limit : 0));
  return (
    <div>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="font-semibold">{label}</span>
        <span className="text-small text-soft tabular-nums">{text}</span>
      </div>
      {/* Drawn, because the page's policy allows no style attributes; the words above say the same. */}
      <svg
        aria-hidden="true"
        focusable="false"
        className="mt-2 h-2 w-full overflow-hidden rounded-full bg-line"
      >
        <rect
          width={`${share * 100}%`}
          height="100%"
          className={share >= 0.9 ? "fill-trouble" : "fill-good"}
        />
      </svg>
    </div>
  );
}
