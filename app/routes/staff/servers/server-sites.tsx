import type { SiteThere } from "#app/domain/hosting/servers/server-lists.server.ts";
import { Section } from "#app/ui/page.tsx";
import { Cell, DataTable, Row } from "#app/ui/table.tsx";
import { useWords } from "#app/ui/words.ts";
import { wordOf } from "../words.ts";
import { serverWords } from "./servers.words.ts";

type Props = { sites: SiteThere[]; all: number };

export function SitesThere({ sites, all }: Props) {
  const t = useWords(serverWords);
  const columns = [{ label: t.host }, { label: t.owner }, { label: t.state }];
  return (
    <Section title={t.siteList}>
      {sites.length === 0 && <p className="text-soft">{t.siteNone}</p>}
      {sites.length < all && <p className="mb-3 text-soft">{t.newestOf(sites.length, all)}</p>}
      {sites.length > 0 && (
        <DataTable caption={t.siteList} columns={columns}>
          {sites.map((site) => (
            <Row key={site.id}>
              <Cell>
                <a
                  className="link inline-flex min-h-11 items-center break-all"
                  href={`/staff/sites/${site.id}`}
                >
                  {site.host}
                </a>
              </Cell>
              <Cell label={t.owner}>
                <span className="inline-block break-all sm:min-w-44">{site.email}</span>
              </Cell>
              <Cell label={t.state}>{wordOf(t.statuses, site.status) ?? site.status}</Cell>
            </Row>
          ))}
        </DataTable>
      )}
    </Section>
  );
}
