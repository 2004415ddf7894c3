import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { listChoices } from "#app/domain/billing/changes/plan-change-quotes.server.ts";
import { requestChange } from "#app/domain/billing/changes/plan-changes.server.ts";
import { creditBalance } from "#app/domain/billing/credit/credit.server.ts";
import { openPayment } from "#app/domain/billing/payments/attempts.server.ts";
import { minutesOf } from "#app/http/account-fields.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm } from "#app/http/form-data.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { checkLimit } from "#app/http/rate-limits.server.ts";
import { notFound } from "#app/http/responses.ts";
import { services } from "#app/services.server.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { requireSite } from "../own-site.server.ts";
import { planWords } from "./plan.words.ts";
import { problemOf, Shown, sentenceOf } from "./plan-form.ts";
import { PlanQuote } from "./plan-quote.tsx";

export const meta: MetaFunction<typeof loader> = ({ data: loaded, matches }) => {
  const t = planWords[localeIn(matches)];
  const target = loaded?.choice.target;
  return pageMeta(target ? t.confirmTitle(target.planName, t.cycles[target.cycle]) : t.title);
};

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { user, site, choice, state, now } = await requireChoice(request, params);
  return {
    site: { id: site.id, host: site.address },
    current: { planName: state.subscription.plan_name, cycle: state.subscription.cycle },
    choice,
    quotedAt: now.toISOString(),
    creditIdr: await creditBalance(services.db, user.id),
  };
}

/** Whose site it is, and the plan and term that the address names. What is not on sale goes back to the list. */
async function requireChoice(request: Request, params: LoaderFunctionArgs["params"]) {
  const { user, site } = await requireSite(request, params);
  const now = new Date();
  const which = { userId: user.id, subscriptionId: site.subscriptionId };
  const listed = (await listChoices(services, which, now)) ?? notFound();
  const choice = listed.choices.find(
    ({ target }) => target.planId === params.plan && target.cycle === params.cycle,
  );
  if (choice) return { user, site, choice, state: listed.state, now };
  throw redirect(`/sites/${site.id}/plan`, {
    status: 303,
    headers: { "set-cookie": await flash("plan-unavailable") },
  });
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { user, site, choice } = await requireChoice(request, params);
  const form = await readForm(request);
  const locale = await localeOf(request);
  const t = planWords[locale];
  const now = new Date();
  const limit = await checkLimit(services.db, "checkout", user.id, now);
  if (limit.outcome === "limited") {
    return data({ problem: t.tooMany(minutesOf(limit.retryAfterSeconds)) }, { status: 429 });
  }
  const shown = Shown.safeParse(Object.fromEntries(form));
  // Another price than the one that is asked at this address: it was replaced since, or the form is not this page's.
  if (!shown.success || shown.data.priceId !== choice.target.priceId)
    return data({ problem: t.problems["quote-changed"] }, { status: 400 });
  const { priceId: toPriceId, ...rest } = shown.data;
  const wish = { ...rest, toPriceId, userId: user.id, subscriptionId: site.subscriptionId, now };
  const answer = await requestChange(services, wish);
  if (answer.outcome === "applied") {
    const headers = { "set-cookie": await flash("plan-changed") };
    return redirect(`/sites/${site.id}/plan`, { status: 303, headers });
  }
  if (answer.outcome === "to-pay") return pay({ ...answer, userId: user.id, locale, now });
  return data({ problem: problemOf(answer, locale) }, { status: 400 });
}

async function pay(order: {
  orderId: string;
  number: string;
  userId: string;
  locale: "id" | "en";
  now: Date;
}) {
  const opened = await openPayment(services, order);
  if (opened.outcome === "open") return redirect(opened.url, 303);
  const message = opened.outcome === "already-paid" ? "order-paid" : "payment-page-failed";
  const headers = { "set-cookie": await flash(message) };
  return redirect(`/orders/${order.number}`, { status: 303, headers });
}

export default function ConfirmPlan() {
  const { site, current, choice, quotedAt, creditIdr } = useLoaderData<typeof loader>();
  const problem = useActionData<typeof action>()?.problem;
  const t = useWords(planWords);
  const locale = useLocale();
  const { target } = choice;
  const refusal = "refusal" in choice ? choice.refusal : null;
  const why = refusal && sentenceOf(refusal, target.planName, locale);
  const wayOut =
    (refusal?.outcome === "bill-first" && <ButtonLink href="/orders">{t.bills}</ButtonLink>) ||
    (refusal?.outcome === "too-many-domains" && (
      <ButtonLink href={`/sites/${site.id}/domains`}>{t.toDomains}</ButtonLink>
    ));
  return (
    <Page width="narrow">
      <PageHeader
        title={t.confirmTitle(target.planName, t.cycles[target.cycle])}
        lead={site.host}
        back={{ href: `/sites/${site.id}/plan`, label: t.backToPlans }}
      />
      <div className="grid gap-6">
        {(why || problem) && (
          <Notice tone="trouble" role="alert" actions={wayOut}>
            {why ?? problem}
          </Notice>
        )}
        {"quote" in choice && (
          <PlanQuote
            siteId={site.id}
            quote={choice.quote}
            from={current}
            quotedAt={quotedAt}
            creditIdr={creditIdr}
          />
        )}
      </div>
    </Page>
  );
}
