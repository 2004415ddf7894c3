import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useLoaderData } from "@remix-run/react";
import { listMatters, type Matter, resolveMatter } from "#app/domain/attention/matters.server.ts";
import { firstInvoiceAt } from "#app/domain/billing/invoices/invoice-lists.server.ts";
import { monthsBetween } from "#app/domain/billing/invoices/months.ts";
import { listNotices } from "#app/domain/billing/payments/notices.server.ts";
import { isUuid } from "#app/domain/hosting/websites/websites.server.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm, textOf } from "#app/http/form-data.server.ts";
import { requireStaff } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { Button } from "#app/ui/button.tsx";
import { formatMoment } from "#app/ui/dates.ts";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { HiddenField } from "#app/ui/form.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader, Section } from "#app/ui/page.tsx";
import { Cell, DataTable, Row } from "#app/ui/table.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { detailsOf } from "./details.ts";
import { historyWords } from "./history.words.ts";
import { MonthExport } from "./month-export.tsx";
import { Notices } from "./notices.tsx";
import { OfficeLinks } from "./office-links.tsx";
import { OrderSearch } from "./order-search.tsx";
import { staffWords, wordOf } from "./words.ts";

export const meta: MetaFunction = ({ matches }) => pageMeta(staffWords[localeIn(matches)].title);

export async function loader({ request }: LoaderFunctionArgs) {
  await requireStaff(request);
  const [matters, notices, first] = await Promise.all([
    listMatters(services.db),
    listNotices(services.db),
    firstInvoiceAt(services.db),
  ]);
  const now = new Date();
  return { matters, notices, months: monthsBetween(first ?? now, now) };
}

export async function action({ request }: ActionFunctionArgs) {
  const staff = await requireStaff(request);
  const matterId = textOf(await readForm(request), "matter");
  if (!isUuid(matterId)) return redirect("/staff", 303);
  // Somebody else may have dealt with it a moment ago: either way it is done.
  await resolveMatter(services.db, { matterId, staffId: staff.id, now: new Date() });
  return redirect("/staff", { status: 303, headers: { "set-cookie": await flash("matter-resolved") } });
}

export default function Attention() {
  const { matters, notices, months } = useLoaderData<typeof loader>();
  const t = useWords(staffWords);
  return (
    <Page>
      <PageHeader title={t.title} lead={t.lead} />
      <OfficeLinks />
      {matters.length === 0 ? (
        <EmptyState title={t.none}>{t.noneBody}</EmptyState>
      ) : (
        <Matters matters={matters} />
      )}
      <div className="mt-12">
        <Section title={t.events}>
          {notices.length === 0 ? <p className="text-soft">{t.eventsNone}</p> : <Notices notices={notices} />}
        </Section>
        <OrderSearch />
        <MonthExport months={months} />
      </div>
    </Page>
  );
}

function Matters({ matters }: { matters: Matter[] }) {
  const t = useWords(staffWords);
  const locale = useLocale();
  const columns = [
    { label: t.matter },
    { label: t.about },
    { label: t.since },
    { label: t.action, isAction: true },
  ];
  return (
    <DataTable caption={t.title} columns={columns}>
      {matters.map((matter) => (
        <Row key={matter.id}>
          <Cell>{wordOf(t.kinds, matter.kind) ?? t.otherKind(matter.kind)}</Cell>
          <Cell label={t.about}>
            <About matter={matter} />
          </Cell>
          <Cell label={t.since}>
            <span className="whitespace-nowrap">{formatMoment(matter.openedAt, locale)}</span>
          </Cell>
          <Cell>
            <Form method="post">
              <HiddenField name="matter" value={matter.id} />
              <Button look="secondary">
                <span className="whitespace-nowrap">{t.resolve}</span>
              </Button>
            </Form>
          </Cell>
        </Row>
      ))}
    </DataTable>
  );
}

/** The server a matter is about, or all of them when there is no room on any. */
function serverPage({ kind, subject }: Matter): string {
  return kind === "servers-full" ? "/staff/servers" : `/staff/servers/${subject}`;
}

/** Names and numbers as they are in the books, for comparing with the gateway's dashboard. */
function About({ matter }: { matter: Matter }) {
  const t = useWords(staffWords);
  const details = detailsOf(matter.detail, useWords(historyWords).details);
  return (
    <span className="grid gap-0.5">
      {matter.subject !== matter.orderNumber && (
        <span className="font-mono text-small wrap-anywhere">{matter.subject}</span>
      )}
      {matter.orderNumber && (
        <span>
          {`${t.order} `}
          <a href={`/staff/orders/${matter.orderNumber}`} className="link tap whitespace-nowrap">
            {matter.orderNumber}
          </a>
        </span>
      )}
      {matter.kind.startsWith("server") && (
        <a href={serverPage(matter)} className="link tap">
          {t.openServer}
        </a>
      )}
      {matter.customer && <span>{`${t.customer} ${matter.customer}`}</span>}
      {details && <span className="text-small break-words text-soft">{details}</span>}
    </span>
  );
}
