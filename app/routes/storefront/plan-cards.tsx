import { priceOf } from "#app/domain/billing/invoices/tax.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import type { Cycle, Plan } from "#app/domain/catalog/plans.server.ts";
import type { TaxRule } from "#app/domain/settings.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { formatBytes } from "#app/ui/bytes.ts";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { PriceCard } from "#app/ui/price-card.tsx";
import { type Locale, useLocale, useWords } from "#app/ui/words.ts";
import { planWords } from "./plan-cards.words.ts";

type Words = (typeof planWords)["id"];

/** The term a storefront page shows: what its address asks for, else monthly. */
export function cycleIn(request: Request): Cycle {
  return new URL(request.url).searchParams.get("cycle") === "yearly" ? "yearly" : "monthly";
}

type PlanCardsProps = {
  plans: readonly Plan[];
  tax: TaxRule | null;
  cycle: Cycle;
  hrefOf: (cycle: Cycle) => string;
};

/** The plans side by side under the switch between terms, which is two links. */
export function PlanCards({ plans, tax, cycle, hrefOf }: PlanCardsProps) {
  const t = useWords(planWords);
  const locale = useLocale();
  if (plans.length === 0) {
    return (
      <EmptyState title={t.none} action={<ButtonLink href="/contact">{t.contact}</ButtonLink>}>
        {t.noneBody}
      </EmptyState>
    );
  }
  return (
    <>
      <CycleSwitch cycle={cycle} hrefOf={hrefOf} />
      <div className="mt-6 grid gap-5 md:grid-cols-3">
        {plans.map((plan) => (
          <PriceCard
            key={plan.id}
            plan={plan}
            cycle={cycle}
            pitch={pitchOf(plan.id, t)}
            limits={limitsOf(plan, t, locale)}
            taxNote={taxNoteOf(plan.prices[cycle].amountIdr, tax, t)}
          />
        ))}
      </div>
    </>
  );
}

function CycleSwitch({ cycle, hrefOf }: Pick<PlanCardsProps, "cycle" | "hrefOf">) {
  const t = useWords(planWords);
  return (
    <nav aria-label={t.cycle} className="inline-flex rounded-card border border-edge bg-sunk p-1">
      {(["monthly", "yearly"] as const).map((choice) => (
        <a
          key={choice}
          href={hrefOf(choice)}
          aria-current={choice === cycle ? "true" : undefined}
          className="inline-flex min-h-11 items-center rounded-card px-5 font-semibold text-soft hover:text-ink aria-[current=true]:bg-ink aria-[current=true]:text-paper"
        >
          {t[choice]}
        </a>
      ))}
    </nav>
  );
}

/** Plans the operator adds later have no sentence of ours. */
function pitchOf(planId: string, t: Words): string {
  return Object.entries(t.pitches).find(([id]) => id === planId)?.[1] ?? "";
}

function limitsOf(plan: Plan, t: Words, locale: Locale): string[] {
  // A number and its unit stay on one line.
  const size = (bytes: number) => formatBytes(bytes, locale).replace(" ", "\u00a0");
  const count = plan.maxFiles.toLocaleString(locale === "id" ? "id-ID" : "en-GB");
  return [
    t.disk(size(plan.diskBytes)),
    t.upload(size(plan.uploadBytes)),
    t.files(count),
    t.releases(plan.releasesKept),
    t.address,
  ];
}

function taxNoteOf(amountIdr: number, tax: TaxRule | null, t: Words): string {
  if (!tax) return t.noTax;
  const { taxIdr, totalIdr } = priceOf(amountIdr, tax);
  return t.withTax(formatRupiah(taxIdr), formatRupiah(totalIdr));
}
