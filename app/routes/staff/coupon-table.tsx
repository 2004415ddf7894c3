import { Form } from "@remix-run/react";
import type { Coupon } from "#app/domain/billing/coupons/coupon-office.server.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { Button } from "#app/ui/button.tsx";
import { formatDate } from "#app/ui/dates.ts";
import { HiddenField } from "#app/ui/form.tsx";
import { Cell, DataTable, Row } from "#app/ui/table.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { couponWords } from "./coupons.words.ts";

/** Every coupon with its limits, its uses and what it has cost. */
export function CouponTable({ coupons }: { coupons: readonly Coupon[] }) {
  const t = useWords(couponWords);
  const columns = [
    { label: t.code },
    { label: t.takesOff },
    { label: t.limits },
    { label: t.used },
    { label: t.given, align: "right" as const },
    { label: t.action, isAction: true },
  ];
  return (
    <DataTable caption={t.title} columns={columns}>
      {coupons.map((coupon) => (
        <Row key={coupon.id}>
          <Cell>
            <span className="font-mono font-semibold wrap-anywhere">{coupon.code}</span>
          </Cell>
          <Cell label={t.takesOff}>
            {`${coupon.percent === null ? formatRupiah(coupon.amountIdr ?? 0) : `${coupon.percent} %`}, ${t.payments[coupon.payments]}`}
          </Cell>
          <Cell label={t.limits}>
            <Limits coupon={coupon} />
          </Cell>
          <Cell label={t.used}>
            {t.usedOf(coupon.used, coupon.maxUses)}
            {coupon.held > 0 && `, ${t.held(coupon.held)}`}
          </Cell>
          <Cell label={t.given} align="right">
            {formatRupiah(coupon.givenIdr)}
          </Cell>
          <Cell>
            <Stopping coupon={coupon} />
          </Cell>
        </Row>
      ))}
    </DataTable>
  );
}

/** A coupon ends at the first moment of a day in WIB: the day before it is the last. */
const LAST_MOMENT_MS = 1;

function Limits({ coupon }: { coupon: Coupon }) {
  const t = useWords(couponWords);
  const locale = useLocale();
  const { endsAt, planName, email } = coupon;
  const limits = [
    t.each(coupon.maxUsesEach),
    t.from(formatDate(coupon.startsAt, locale)),
    ...(endsAt ? [t.until(formatDate(new Date(endsAt.getTime() - LAST_MOMENT_MS), locale))] : []),
    ...(planName ? [t.onlyPlan(planName)] : []),
    ...(email ? [t.onlyFor(email)] : []),
  ];
  return <span className="break-words">{limits.join(", ")}</span>;
}

function Stopping({ coupon }: { coupon: Coupon }) {
  const t = useWords(couponWords);
  const locale = useLocale();
  if (coupon.stoppedAt) return t.stopped(formatDate(coupon.stoppedAt, locale));
  return (
    <Form method="post">
      <HiddenField name="intent" value="stop" />
      <HiddenField name="coupon" value={coupon.id} />
      <Button look="secondary">{t.stop}</Button>
    </Form>
  );
}
