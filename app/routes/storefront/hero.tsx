import { formatRupiah } from "#app/domain/catalog/money.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { useWords } from "#app/ui/words.ts";
import { homeWords } from "./home.words.ts";

/** What this is, what it costs, and one thing to do; below it the wire that ends in a light. */
export function Hero({ fromIdr }: { fromIdr: number | null }) {
  const t = useWords(homeWords);
  return (
    <section className="night overflow-hidden">
      <div className="mx-auto max-w-page px-4 pt-12 pb-14 sm:px-6 sm:pt-20 sm:pb-20">
        <h1 className="text-display font-extrabold tracking-tight">
          {t.pay} {t.upload} <span className="block text-lumi">{t.on}</span>
        </h1>
        <p className="mt-6 max-w-[36rem] text-lead text-night-soft">{t.lead}</p>
        <div className="mt-8 flex flex-wrap items-center gap-x-6 gap-y-3">
          <ButtonLink href="/pricing" size="large">
            {t.choose}
          </ButtonLink>
          {fromIdr !== null && <p className="text-night-soft">{t.from(formatRupiah(fromIdr))}</p>}
        </div>
        <Wire />
      </div>
    </section>
  );
}

const STEPS = ["paid", "made", "uploaded", "on"] as const;

/** Four stations on one wire, down the left on a phone and across on a wider screen; the last one is lit. */
function Wire() {
  const t = useWords(homeWords);
  return (
    <ol aria-label={t.pathLabel} className="relative mt-16 grid gap-8 sm:mt-24 md:grid-cols-4 md:gap-6">
      {STEPS.map((step, position) => (
        <li key={step} className="relative flex gap-4 md:block">
          {position < STEPS.length - 1 && <Cable position={position} />}
          {step === "on" ? <Lit /> : <Station />}
          <div className="relative md:mt-6 md:pr-4">
            <p className={`text-title font-bold ${step === "on" ? "text-lumi" : ""}`}>{t.path[step].title}</p>
            <p className="mt-1 max-w-[32ch] text-night-soft">{t.path[step].body}</p>
          </div>
        </li>
      ))}
    </ol>
  );
}

const CABLES = ["bg-night-line", "bg-night-line", "bg-linear-to-b from-night-line to-lumi md:bg-linear-to-r"];

function Cable({ position }: { position: number }) {
  return (
    <span
      aria-hidden="true"
      className={`absolute top-4 -bottom-12 left-[0.5625rem] w-0.5 md:top-[1.4375rem] md:-right-6 md:bottom-auto md:left-2.5 md:h-0.5 md:w-auto ${CABLES[position]}`}
    />
  );
}

function Station() {
  return (
    <svg
      viewBox="0 0 48 48"
      className="relative size-12 -ml-3.5 shrink-0"
      aria-hidden="true"
      focusable="false"
    >
      <circle cx="24" cy="24" r="9" className="fill-night stroke-night-soft" strokeWidth="2" />
      <circle cx="24" cy="24" r="3" className="fill-night-soft" />
    </svg>
  );
}

/** Thin rings, each fainter than the one inside: a glow without a blur. */
const RINGS = [
  [22, 0.75],
  [44, 0.5],
  [74, 0.36],
  [112, 0.26],
  [160, 0.19],
  [220, 0.14],
  [292, 0.1],
  [378, 0.07],
] as const;

function Lit() {
  return (
    <svg
      viewBox="0 0 48 48"
      className="relative size-12 shrink-0 overflow-visible text-lumi -ml-3.5"
      aria-hidden="true"
      focusable="false"
    >
      <circle cx="24" cy="24" r="12" className="fill-night" />
      <g className="lights-up">
        <circle cx="24" cy="24" r="22" fill="currentColor" opacity="0.14" />
        {RINGS.map(([radius, opacity]) => (
          <circle
            key={radius}
            cx="24"
            cy="24"
            r={radius}
            fill="none"
            stroke="currentColor"
            opacity={opacity}
          />
        ))}
        <circle cx="24" cy="24" r="11" fill="currentColor" />
      </g>
    </svg>
  );
}
