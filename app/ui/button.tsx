import type { ButtonHTMLAttributes, ReactNode } from "react";

type Look = "primary" | "secondary" | "quiet" | "danger";
/** `night`: the button stands on the dark header or hero. */
type Shape = { look?: Look; size?: "normal" | "large" | "full"; night?: boolean };

const LOOKS: Record<Look, string> = {
  primary: "border-transparent bg-lumi text-on-lumi hover:bg-lumi-bright",
  secondary: "border-edge bg-paper text-ink hover:border-ink",
  quiet: "border-transparent text-ink underline decoration-edge underline-offset-4 hover:decoration-current",
  danger: "border-trouble bg-paper text-trouble hover:bg-trouble-wash",
};
const NIGHT = "border-night-line bg-night-raised text-night-ink hover:border-night-soft";
const SIZES = { normal: "px-5", large: "px-7 py-3.5 text-lead", full: "w-full px-5" };

function classes({ look = "primary", size = "normal", night = false }: Shape): string {
  // A quiet button has no outline: on a line of its own its text stands flush with what is above it.
  const room = look === "quiet" && size === "normal" ? "px-1 -mx-1" : SIZES[size];
  const colours = night && look !== "primary" ? NIGHT : LOOKS[look];
  return `inline-flex min-h-11 items-center justify-center gap-2 rounded-card border py-2.5 text-center leading-snug font-semibold transition-colors disabled:cursor-not-allowed disabled:border-line disabled:bg-sunk disabled:text-faint print:hidden ${room} ${colours}`;
}

type ButtonProps = Shape & Omit<ButtonHTMLAttributes<HTMLButtonElement>, "className" | "style">;

/** A plain button of a form; `type="submit"` unless told otherwise. */
export function Button({ look, size, night, type = "submit", ...rest }: ButtonProps) {
  return <button type={type} className={classes({ look, size, night })} {...rest} />;
}

type LinkProps = Shape & {
  href: string;
  children: ReactNode;
  download?: boolean | string;
  rel?: string;
  target?: string;
};

/** A link that looks like a button. Each page is a document of its own, so it is a plain `<a>`. */
export function ButtonLink({ look, size, night, ...rest }: LinkProps) {
  return <a className={classes({ look, size, night })} {...rest} />;
}
