import type { LoaderFunctionArgs } from "@remix-run/node";
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { findInvoice } from "#app/domain/billing/invoices/invoices.server.ts";
import { findOrder } from "#app/domain/billing/orders/orders.server.ts";
import { notFound } from "#app/http/responses.ts";
import { requireUser } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { formatDate } from "#app/ui/dates.ts";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { RefreshHint, refreshEvery } from "#app/ui/refresh-hint.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { invoiceWords } from "./invoice.words.ts";
import { InvoicePaper } from "./invoice-paper.tsx";

const SECONDS = 5;

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => {
  const t = invoiceWords[localeIn(matches)];
  if (!data?.invoice) return [...pageMeta(t.pending), ...(data ? [refreshEvery(SECONDS)] : [])];
  return pageMeta(t.title(data.invoice.number));
};

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const order = (await findOrder(services, user.id, params.number ?? "")) ?? notFound();
  const invoice = await findInvoice(services.db, user.id, order.number);
  if (!invoice && order.paidAt === null) notFound();
  return { orderNumber: order.number, invoice };
}

export default function InvoicePage() {
  const { orderNumber, invoice } = useLoaderData<typeof loader>();
  const t = useWords(invoiceWords);
  const locale = useLocale();
  const back = { href: `/orders/${orderNumber}`, label: t.back(orderNumber) };
  if (!invoice) {
    return (
      <Page width="narrow">
        <PageHeader title={t.pending} back={back} />
        <Notice tone="waiting">{t.pendingBody}</Notice>
        <RefreshHint seconds={SECONDS} />
      </Page>
    );
  }
  const lead = `${t.issued(formatDate(invoice.issuedAt, locale))} · ${t.forOrder(orderNumber)}`;
  return (
    <Page width="narrow">
      <PageHeader
        title={t.title(invoice.number)}
        lead={lead}
        back={back}
        actions={
          <ButtonLink href={`/orders/${orderNumber}/invoice.pdf`} look="secondary">
            {t.download}
          </ButtonLink>
        }
      />
      <InvoicePaper invoice={invoice} />
      <p className="mt-4 text-small text-soft print:hidden">{t.print}</p>
    </Page>
  );
}
