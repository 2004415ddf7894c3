import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useLoaderData } from "@remix-run/react";
import { allowRemovals, heldRemovals } from "#app/domain/hosting/endings/removal-sweep.server.ts";
import { findStaffWebsites, listStaffWebsites } from "#app/domain/hosting/websites/staff-websites.server.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm } from "#app/http/form-data.server.ts";
import { requireStaff } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { Button } from "#app/ui/button.tsx";
import { formatDate } from "#app/ui/dates.ts";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { TextField } from "#app/ui/form.tsx";
import { SiteMark } from "#app/ui/hosting-marks.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { PageSteps } from "#app/ui/page-steps.tsx";
import { Cell, DataTable, Row } from "#app/ui/table.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { staffSiteWords } from "./sites.words.ts";
import { staffWords } from "./words.ts";

export const meta: MetaFunction = ({ matches }) => pageMeta(staffSiteWords[localeIn(matches)].title);

export async function loader({ request }: LoaderFunctionArgs) {
  await requireStaff(request);
  const query = new URL(request.url).searchParams;
  const search = (query.get("q") ?? "").replaceAll("\0", "").trim().slice(0, 100);
  const before = query.get("before") ?? undefined;
  const [page, held] = await Promise.all([
    search
      ? findStaffWebsites(services.db, search).then((found) => ({ ...found, older: null }))
      : listStaffWebsites(services.db, { before }).then((listed) => ({ ...listed, isMore: false })),
    heldRemovals(services.db, new Date()),
  ]);
  return { ...page, search, isFirst: search !== "" || before === undefined, held };
}

/** The one form here: what the brake holds back may go today. */
export async function action({ request }: ActionFunctionArgs) {
  const staff = await requireStaff(request);
  await readForm(request);
  await allowRemovals(services.db, { staffId: staff.id, now: new Date() });
  return redirect("/staff/sites", {
    status: 303,
    headers: { "set-cookie": await flash("removals-allowed") },
  });
}

export default function Sites() {
  const { sites, older, isMore, search, isFirst, held } = useLoaderData<typeof loader>();
  const t = useWords(staffSiteWords);
  const office = useWords(staffWords);
  return (
    <Page>
      <PageHeader title={t.title} lead={t.lead} back={{ href: "/staff", label: office.title }} />
      {held !== null && <Held count={held} />}
      <Form method="get" className="mb-6 flex flex-wrap items-end gap-3">
        <TextField
          name="q"
          label={t.search}
          hint={t.searchHint}
          type="search"
          defaultValue={search}
          maxLength={100}
        />
        <Button look="secondary">{t.searchButton}</Button>
      </Form>
      {sites.length === 0 ? <EmptyState title={t.none}>{search}</EmptyState> : <Table sites={sites} />}
      {isMore && <p className="mt-6 text-soft">{t.more(sites.length)}</p>}
      <PageSteps
        label={t.title}
        newest={isFirst ? null : { href: "/staff/sites", label: t.newest }}
        older={older ? { href: `/staff/sites?before=${older}`, label: t.older } : null}
      />
    </Page>
  );
}

function Held({ count }: { count: number }) {
  const t = useWords(staffSiteWords);
  return (
    <div className="mb-6">
      <Notice
        tone="trouble"
        title={t.heldTitle(count)}
        actions={
          <Form method="post">
            <Button look="danger">{t.allow}</Button>
          </Form>
        }
      >
        {t.held}
      </Notice>
    </div>
  );
}

function Table({ sites }: Pick<ReturnType<typeof useLoaderData<typeof loader>>, "sites">) {
  const t = useWords(staffSiteWords);
  const locale = useLocale();
  const columns = [
    { label: t.host },
    { label: t.owner },
    { label: t.plan },
    { label: t.until },
    { label: t.state },
  ];
  return (
    <DataTable caption={t.title} columns={columns}>
      {sites.map((site) => (
        <Row key={site.id}>
          <Cell>
            <a
              className="link inline-flex min-h-11 items-center font-semibold wrap-anywhere"
              href={`/staff/sites/${site.id}`}
            >
              {site.host}
            </a>
          </Cell>
          <Cell label={t.owner}>
            <span className="wrap-anywhere">{site.email}</span>
          </Cell>
          <Cell label={t.plan}>{site.planName}</Cell>
          <Cell label={t.until}>{formatDate(site.endsAt, locale)}</Cell>
          <Cell label={t.state}>
            <SiteMark site={site} />
          </Cell>
        </Row>
      ))}
    </DataTable>
  );
}
