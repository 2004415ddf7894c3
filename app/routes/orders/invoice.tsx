import type { LoaderFunctionArgs } from "@remix-run/node";
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { formatNpwp } from "#app/domain/accounts/npwp.ts";
import { findInvoice, type Invoice } from "#app/domain/billing/invoices.server.ts";
import { findOrder } from "#app/domain/billing/orders.server.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { notFound } from "#app/http/responses.ts";
import { requireUser } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { formatDate } from "#app/ui/dates.ts";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page, PageHeader, Panel } from "#app/ui/page.tsx";
import { RefreshHint, refreshEvery } from "#app/ui/refresh-hint.tsx";
import { StatusMark } from "#app/ui/status-mark.tsx";
import { Cell, DataTable, Row } from "#app/ui/table.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { invoiceWords } from "./invoice.words.ts";

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
      <Panel>
        <Parties invoice={invoice} />
        <Lines invoice={invoice} />
        <Sums invoice={invoice} />
      </Panel>
      <p className="mt-4 text-small text-soft print:hidden">{t.print}</p>
    </Page>
  );
}

function Parties({ invoice: { seller, buyer } }: { invoice: Invoice }) {
  const t = useWords(invoiceWords);
  return (
    <div className="mb-6 grid gap-6 sm:grid-cols-2 print:grid-cols-2">
      <div>
        <h2 className="text-small font-normal text-soft">{t.seller}</h2>
        <p className="font-bold">{seller.name}</p>
        <p>{seller.address}</p>
        <p>{seller.email}</p>
        <p>{seller.phone}</p>
        {seller.npwp && <p>{t.npwp(formatNpwp(seller.npwp))}</p>}
      </div>
      <div>
        <h2 className="text-small font-normal text-soft">{t.buyer}</h2>
        <p className="font-bold">{buyer.name}</p>
        {buyer.address && <p>{buyer.address}</p>}
        <p>{buyer.email}</p>
        {buyer.phone && <p>{buyer.phone}</p>}
        {buyer.npwp && <p>{t.npwp(formatNpwp(buyer.npwp))}</p>}
      </div>
    </div>
  );
}

function Lines({ invoice: { lines, number } }: { invoice: Invoice }) {
  const t = useWords(invoiceWords);
  const locale = useLocale();
  const columns = [{ label: t.item }, { label: t.period }, { label: t.amount, align: "right" as const }];
  return (
    <DataTable caption={t.title(number)} columns={columns}>
      {lines.map((line) => (
        <Row key={line.host}>
          <Cell>{t.line(line.planName, line.host)}</Cell>
          <Cell label={t.period}>
            {`${t.cycles[line.cycle]}: ${formatDate(line.startsAt, locale)} – ${formatDate(line.endsAt, locale)}`}
          </Cell>
          <Cell label={t.amount} align="right">
            {formatRupiah(line.amountIdr)}
          </Cell>
        </Row>
      ))}
    </DataTable>
  );
}

function Sums({ invoice }: { invoice: Invoice }) {
  const t = useWords(invoiceWords);
  const { taxRule: rule } = invoice;
  const isWhole = !rule || rule.baseNumerator === rule.baseDenominator;
  const base = isWhole ? "" : `${rule.baseNumerator}/${rule.baseDenominator}`;
  return (
    <div className="mt-4 ml-auto max-w-form tabular-nums">
      <dl className="grid gap-1.5">
        {rule && <Sum label={t.subtotal} value={formatRupiah(invoice.subtotalIdr)} />}
        {rule && <Sum label={t.tax(String(rule.ratePercent), base)} value={formatRupiah(invoice.taxIdr)} />}
        <div className="flex justify-between gap-6 border-t border-edge pt-2 text-title font-extrabold">
          <dt>{t.total}</dt>
          <dd>{formatRupiah(invoice.totalIdr)}</dd>
        </div>
      </dl>
      <p className="mt-1.5 text-right">
        <StatusMark tone="good" label={t.settled} />
      </p>
    </div>
  );
}

function Sum({ label, value }: { label: string; value: string }) {
  return (
    <div className="flex justify-between gap-6">
      <dt className="text-soft">{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
