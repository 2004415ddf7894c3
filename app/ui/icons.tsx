import type { ReactNode } from "react";

type IconProps = { className?: string };

/** Drawn on a 16-unit square, in the colour of the text around it, and silent: the words beside it speak. */
function Icon({ className = "size-4", children }: IconProps & { children: ReactNode }) {
  return (
    <svg
      viewBox="0 0 16 16"
      className={`${className} shrink-0`}
      fill="none"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

const line = {
  stroke: "currentColor",
  strokeWidth: 1.75,
  strokeLinecap: "round",
  strokeLinejoin: "round",
} as const;

export function CheckIcon({ className }: IconProps) {
  return (
    <Icon className={className}>
      <path d="m3 8.5 3.2 3.2L13 4.8" {...line} />
    </Icon>
  );
}

export function BackIcon({ className }: IconProps) {
  return (
    <Icon className={className}>
      <path d="M13.5 8h-11M7 3.5 2.5 8 7 12.5" {...line} />
    </Icon>
  );
}

export function PlusIcon({ className }: IconProps) {
  return (
    <Icon className={className}>
      <path d="M8 3v10M3 8h10" {...line} />
    </Icon>
  );
}

export function MenuIcon({ className }: IconProps) {
  return (
    <Icon className={className}>
      <path d="M2 4.5h12M2 8h12M2 11.5h12" {...line} />
    </Icon>
  );
}
