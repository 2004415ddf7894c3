import type { LoaderFunctionArgs } from "@remix-run/node";
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/http/session.server.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader, Section } from "#app/ui/page.tsx";
import { TrashNotice } from "#app/ui/trash-notice.tsx";
import { useWords } from "#app/ui/words.ts";
import { AccountSection, PaymentsSection } from "./account-sections.tsx";
import { Attention } from "./attention.tsx";
import { dashboardWords } from "./dashboard.words.ts";
import { readOverview } from "./overview.server.ts";
import { RecentDeployments, SiteTable } from "./site-table.tsx";

export const meta: MetaFunction = ({ matches }) => pageMeta(dashboardWords[localeIn(matches)].title);

export async function loader({ request }: LoaderFunctionArgs) {
  return readOverview(await requireUser(request));
}

export default function Dashboard() {
  const shown = useLoaderData<typeof loader>();
  const t = useWords(dashboardWords);
  const trashed = shown.sites.filter((site) => site.suspendedReason === "trash");
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
      {trashed.length > 0 && (
        <div className="mb-10 grid gap-4">
          {trashed.map((site) => (
            <TrashNotice key={site.id} site={site} />
          ))}
        </div>
      )}
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
