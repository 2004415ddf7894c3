import type { LoaderFunctionArgs } from "@remix-run/node";
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { cancelOffer } from "#app/domain/billing/changes/cancellations.server.ts";
import { findBill } from "#app/domain/billing/renewals/subscriptions.server.ts";
import { listDeployments } from "#app/domain/hosting/deployments/deployments.server.ts";
import { services } from "#app/services.server.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { formatDate, formatMoment } from "#app/ui/dates.ts";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { Facts } from "#app/ui/facts.tsx";
import { DeploymentMark, SiteMark } from "#app/ui/hosting-marks.tsx";
import { pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader, Panel } from "#app/ui/page.tsx";
import { RefreshHint } from "#app/ui/refresh-hint.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { CancelStanding } from "./cancel-standing.tsx";
import { DiskUse } from "./disk-use.tsx";
import { requireSite } from "./own-site.server.ts";
import { siteWords } from "./site.words.ts";
import { SiteLinks } from "./site-links.tsx";
import { SiteProblem } from "./site-problem.tsx";
import { useRefresh } from "./use-refresh.ts";

export const handle = { script: true };
export const meta: MetaFunction<typeof loader> = ({ data }) => pageMeta(data?.site.address ?? "404");

const REFRESH_SECONDS = 4;

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const [last] = await listDeployments(services.db, user.id, site.id, { limit: 1 });
  const refreshSeconds = site.status === "provisioning" ? REFRESH_SECONDS : null;
  const bill = await findBill(services.db, user.id, site.subscriptionId);
  const whose = { subscriptionId: site.subscriptionId, userId: user.id, now: new Date() };
  const offer = await cancelOffer(services.db, whose);
  return { site, bill, offer, last: last ?? null, refreshSeconds };
}

type Shown = ReturnType<typeof useLoaderData<typeof loader>>;

export default function Site() {
  const { site, bill, offer, last, refreshSeconds } = useLoaderData<typeof loader>();
  const t = useWords(siteWords);
  useRefresh(refreshSeconds);
  const isTrashed = site.suspendedReason === "trash";
  const isActive = site.status === "active" && !isTrashed;
  return (
    <Page>
      <PageHeader
        title={<span className="wrap-anywhere">{site.address}</span>}
        lead={<SiteMark site={site} />}
        back={{ href: "/dashboard", label: t.dashboard }}
        actions={isActive && last && <ButtonLink href={`/sites/${site.id}/uploads`}>{t.upload}</ButtonLink>}
      />
      <div className="grid gap-6">
        <SiteProblem site={site} bill={bill} />
        {!isTrashed && <CancelStanding siteId={site.id} offer={offer} />}
        {refreshSeconds !== null && <RefreshHint seconds={refreshSeconds} />}
        {isActive && !last && (
          <EmptyState
            title={t.emptyTitle}
            action={<ButtonLink href={`/sites/${site.id}/uploads`}>{t.upload}</ButtonLink>}
          >
            {t.empty}
          </EmptyState>
        )}
        <Panel>
          <SiteFacts site={site} last={last} offer={offer} />
        </Panel>
      </div>
      <DiskUse site={site} />
    </Page>
  );
}

function SiteFacts({ site, last, offer }: Pick<Shown, "site" | "last" | "offer">) {
  const t = useWords(siteWords);
  const locale = useLocale();
  const base = `/sites/${site.id}`;
  const address = (
    <a href={site.url} className="link tap wrap-anywhere">
      {site.url}
    </a>
  );
  const deployment = last && (
    <span className="flex flex-wrap items-center gap-x-4">
      <a href={`${base}/deployments/${last.id}`} className="link tap">
        {t.numbered(last.number)}
      </a>
      <DeploymentMark status={last.status} />
      <span className="text-small text-soft">{formatMoment(last.finishedAt ?? last.createdAt, locale)}</span>
    </span>
  );
  return (
    <>
      <Facts
        items={[
          { label: t.address, value: address },
          { label: t.plan, value: site.planName },
          { label: t.paidUntil, value: formatDate(site.endsAt, locale) },
          { label: t.lastDeployment, value: deployment ?? t.noDeployment },
        ]}
      />
      <SiteLinks site={site} offer={offer} />
    </>
  );
}
