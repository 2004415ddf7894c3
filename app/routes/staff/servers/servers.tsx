import type { LoaderFunctionArgs } from "@remix-run/node";
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { listServers, type ShownServer } from "#app/domain/hosting/servers/server-lists.server.ts";
import { requireStaff } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { Cell, DataTable, Row } from "#app/ui/table.tsx";
import { useWords } from "#app/ui/words.ts";
import { DiskText, FtpText, PanelText, ServerMarks } from "./server-marks.tsx";
import { serverWords } from "./servers.words.ts";

export const meta: MetaFunction = ({ matches }) => pageMeta(serverWords[localeIn(matches)].title);

export async function loader({ request }: LoaderFunctionArgs) {
  const staff = await requireStaff(request);
  return { servers: await listServers(services.db, new Date()), isOwner: staff.role === "owner" };
}

export default function Servers() {
  const { servers, isOwner } = useLoaderData<typeof loader>();
  const t = useWords(serverWords);
  const adding = isOwner && <ButtonLink href="/staff/servers/new">{t.add}</ButtonLink>;
  return (
    <Page>
      <PageHeader
        title={t.title}
        lead={t.lead}
        back={{ href: "/staff", label: t.back }}
        actions={servers.length > 0 && adding}
      />
      {servers.length === 0 ? (
        <EmptyState title={t.none} action={adding}>
          {t.noneBody}
        </EmptyState>
      ) : (
        <Table servers={servers} />
      )}
    </Page>
  );
}

function Table({ servers }: { servers: ShownServer[] }) {
  const t = useWords(serverWords);
  const columns = [
    { label: t.name },
    { label: t.panel },
    { label: t.sites },
    { label: t.disk },
    { label: t.ftp },
    { label: t.state },
  ];
  return (
    <DataTable caption={t.title} columns={columns}>
      {servers.map((server) => (
        <Row key={server.id}>
          <Cell>
            <a
              className="link inline-flex min-h-11 items-center font-semibold break-all sm:min-w-28"
              href={`/staff/servers/${server.id}`}
            >
              {server.name}
            </a>
          </Cell>
          <Cell label={t.panel}>
            <PanelText server={server} />
          </Cell>
          <Cell label={t.sites}>{t.sitesOf(server.sites, server.capacity)}</Cell>
          <Cell label={t.disk}>
            <DiskText server={server} />
          </Cell>
          <Cell label={t.ftp}>
            <FtpText server={server} />
          </Cell>
          <Cell label={t.state}>
            <ServerMarks server={server} />
          </Cell>
        </Row>
      ))}
    </DataTable>
  );
}
