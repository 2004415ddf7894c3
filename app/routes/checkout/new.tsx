import { randomUUID } from "node:crypto";
import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { updateProfile } from "#app/domain/accounts/users.server.ts";
import { openPayment } from "#app/domain/billing/attempts.server.ts";
import { placeOrder } from "#app/domain/billing/orders.server.ts";
import { priceOf } from "#app/domain/billing/tax.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { findPlan } from "#app/domain/catalog/plans.server.ts";
import { minutesOf } from "#app/http/account-fields.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm } from "#app/http/form-data.server.ts";
import { keepRetryAfter, readFields, refuseForm, valuesOf } from "#app/http/form-fields.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { checkLimit } from "#app/http/rate-limits.server.ts";
import { notFound } from "#app/http/responses.ts";
import { requireVerifiedUser, type SessionUser } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { accountFieldWords } from "#app/ui/account-fields.words.ts";
import { ErrorSummary } from "#app/ui/error-summary.tsx";
import { CheckboxField, HiddenField, SubmitButton } from "#app/ui/form.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { AddressChoice } from "./address-choice.tsx";
import { BuyerFields } from "./buyer-fields.tsx";
import { orderForm, readAddress, refusalOf, refused } from "./order-form.ts";
import { Summary } from "./summary.tsx";
import { checkoutWords } from "./words.ts";

const TYPED = ["address", "label", "domain", "name", "phone", "terms"] as const;

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
  const fields = readFields(form, orderForm(t, accountFieldWords[locale]));
  if (!fields.isRight) return refuseForm(refused(fields.reply.errors, values, t, services.settings));
  const { cycle, priceId, checkoutKey, name, phone } = fields.value;
  const address = readAddress(fields.value, t, services.settings);
  if ("errors" in address) return refuseForm({ errors: address.errors, values });

  const now = new Date();
  const limit = await checkLimit(services.db, "checkout", user.id, now);
  if (limit.outcome === "limited") {
    const { retryAfterSeconds: retryAfter } = limit;
    return refuseForm(
      { errors: { "": [t.tooMany(minutesOf(retryAfter))] }, values },
      { status: 429, retryAfter },
    );
  }
  const placed = await placeOrder(services, {
    userId: user.id,
    planId: params.plan ?? "",
    cycle,
    priceId,
    site: address.site,
    checkoutKey,
    now,
  });
  if (placed.outcome !== "placed") {
    return refuseForm({ errors: refusalOf(placed.outcome, fields.value.address, t), values });
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

/** Who buys is who the account says: a corrected name or number is kept there. */
async function keepBuyer(user: SessionUser, buyer: { name: string; phone: string | null }, now: Date) {
  if (buyer.name === user.name && buyer.phone === user.phone) return;
  await updateProfile(services.db, { userId: user.id, locale: user.locale, ...buyer }, now);
}

export default function NewCheckout() {
  const { plan, cycle, priceId, price, checkoutKey, sitesDomain, buyer } = useLoaderData<typeof loader>();
  const { errors = {}, values = {} } = useActionData<typeof action>() ?? {};
  const t = useWords(checkoutWords);
  const terms = (
    <>
      {t.terms} <NewTab href="/terms">{t.termsLink}</NewTab> {t.and}{" "}
      <NewTab href="/refunds">{t.refundsLink}</NewTab>.
    </>
  );
  return (
    <Page>
      <PageHeader title={t.title(plan.name)} lead={t.lead} back={{ href: "/pricing", label: t.back }} />
      <div className="grid items-start gap-8 lg:grid-cols-[1fr_22rem]">
        <div className="lg:order-last">
          <Summary plan={plan} cycle={cycle} price={price} />
        </div>
        <Form method="post" noValidate className="grid gap-6">
          <ErrorSummary errors={errors} />
          <HiddenField name="checkoutKey" value={checkoutKey} />
          <HiddenField name="priceId" value={priceId} />
          <HiddenField name="cycle" value={cycle} />
          <AddressChoice sitesDomain={sitesDomain} values={values} errors={errors} />
          <BuyerFields values={{ ...buyer, ...values }} errors={errors} />
          <CheckboxField
            name="terms"
            value="yes"
            label={terms}
            errors={errors.terms}
            required
            defaultChecked={values.terms === "yes"}
          />
          <SubmitButton>{t.submit(formatRupiah(price.totalIdr))}</SubmitButton>
          <p className="text-small text-soft">{t.afterwards}</p>
        </Form>
      </div>
    </Page>
  );
}

function NewTab({ href, children }: { href: string; children: string }) {
  return (
    <a href={href} target="_blank" rel="noopener" className="link">
      {children}
    </a>
  );
}
