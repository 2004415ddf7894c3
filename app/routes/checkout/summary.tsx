import type { Price } from "#app/domain/billing/invoices/tax.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import type { Cycle } from "#app/domain/catalog/plans.server.ts";
import { formatBytes } from "#app/ui/bytes.ts";
import { useLocale, useWords } from "#app/ui/words.ts";
import type { Applied } from "./coupon.server.ts";
import { checkoutWords } from "./words.ts";

type Props = {
  plan: { id: string; name: string; diskBytes: number };
  cycle: Cycle;
  price: Price;
  applied: Applied | null;
};

/** What is bought, for how long, with its discount and tax, and what renewal will cost. */
export function Summary({ plan, cycle, price: full, applied }: Props) {
  const t = useWords(checkoutWords);
  const locale = useLocale();
  const price = applied?.price ?? full;
  const isYearly = cycle === "yearly";
  return (
    <section
      aria-labelledby="summary"
      className="rounded-card border border-line bg-paper p-4 sm:p-6 lg:sticky lg:top-6"
    >
      <h2 id="summary" className="text-title">
        {t.summary}
      </h2>
      <CycleSwitch planId={plan.id} cycle={cycle} />
      <dl className="mt-4 grid gap-2">
        <Line label={t.plan} value={plan.name} />
        <Line label={t.disk} value={formatBytes(plan.diskBytes, locale)} />
        <Line
          label={`${t.price} ${isYearly ? t.forYear : t.forMonth}`}
          value={formatRupiah(full.subtotalIdr)}
        />
        {applied && <Line label={t.discount(applied.code)} value={formatRupiah(-applied.discountIdr)} />}
        {price.taxIdr > 0 && <Line label={t.tax} value={formatRupiah(price.taxIdr)} />}
        <div className="mt-2 flex items-baseline justify-between gap-4 border-t border-edge pt-3">
          <dt className="font-semibold">{t.total}</dt>
          <dd className="text-title font-extrabold tabular-nums">{formatRupiah(price.totalIdr)}</dd>
        </div>
      </dl>
      <p className="mt-4 text-small text-soft">
        {t.renewal(formatRupiah(applied?.renewalIdr ?? full.totalIdr), isYearly)}
      </p>
    </section>
  );
}

function CycleSwitch({ planId, cycle }: { planId: string; cycle: Cycle }) {
  const t = useWords(checkoutWords);
  return (
    <nav aria-label={t.cycle} className="mt-3 inline-flex rounded-card border border-edge bg-sunk p-1">
      {(["monthly", "yearly"] as const).map((choice) => (
        <a
          key={choice}
          href={`/checkout/${planId}?cycle=${choice}`}
          aria-current={choice === cycle ? "true" : undefined}
          className="inline-flex min-h-11 items-center rounded-card px-4 font-semibold text-soft hover:text-ink aria-[current=true]:bg-ink aria-[current=true]:text-paper"
        >
          {t[choice]}
        </a>
      ))}
    </nav>
  );
}

function Line({ label, value }: { label: string; value: string }) {
  return (
    <div className="flex items-baseline justify-between gap-4">
      <dt className="text-soft">{label}</dt>
      <dd className="text-right tabular-nums">{value}</dd>
    </div>
  );
}
