import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import {
  listPlanSettings,
  offerPlan,
  replacePrice,
  savePlanTerms,
} from "#app/domain/catalog/plan-settings.server.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm, textOf } from "#app/http/form-data.server.ts";
import { readFields, refuseForm } from "#app/http/form-fields.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { notFound } from "#app/http/responses.ts";
import { requireStaff } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { ErrorSummary } from "#app/ui/error-summary.tsx";
import { pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { priceFields, termFields } from "./plan-fields.ts";
import { PlanForms } from "./plan-forms.tsx";
import { planWords } from "./plans.words.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => pageMeta(data?.plan.name ?? "404");

async function findPlan(id: string | undefined) {
  return (await listPlanSettings(services.db)).find((plan) => plan.id === id);
}

export async function loader({ request, params }: LoaderFunctionArgs) {
  await requireStaff(request);
  const plan = await findPlan(params.plan);
  return plan ? { plan } : notFound();
}

export async function action({ request, params }: ActionFunctionArgs) {
  const staff = await requireStaff(request);
  const plan = await findPlan(params.plan);
  if (!plan) return notFound();
  const form = await readForm(request);
  const t = planWords[await localeOf(request)];
  const who = { planId: plan.id, staffId: staff.id, now: new Date() };
  switch (textOf(form, "intent")) {
    case "terms": {
      const fields = readFields(form, termFields(t));
      if (!fields.isRight) return refuseForm(fields.reply);
      await savePlanTerms(services.db, { ...who, terms: fields.value });
      break;
    }
    case "price": {
      const fields = readFields(form, priceFields(t));
      if (!fields.isRight) return refuseForm(fields.reply);
      await replacePrice(services.db, { ...who, ...fields.value });
      break;
    }
    case "withdraw":
    case "offer":
      await offerPlan(services.db, { ...who, isOffered: textOf(form, "intent") === "offer" });
      break;
    default:
      return refuseForm({ errors: { "": [t.unknownAction] }, values: {} });
  }
  const headers = { "set-cookie": await flash("plan-saved") };
  return redirect(`/staff/plans/${plan.id}`, { status: 303, headers });
}

export default function Plan() {
  const { plan } = useLoaderData<typeof loader>();
  const { errors = {}, values = {} } = useActionData<typeof action>() ?? {};
  const t = useWords(planWords);
  return (
    <Page width="narrow">
      <PageHeader title={plan.name} back={{ href: "/staff/plans", label: t.back }} />
      <ErrorSummary errors={errors} />
      <PlanForms plan={plan} errors={errors} values={values} />
    </Page>
  );
}
