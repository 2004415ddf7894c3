import { randomUUID } from "node:crypto";
import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { priceOf } from "#app/domain/billing/invoices/tax.ts";
import { placeOrder } from "#app/domain/billing/orders/orders.server.ts";
import { openPayment } from "#app/domain/billing/payments/attempts.server.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { findPlan } from "#app/domain/catalog/plans.server.ts";
import { minutesOf } from "#app/http/account-fields.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm, textOf } from "#app/http/form-data.server.ts";
import { keepRetryAfter, readFields, refuseForm, valuesOf } from "#app/http/form-fields.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { checkLimit } from "#app/http/rate-limits.server.ts";
import { notFound } from "#app/http/responses.ts";
import { requireVerifiedUser } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { accountFieldWords } from "#app/ui/account-fields.words.ts";
import { ErrorSummary } from "#app/ui/error-summary.tsx";
import { HiddenField, SubmitButton } from "#app/ui/form.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { AddressChoice } from "./address-choice.tsx";
import { keepBuyer } from "./buyer.server.ts";
import { BuyerFields } from "./buyer-fields.tsx";
import { type CheckoutReply, tryCoupon } from "./coupon.server.ts";
import { CouponField } from "./coupon-field.tsx";
import { orderForm, readAddress, refusalOf, refused } from "./order-form.ts";
import { Summary } from "./summary.tsx";
import { TermsField } from "./terms-field.tsx";
import { checkoutWords } from "./words.ts";

const refuse = refuseForm<CheckoutReply>;
const TYPED = ["address", "label", "domain", "name", "phone", "coupon", "terms"] as const;

export const headers = keepRetryAfter;
export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  pageMeta(checkoutWords[localeIn(matches)].title(data?.plan.name ?? ""));

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireVerifiedUser(request);
  const { db, settings } = services;
  const plan = (await findPlan(db, params.plan)) ?? notFound();
  const cycle = new URL(request.url).searchParams.get("cycle") === "yearly" ? "yearly" : "monthly";
  const { id: priceId, amountIdr } = plan.prices[cycle];
  return {
    plan: { id: plan.id, name: plan.name, diskBytes: plan.diskBytes },
    cycle,
    priceId,
    price: priceOf(amountIdr, settings.tax),
    checkoutKey: randomUUID(),
    sitesDomain: settings.sitesDomain,
    buyer: { name: user.name, phone: user.phone ?? "" },
  } as const;
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireVerifiedUser(request);
  const locale = await localeOf(request);
  const t = checkoutWords[locale];
  const form = await readForm(request);
  const values = valuesOf(form, TYPED);
  const planId = params.plan ?? "";
  const cycle = textOf(form, "cycle") === "yearly" ? "yearly" : "monthly";
  const code = textOf(form, "coupon");
  const tried = await tryCoupon(request, { code, userId: user.id, planId, cycle }, t);
  const isApplying = textOf(form, "intent") === "apply-coupon";
  // An order that this form has placed already holds the coupon: only placing it tells.
  if ("sentence" in tried && (isApplying || tried.status === 429)) {
    return refuse({ errors: { coupon: [tried.sentence] }, values }, tried);
  }
  const applied = "applied" in tried ? tried.applied : null;
  if (isApplying) {
    if (applied) return { errors: {}, values, applied };
    return refuse({ errors: { coupon: [t.couponProblems.missing] }, values });
  }

  const fields = readFields(form, orderForm(t, accountFieldWords[locale]));
  if (!fields.isRight) {
    return refuse({ ...refused(fields.reply.errors, values, t, services.settings), applied });
  }
  const { priceId, checkoutKey, name, phone } = fields.value;
  const address = readAddress(fields.value, t, services.settings);
  if ("errors" in address) return refuse({ errors: address.errors, values, applied });

  const now = new Date();
  const limit = await checkLimit(services.db, "checkout", user.id, now);
  if (limit.outcome === "limited") {
    const { retryAfterSeconds: retryAfter } = limit;
    const errors = { "": [t.tooMany(minutesOf(retryAfter))] };
    return refuse({ errors, values, applied }, { status: 429, retryAfter });
  }
  const placed = await placeOrder(services, {
    userId: user.id,
    planId,
    cycle,
    priceId,
    site: address.site,
    checkoutKey,
    coupon: code.trim(),
    now,
  });
  if (placed.outcome !== "placed") {
    return refuse({ errors: refusalOf(placed, fields.value.address, t), values });
  }

  await keepBuyer(user, { name, phone }, now);
  const opened = await openPayment(services, { orderId: placed.orderId, userId: user.id, locale, now });
  if (opened.outcome === "open") return redirect(opened.url, 303);
  const message = opened.outcome === "already-paid" ? "order-paid" : "payment-page-failed";
  return redirect(`/orders/${placed.number}`, {
    status: 303,
    headers: { "set-cookie": await flash(message) },
  });
}

export default function NewCheckout() {
  const { plan, cycle, priceId, price, checkoutKey, sitesDomain, buyer } = useLoaderData<typeof loader>();
  const reply: Partial<CheckoutReply> = useActionData<typeof action>() ?? {};
  const { errors = {}, values = {}, applied = null } = reply;
  const t = useWords(checkoutWords);
  return (
    <Page>
      <PageHeader title={t.title(plan.name)} lead={t.lead} back={{ href: "/pricing", label: t.back }} />
      <div className="grid items-start gap-8 lg:grid-cols-[1fr_22rem]">
        <div className="lg:order-last">
          <Summary plan={plan} cycle={cycle} price={price} applied={applied} />
        </div>
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
          <TermsField isChecked={values.terms === "yes"} errors={errors.terms} />
          <SubmitButton>{t.submit(formatRupiah((applied?.price ?? price).totalIdr))}</SubmitButton>
          <p className="text-small text-soft">{t.afterwards}</p>
        </Form>
      </div>
    </Page>
  );
}
