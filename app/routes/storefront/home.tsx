import type { LoaderFunctionArgs } from "@remix-run/node";
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { listPlans } from "#app/domain/catalog/plans.server.ts";
import { listApprovedReviews } from "#app/domain/catalog/reviews.server.ts";
import { services } from "#app/services.server.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { useWords } from "#app/ui/words.ts";
import { Hero } from "./hero.tsx";
import { homeWords } from "./home.words.ts";
import { cycleIn, PlanCards } from "./plan-cards.tsx";
import { Promises } from "./promises.tsx";
import { Testimonials } from "./testimonials.tsx";

export const handle = { isForAll: true };

export const meta: MetaFunction = ({ matches }) => {
  const t = homeWords[localeIn(matches)];
  return pageMeta(t.metaTitle, t.metaDescription);
};

export async function loader({ request }: LoaderFunctionArgs) {
  const [plans, reviews] = await Promise.all([listPlans(services.db), listApprovedReviews(services.db)]);
  return { plans, reviews, tax: services.settings.tax, cycle: cycleIn(request) };
}

export default function Home() {
  const { plans, reviews, tax, cycle } = useLoaderData<typeof loader>();
  const t = useWords(homeWords);
  const cheapest = Math.min(...plans.map((plan) => plan.prices.monthly.amountIdr));
  return (
    <>
      <Hero fromIdr={plans.length > 0 ? cheapest : null} />
      <Promises />
      <section id="plans" className="border-y border-line bg-sunk">
        <div className="mx-auto max-w-page px-4 py-16 sm:px-6 sm:py-24">
          <h2 className="text-heading font-extrabold">{t.pricing}</h2>
          <p className="mt-3 mb-8 max-w-measure text-lead text-soft">{t.pricingLead}</p>
          <PlanCards plans={plans} tax={tax} cycle={cycle} hrefOf={(next) => `/?cycle=${next}#plans`} />
          <p className="mt-6">
            <a href="/pricing#renewal" className="link">
              {t.pricingMore}
            </a>
          </p>
        </div>
      </section>
      <div className="pt-16 sm:pt-24">
        <Testimonials reviews={reviews} />
        <section className="mx-auto max-w-page px-4 pb-16 sm:px-6 sm:pb-24">
          <h2 className="text-heading font-extrabold">{t.help}</h2>
          <p className="mt-3 max-w-measure text-lead text-soft">{t.helpBody}</p>
          <p className="mt-6 flex flex-wrap gap-3">
            <ButtonLink href="/faq" look="secondary">
              {t.faq}
            </ButtonLink>
            <ButtonLink href="/contact" look="secondary">
              {t.contact}
            </ButtonLink>
          </p>
        </section>
      </div>
    </>
  );
}
