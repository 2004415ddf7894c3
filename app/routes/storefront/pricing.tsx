import type { LoaderFunctionArgs } from "@remix-run/node";
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { listPlans } from "#app/domain/catalog/plans.server.ts";
import { services } from "#app/services.server.ts";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { faqWords } from "./faq.words.ts";
import { cycleIn, PlanCards } from "./plan-cards.tsx";
import { pricingWords } from "./pricing.words.ts";
import { Questions } from "./questions.tsx";

export const handle = { isForAll: true };

export const meta: MetaFunction = ({ matches }) => {
  const t = pricingWords[localeIn(matches)];
  return pageMeta(t.title, t.metaDescription);
};

export async function loader({ request }: LoaderFunctionArgs) {
  const plans = await listPlans(services.db);
  return { plans, tax: services.settings.tax, cycle: cycleIn(request) };
}

export default function Pricing() {
  const { plans, tax, cycle } = useLoaderData<typeof loader>();
  const t = useWords(pricingWords);
  const { paying } = useWords(faqWords).groups;
  return (
    <Page>
      <PageHeader title={t.title} lead={t.lead} />
      <h2 className="sr-only">{t.plans}</h2>
      <PlanCards plans={plans} tax={tax} cycle={cycle} hrefOf={(next) => `/pricing?cycle=${next}`} />
      <section className="mt-14">
        <h2 className="text-title">{t.limits}</h2>
        <p className="mt-2 max-w-measure text-soft">{t.limitsBody}</p>
      </section>
      <section id="renewal" className="mt-14">
        <h2 className="text-title">{t.renewal}</h2>
        <ol className="mt-4 grid gap-x-8 gap-y-6 md:grid-cols-3">
          {t.renewalSteps.map((step) => (
            <li key={step.title} className="border-t-2 border-ink pt-4">
              <h3>{step.title}</h3>
              <p className="mt-1 text-soft">{step.body}</p>
            </li>
          ))}
        </ol>
      </section>
      <section className="mt-14 max-w-narrow">
        <h2 className="mb-2 text-title">{t.questions}</h2>
        <Questions items={paying.items} />
        <p className="mt-4">
          <a href="/faq" className="link inline-flex min-h-11 items-center">
            {t.allQuestions}
          </a>
        </p>
      </section>
    </Page>
  );
}
