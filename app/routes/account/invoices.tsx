import type { LoaderFunctionArgs } from "@remix-run/node";
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { type InvoiceSummary, listInvoices } from "#app/domain/billing/invoices/invoice-lists.server.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { requireUser } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { formatDate } from "#app/ui/dates.ts";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { PageSteps } from "#app/ui/page-steps.tsx";
import { Cell, DataTable, Row } from "#app/ui/table.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { papersWords } from "./papers.words.ts";

export const meta: MetaFunction = ({ matches }) => pageMeta(papersWords[localeIn(matches)].invoices.title);

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const before = new URL(request.url).searchParams.get("before") ?? undefined;
  const { invoices, older } = await listInvoices(services.db, user.id, { before });
  return { invoices, older, isFirst: before === undefined };
}

export default function Invoices() {
  const { invoices, older, isFirst } = useLoaderData<typeof loader>();
  const { invoices: t, back, newest } = useWords(papersWords);
  const here = "/account/invoices";
  return (
    <Page>
      <PageHeader title={t.title} lead={t.lead} back={{ href: "/account", label: back }} />
      {invoices.length === 0 ? (
        <EmptyState title={t.none} action={<ButtonLink href="/orders">{t.orders}</ButtonLink>}>
          {t.noneBody}
        </EmptyState>
      ) : (
        <InvoiceTable invoices={invoices} />
      )}
      <PageSteps
        label={t.title}
        newest={isFirst ? null : { href: here, label: newest }}
        older={older ? { href: `${here}?before=${older}`, label: t.older } : null}
      />
    </Page>
  );
}

function InvoiceTable({ invoices }: { invoices: InvoiceSummary[] }) {
  const { invoices: t, date, order } = useWords(papersWords);
  const locale = useLocale();
  const columns = [
    { label: t.number },
    { label: date },
    { label: order },
    { label: t.total, align: "right" as const },
    { label: t.act, isAction: true },
  ];
  const link = "link inline-flex min-h-11 items-center";
  return (
    <DataTable caption={t.title} columns={columns}>
      {invoices.map((invoice) => (
        <Row key={invoice.number}>
          <Cell>
            <a href={addressOf(invoice)} className={`${link} font-semibold`}>
              {invoice.number}
            </a>
            {invoice.kind === "credit-note" && <span className="text-small text-soft">{` ${t.note}`}</span>}
          </Cell>
          <Cell label={date}>{formatDate(invoice.issuedAt, locale)}</Cell>
          <Cell label={order}>
            <a href={`/orders/${invoice.orderNumber}`} className={link}>
              {invoice.orderNumber}
            </a>
          </Cell>
          <Cell label={t.total} align="right">
            <span className="tabular-nums">{formatRupiah(invoice.totalIdr)}</span>
          </Cell>
          <Cell label={t.act} align="right">
            <a
              href={`${addressOf(invoice)}${invoice.kind === "invoice" ? ".pdf" : "/pdf"}`}
              aria-label={t.pdfOf(invoice.number)}
              className={link}
            >
              {t.pdf}
            </a>
          </Cell>
        </Row>
      ))}
    </DataTable>
  );
}

function addressOf({ kind, orderNumber, number }: InvoiceSummary): string {
  return kind === "invoice"
    ? `/orders/${orderNumber}/invoice`
    : `/orders/${orderNumber}/credit-notes/${number}`;
}
