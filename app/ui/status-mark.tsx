import type { ReactNode } from "react";

/** on: live, the light · good: done · waiting: in hand · trouble: needs someone · off: not on, and that is fine */
export type Tone = "on" | "good" | "waiting" | "trouble" | "off";

const TEXT: Record<Tone, string> = {
  on: "text-lumi-text",
  good: "text-good",
  waiting: "text-soft",
  trouble: "text-trouble",
  off: "text-faint",
};

/** A status as a shape and a word: the colour only repeats what both already say. */
export function StatusMark({
  tone,
  label,
  children,
}: {
  tone: Tone;
  label?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <span data-tone={tone} className={`inline-flex items-center gap-2 font-semibold ${TEXT[tone]}`}>
      <StatusShape tone={tone} />
      <span>{label ?? children}</span>
    </span>
  );
}

/** Each tone has its own outline, so that it is told apart without colour. */
export function StatusShape({ tone }: { tone: Tone }) {
  const colour = tone === "on" ? "text-lumi" : TEXT[tone];
  return (
    <svg
      viewBox="0 0 16 16"
      className={`size-4 shrink-0 ${colour}`}
      fill="none"
      aria-hidden="true"
      focusable="false"
    >
      {SHAPES[tone]}
    </svg>
  );
}

const stroke = {
  stroke: "currentColor",
  strokeWidth: 1.75,
  strokeLinecap: "round",
  strokeLinejoin: "round",
} as const;

const SHAPES: Record<Tone, ReactNode> = {
  on: (
    <>
      <circle cx="8" cy="8" r="7.5" fill="currentColor" opacity="0.3" />
      <circle cx="8" cy="8" r="4" fill="currentColor" stroke="var(--color-lumi-text)" strokeWidth="1" />
    </>
  ),
  good: <path d="m2.5 8.5 3.5 3.5 7.5-8" {...stroke} strokeWidth={2.25} />,
  waiting: (
    <>
      <circle cx="8" cy="8" r="6" {...stroke} />
      <path d="M8 4.75V8l2.25 1.5" {...stroke} />
    </>
  ),
  trouble: (
    <>
      <path d="M8 2 15 14H1Z" {...stroke} />
      <path d="M8 6.5v3.25M8 11.75v.1" {...stroke} />
    </>
  ),
  off: <circle cx="8" cy="8" r="5" {...stroke} strokeDasharray="2.5 3" />,
};
