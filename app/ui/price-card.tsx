import { formatRupiah } from "#app/domain/catalog/money.ts";
import { ButtonLink } from "./button.tsx";
import { CheckIcon } from "./icons.tsx";
import { uiWords } from "./ui.words.ts";
import { useWords } from "./words.ts";

type Cycle = "monthly" | "yearly";

type PriceCardProps = {
  plan: { id: string; name: string; isPopular: boolean; prices: Record<Cycle, { amountIdr: number }> };
  cycle: Cycle;
  /** For whom, in one sentence. */
  pitch: string;
  /** The limits in plain words. */
  limits: readonly string[];
  /** One sentence about tax, under the price. */
  taxNote: string;
};

/** What a plan costs for a term, what it will cost at renewal, and what it holds. */
export function PriceCard({ plan, cycle, pitch, limits, taxNote }: PriceCardProps) {
  const t = useWords(uiWords);
  const isYearly = cycle === "yearly";
  const price = plan.prices[cycle].amountIdr;
  const saving = plan.prices.monthly.amountIdr * 12 - plan.prices.yearly.amountIdr;
  return (
    <article
      aria-labelledby={`plan-${plan.id}`}
      className={`flex flex-col rounded-card border bg-paper p-6 ${plan.isPopular ? "border-ink shadow-lift" : "border-line"}`}
    >
      <div className="flex items-baseline justify-between gap-3">
        <h3 id={`plan-${plan.id}`} className="text-title">
          {plan.name}
        </h3>
        {plan.isPopular && <span className="text-small font-semibold text-lumi-text">{t.popular}</span>}
      </div>
      <p className="mt-1 text-soft">{pitch}</p>
      <p className="mt-5 flex flex-wrap items-baseline gap-x-2">
        <span className="text-heading font-extrabold tracking-tight tabular-nums">{formatRupiah(price)}</span>
        <span className="text-soft">{isYearly ? t.perYear : t.perMonth}</span>
      </p>
      <div className="mt-1 text-small text-soft">
        {isYearly && saving > 0 && (
          <p>
            <strong className="block font-semibold text-good">{t.saving(formatRupiah(saving))}</strong>
            {t.aMonth(formatRupiah(Math.round(price / 12)))}
          </p>
        )}
        <p>{t.renewsAt(formatRupiah(price))}</p>
        <p>{taxNote}</p>
      </div>
      <ul className="my-6 grid gap-2">
        {limits.map((limit) => (
          <li key={limit} className="flex gap-2.5">
            <CheckIcon className="mt-1.5 size-3.5 text-good" />
            <span>{limit}</span>
          </li>
        ))}
      </ul>
      <div className="mt-auto">
        <ButtonLink
          href={`/checkout/${plan.id}?cycle=${cycle}`}
          look={plan.isPopular ? "primary" : "secondary"}
          size="full"
        >
          {t.choose(plan.name)}
        </ButtonLink>
      </div>
    </article>
  );
}
