import type { LoaderFunctionArgs } from "@remix-run/node";
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { creditBalance } from "#app/domain/billing/credit.server.ts";
import { listOrders } from "#app/domain/billing/orders.server.ts";
import { nextPayment } from "#app/domain/billing/subscriptions.server.ts";
import { listDeployments } from "#app/domain/hosting/deployments.server.ts";
import { siteUrl } from "#app/domain/hosting/site-url.ts";
import { listWebsites } from "#app/domain/hosting/websites.server.ts";
import { requireUser } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader, Section } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { AccountSection, PaymentsSection } from "./account-sections.tsx";
import { Attention } from "./attention.tsx";
import { dashboardWords } from "./dashboard.words.ts";
import { RecentDeployments, SiteTable } from "./site-table.tsx";

export const meta: MetaFunction = ({ matches }) => pageMeta(dashboardWords[localeIn(matches)].title);

/** Sites whose last deployments are looked at; whoever has more finds them on the site's own page. */
const SITES_LOOKED_AT = 20;
const DEPLOYMENTS_SHOWN = 5;

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const { db, settings } = services;
  const [sites, unpaid, next, creditIdr] = await Promise.all([
    listWebsites(db, user.id),
    listOrders({ db, settings }, user.id, { status: "awaiting-payment" }),
    nextPayment(db, user.id),
    creditBalance(db, user.id),
  ]);
  const lists = await Promise.all(
    sites.slice(0, SITES_LOOKED_AT).map(async (site) => {
      const rows = await listDeployments(db, user.id, site.id, { limit: 3 });
      return rows.map((row) => ({ ...row, siteId: site.id, host: site.host }));
    }),
  );
  const failed = lists.flatMap(([last]) => (last?.status === "failed" ? [last] : []));
  const recent = lists
    .flat()
    .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
    .slice(0, DEPLOYMENTS_SHOWN);
  return {
    user: {
      name: user.name,
      email: user.email,
      phone: user.phone,
      isVerified: user.isVerified,
      createdAt: user.createdAt,
    },
    sites: sites.map((site) => ({ ...site, url: siteUrl(site.host, settings.sitesDomain) })),
    unpaid: unpaid.orders,
    next,
    creditIdr,
    failed,
    recent,
  };
}

export type Shown = ReturnType<typeof useLoaderData<typeof loader>>;

export default function Dashboard() {
  const shown = useLoaderData<typeof loader>();
  const t = useWords(dashboardWords);
  const hasSites = shown.sites.length > 0;
  return (
    <Page>
      <PageHeader
        title={t.title}
        lead={t.hello(shown.user.name)}
        actions={
          hasSites && (
            <ButtonLink look="secondary" href="/pricing">
              {t.addSite}
            </ButtonLink>
          )
        }
      />
      <Attention shown={shown} />
      <Section title={t.sites}>
        {hasSites ? (
          <SiteTable sites={shown.sites} />
        ) : (
          <EmptyState title={t.noSites} action={<ButtonLink href="/pricing">{t.choosePlan}</ButtonLink>}>
            {t.noSitesHint}
          </EmptyState>
        )}
      </Section>
      <RecentDeployments recent={shown.recent} />
      <div className="mt-10 grid gap-10 md:grid-cols-2">
        <div>
          <PaymentsSection next={shown.next} creditIdr={shown.creditIdr} />
        </div>
        <div>
          <AccountSection user={shown.user} />
        </div>
      </div>
    </Page>
  );
}
