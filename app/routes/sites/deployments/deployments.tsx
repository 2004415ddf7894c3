import type { LoaderFunctionArgs } from "@remix-run/node";
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { findDeployment, listDeployments } from "#app/domain/hosting/deployments/deployments.server.ts";
import { services } from "#app/services.server.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { formatMoment } from "#app/ui/dates.ts";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { DeploymentMark } from "#app/ui/hosting-marks.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { Pagination } from "#app/ui/pagination.tsx";
import { Cell, DataTable, Row } from "#app/ui/table.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { pageOf, requireSite } from "../own-site.server.ts";
import { deploymentsWords } from "./deployments.words.ts";
import { detailsWords } from "./details.words.ts";

export const meta: MetaFunction = ({ matches }) => pageMeta(deploymentsWords[localeIn(matches)].title);

const PAGE = 20;

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  // numbers have no gap: the newest one tells how many there are
  const [newest] = await listDeployments(services.db, user.id, site.id, { limit: 1 });
  const count = newest?.number ?? 0;
  const pages = Math.max(1, Math.ceil(count / PAGE));
  const page = Math.min(pageOf(request), pages);
  const rows = await listDeployments(services.db, user.id, site.id, {
    limit: PAGE,
    upTo: count - (page - 1) * PAGE,
  });
  const live = rows.find((row) => row.status === "live") ?? (await liveOf(user.id, site));
  return { site, rows, page, pages, liveNumber: live?.number ?? null };
}

function liveOf(userId: string, { id, liveDeploymentId }: { id: string; liveDeploymentId: string | null }) {
  const which = { userId, websiteId: id, deploymentId: liveDeploymentId ?? "" };
  return findDeployment(services.db, which);
}

export default function Deployments() {
  const { site, rows, page, pages, liveNumber } = useLoaderData<typeof loader>();
  const t = useWords(deploymentsWords);
  const base = `/sites/${site.id}`;
  const upload = <ButtonLink href={`${base}/uploads`}>{t.upload}</ButtonLink>;
  return (
    <Page>
      <PageHeader
        title={t.title}
        lead={t.lead}
        back={{ href: base, label: t.back }}
        actions={rows.length > 0 && upload}
      />
      {rows.length === 0 ? (
        <EmptyState title={t.empty} action={upload}>
          {t.emptyHint}
        </EmptyState>
      ) : (
        <DeploymentTable base={base} rows={rows} liveNumber={liveNumber} />
      )}
      <Pagination page={page} pages={pages} hrefOf={(to) => `${base}/deployments?page=${to}`} />
    </Page>
  );
}

type Shown = ReturnType<typeof useLoaderData<typeof loader>>;

function DeploymentTable({ base, rows, liveNumber }: { base: string } & Pick<Shown, "rows" | "liveNumber">) {
  const t = useWords(deploymentsWords);
  const ways = useWords(detailsWords);
  const isNewer = (number: number) => liveNumber !== null && number > liveNumber;
  const locale = useLocale();
  const { number, archive, status, at, action } = t.columns;
  return (
    <DataTable
      caption={t.title}
      columns={[
        { label: number },
        { label: archive },
        { label: status },
        { label: at },
        { label: action, isAction: true },
      ]}
    >
      {rows.map((row) => (
        <Row key={row.id}>
          <Cell>
            <a href={`${base}/deployments/${row.id}`} className="link tap">
              {t.numbered(row.number)}
            </a>
          </Cell>
          <Cell label={archive}>
            <span className="wrap-anywhere">{row.fileName ?? t.archiveGone}</span>
          </Cell>
          <Cell label={status}>
            <DeploymentMark status={row.status} />
          </Cell>
          <Cell label={at}>{formatMoment(row.finishedAt ?? row.createdAt, locale)}</Cell>
          <Cell>
            {row.isKept && row.status === "superseded" && (
              <a
                href={`${base}/deployments/${row.id}/rollback`}
                aria-label={isNewer(row.number) ? ways.forwardOf(row.number) : ways.backOf(row.number)}
                className="link inline-flex min-h-11 items-center"
              >
                {isNewer(row.number) ? ways.forward : ways.goBack}
              </a>
            )}
          </Cell>
        </Row>
      ))}
    </DataTable>
  );
}
