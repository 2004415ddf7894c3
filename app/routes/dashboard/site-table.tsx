import { formatBytes } from "#app/ui/bytes.ts";
import { formatMoment } from "#app/ui/dates.ts";
import { DeploymentMark, SiteMark } from "#app/ui/hosting-marks.tsx";
import { Meter } from "#app/ui/meter.tsx";
import { Section } from "#app/ui/page.tsx";
import { Cell, DataTable, Row } from "#app/ui/table.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { dashboardWords } from "./dashboard.words.ts";
import type { Overview } from "./overview.server.ts";

/** Each site with its light, its room and the way to fill it. */
export function SiteTable({ sites }: Pick<Overview, "sites">) {
  const t = useWords(dashboardWords);
  const { site: name, status, plan, disk, action } = t.columns;
  const columns = [
    { label: name },
    { label: status },
    { label: plan },
    { label: disk },
    { label: action, isAction: true },
  ];
  return (
    <DataTable caption={t.sites} columns={columns}>
      {sites.map((site) => (
        <Row key={site.id}>
          <Cell>
            <a href={`/sites/${site.id}`} className="link tap font-semibold wrap-anywhere">
              {site.address}
            </a>
          </Cell>
          <Cell label={status}>
            <SiteMark site={site} />
          </Cell>
          <Cell label={plan}>{site.planName}</Cell>
          <Cell label={disk}>
            <Disk site={site} />
          </Cell>
          <Cell>
            <SiteLinks site={site} />
          </Cell>
        </Row>
      ))}
    </DataTable>
  );
}

type Site = { site: Overview["sites"][number] };

function Disk({ site }: Site) {
  const t = useWords(dashboardWords);
  const locale = useLocale();
  const limit = formatBytes(site.diskBytes, locale);
  if (site.diskUsedBytes === null) return t.notMeasured(limit);
  const text = t.diskOf(formatBytes(site.diskUsedBytes, locale), limit);
  return <Meter label="" used={site.diskUsedBytes} limit={site.diskBytes} text={text} />;
}

function SiteLinks({ site }: Site) {
  const t = useWords(dashboardWords);
  if (site.status !== "active") return null;
  return (
    <span className="flex flex-wrap gap-x-5">
      {site.liveDeploymentId && (
        <a href={site.url} className="link inline-flex min-h-11 items-center">
          {t.open}
        </a>
      )}
      <a
        href={`/sites/${site.id}/uploads`}
        aria-label={t.uploadTo(site.address)}
        className="link inline-flex min-h-11 items-center"
      >
        {t.upload}
      </a>
    </span>
  );
}

/** The newest deployments of all sites; nothing before the first. */
export function RecentDeployments({ recent }: Pick<Overview, "recent">) {
  const t = useWords(dashboardWords);
  const locale = useLocale();
  if (recent.length === 0) return null;
  return (
    <Section title={t.deployments}>
      <ul>
        {recent.map((deployment) => (
          <li
            key={deployment.id}
            className="flex flex-wrap items-center justify-between gap-x-6 border-b border-line py-1 last:border-0 sm:grid sm:grid-cols-[2fr_1fr_auto]"
          >
            <a
              href={`/sites/${deployment.siteId}/deployments/${deployment.id}`}
              className="link inline-flex min-h-11 items-center wrap-anywhere"
            >
              {deployment.host} {t.numbered(deployment.number)}
            </a>
            <DeploymentMark status={deployment.status} />
            <span className="text-small text-soft tabular-nums">
              {formatMoment(deployment.finishedAt ?? deployment.createdAt, locale)}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
