import { Form } from "@remix-run/react";
import type { Price } from "#app/domain/billing/invoices/tax.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import type { Cycle } from "#app/domain/catalog/plans.server.ts";
import { ErrorSummary } from "#app/ui/error-summary.tsx";
import { HiddenField, SubmitButton } from "#app/ui/form.tsx";
import { useWords } from "#app/ui/words.ts";
import type { OfferedWays } from "../chosen-way.server.ts";
import { payWayWords } from "../pay-ways.words.ts";
import { WayList } from "../way-list.tsx";
import { AddressChoice } from "./address-choice.tsx";
import { BuyerFields } from "./buyer-fields.tsx";
import type { CheckoutReply } from "./coupon.server.ts";
import { CouponField } from "./coupon-field.tsx";
import { TermsField } from "./terms-field.tsx";
import { checkoutWords } from "./words.ts";

type Props = {
  cycle: Cycle;
  priceId: string;
  price: Price;
  checkoutKey: string;
  sitesDomain: string;
  buyer: { name: string; phone: string };
  offered: OfferedWays;
  reply: Partial<CheckoutReply>;
};

/** Everything that is asked for an order: where the site lives, who buys, and how it is paid. */
export function CheckoutForm({
  cycle,
  priceId,
  price,
  checkoutKey,
  sitesDomain,
  buyer,
  offered,
  reply,
}: Props) {
  const { errors = {}, values = {}, applied = null } = reply;
  const t = useWords(checkoutWords);
  const ways = useWords(payWayWords);
  const hasWays = offered.ways.length > 0;
  return (
    <Form method="post" noValidate className="grid gap-6">
      {/* Enter in a field presses the first button of a form: that must be the one that orders. */}
      <button type="submit" hidden />
      <ErrorSummary errors={errors} />
      <HiddenField name="checkoutKey" value={checkoutKey} />
      <HiddenField name="priceId" value={priceId} />
      <HiddenField name="cycle" value={cycle} />
      <AddressChoice sitesDomain={sitesDomain} values={values} errors={errors} />
      <BuyerFields values={{ ...buyer, ...values }} errors={errors} />
      <CouponField value={values.coupon} errors={errors.coupon} applied={applied} />
      {hasWays && <WayList {...offered} chosen={values.way} error={errors.way?.[0]} isFolded />}
      <TermsField isChecked={values.terms === "yes"} errors={errors.terms} />
      <SubmitButton>{t.submit(formatRupiah((applied?.price ?? price).totalIdr))}</SubmitButton>
      <p className="text-small text-soft">{hasWays ? ways.afterwards : t.afterwards}</p>
    </Form>
  );
}
