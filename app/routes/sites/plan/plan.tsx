import type { LoaderFunctionArgs } from "@remix-run/node";
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { listChanges } from "#app/domain/billing/changes/plan-change-history.server.ts";
import { listChoices } from "#app/domain/billing/changes/plan-change-quotes.server.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { notFound } from "#app/http/responses.ts";
import { services } from "#app/services.server.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { formatMoment } from "#app/ui/dates.ts";
import { Facts } from "#app/ui/facts.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page, PageHeader, Panel, Section } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { requireSite } from "../own-site.server.ts";
import { planWords } from "./plan.words.ts";
import { PlanChoices } from "./plan-choices.tsx";
import { PlanHistory } from "./plan-history.tsx";

export const meta: MetaFunction = ({ matches }) => pageMeta(planWords[localeIn(matches)].title);

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const which = { userId: user.id, subscriptionId: site.subscriptionId };
  const listed = (await listChoices(services, which, new Date())) ?? notFound();
  const { subscription } = listed.state;
  return {
    site: { id: site.id, host: site.address },
    current: {
      planName: subscription.plan_name,
      cycle: subscription.cycle,
      amountIdr: subscription.amount_idr,
      endsAt: subscription.ends_at,
    },
    choices: listed.choices,
    changes: await listChanges(services.db, which),
  };
}

export default function Plan() {
  const { site, current, choices, changes } = useLoaderData<typeof loader>();
  const t = useWords(planWords);
  const locale = useLocale();
  const open = changes.find((change) => change.status === "awaiting-payment");
  const cycle = t.cycles[current.cycle];
  const blocking = choices
    .map((choice) => ("refusal" in choice ? choice.refusal.outcome : null))
    .find((outcome) => outcome === "bill-first" || outcome === "take-back-first" || outcome === "over");
  return (
    <Page>
      <PageHeader
        title={t.title}
        lead={t.lead(site.host)}
        back={{ href: `/sites/${site.id}`, label: t.back }}
      />
      <div className="grid gap-6">
        {blocking && (
          <Notice
            tone="waiting"
            actions={
              blocking === "bill-first" ? (
                <ButtonLink href="/orders">{t.bills}</ButtonLink>
              ) : (
                blocking === "take-back-first" && (
                  <ButtonLink href={`/sites/${site.id}/cancel`}>{t.takeBack}</ButtonLink>
                )
              )
            }
          >
            {t.problems[blocking]}
          </Notice>
        )}
        {open && (
          <Notice
            tone="waiting"
            title={t.openTitle(open.toPlanName, t.cycles[open.toCycle])}
            actions={
              open.orderNumber && <ButtonLink href={`/orders/${open.orderNumber}`}>{t.openAction}</ButtonLink>
            }
          >
            {t.open}
          </Notice>
        )}
        <Panel>
          <Facts
            items={[
              { label: t.now, value: <strong>{t.current(current.planName, cycle)}</strong> },
              { label: t.price, value: `${formatRupiah(current.amountIdr)} ${cycle}` },
              { label: t.paidUntil, value: formatMoment(current.endsAt, locale) },
            ]}
          />
        </Panel>
      </div>
      <Section title={t.choices}>
        <PlanChoices siteId={site.id} choices={choices} />
      </Section>
      {changes.length > 0 && (
        <Section title={t.history}>
          <PlanHistory changes={changes} />
        </Section>
      )}
    </Page>
  );
}
