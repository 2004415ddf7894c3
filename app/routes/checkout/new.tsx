import { randomUUID } from "node:crypto";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { priceOf } from "#app/domain/billing/invoices/tax.ts";
import { placeOrder } from "#app/domain/billing/orders/orders.server.ts";
import { findPlan } from "#app/domain/catalog/plans.server.ts";
import { minutesOf } from "#app/http/account-fields.ts";
import { readForm, textOf } from "#app/http/form-data.server.ts";
import { keepRetryAfter, readFields, refuseForm, valuesOf } from "#app/http/form-fields.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { checkLimit } from "#app/http/rate-limits.server.ts";
import { notFound } from "#app/http/responses.ts";
import { requireVerifiedUser } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { accountFieldWords } from "#app/ui/account-fields.words.ts";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { readWay, waysFor } from "../chosen-way.server.ts";
import { keepBuyer } from "./buyer.server.ts";
import { CheckoutForm } from "./checkout-form.tsx";
import { type CheckoutReply, tryCoupon } from "./coupon.server.ts";
import { orderForm, readAddress, refusalOf, refused } from "./order-form.ts";
import { payFor, wayProblem } from "./paying.server.ts";
import { Summary } from "./summary.tsx";
import { checkoutWords } from "./words.ts";

const refuse = refuseForm<CheckoutReply>;
const TYPED = ["address", "label", "domain", "name", "phone", "coupon", "way", "terms"] as const;

export const headers = keepRetryAfter;
export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  pageMeta(checkoutWords[localeIn(matches)].title(data?.plan.name ?? ""));

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireVerifiedUser(request);
  const { db, settings } = services;
  const plan = (await findPlan(db, params.plan)) ?? notFound();
  const cycle = new URL(request.url).searchParams.get("cycle") === "yearly" ? "yearly" : "monthly";
  const { id: priceId, amountIdr } = plan.prices[cycle];
  const price = priceOf(amountIdr, settings.tax);
  return {
    plan: { id: plan.id, name: plan.name, diskBytes: plan.diskBytes },
    cycle,
    priceId,
    price,
    offered: await waysFor(price.totalIdr, new Date()),
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

  const now = new Date();
  const way = await readWay(form, applied?.price.totalIdr ?? 0, now);
  const wrongWay = wayProblem(way, values.phone, locale);
  const fields = readFields(form, orderForm(t, accountFieldWords[locale]));
  if (!fields.isRight) {
    const wrong = { ...wrongWay, ...fields.reply.errors };
    return refuse({ ...refused(wrong, values, t, services.settings), applied });
  }
  const { priceId, checkoutKey, name, phone } = fields.value;
  const address = readAddress(fields.value, t, services.settings);
  if ("errors" in address || way === "unknown" || wrongWay) {
    const wrong = "errors" in address ? address.errors : {};
    return refuse({ errors: { ...wrong, ...wrongWay }, values, applied });
  }

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
  return payFor(placed, way, { userId: user.id, locale, now });
}

export default function NewCheckout() {
  const data = useLoaderData<typeof loader>();
  const { plan, cycle, price } = data;
  const reply: Partial<CheckoutReply> = useActionData<typeof action>() ?? {};
  const t = useWords(checkoutWords);
  return (
    <Page>
      <PageHeader title={t.title(plan.name)} lead={t.lead} back={{ href: "/pricing", label: t.back }} />
      <div className="grid items-start gap-8 lg:grid-cols-[1fr_22rem]">
        <div className="lg:order-last">
          <Summary plan={plan} cycle={cycle} price={price} applied={reply.applied ?? null} />
        </div>
        <CheckoutForm {...data} reply={reply} />
      </div>
    </Page>
  );
}
