import { formatNpwp } from "#app/domain/accounts/npwp.ts";
import type { Invoice } from "#app/domain/billing/invoices/invoices.server.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { Panel } from "#app/ui/page.tsx";
import { StatusMark } from "#app/ui/status-mark.tsx";
import { useWords } from "#app/ui/words.ts";
import { invoiceWords } from "./invoice.words.ts";
import { InvoiceLines } from "./invoice-lines.tsx";

/** What an invoice or a credit note says, as it is printed. */
export function InvoicePaper({ invoice }: { invoice: Invoice }) {
  return (
    <Panel>
      <Parties invoice={invoice} />
      <InvoiceLines invoice={invoice} />
      <Sums invoice={invoice} />
    </Panel>
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
        <StatusMark tone="good" label={invoice.corrects ? t.givenBack : t.settled} />
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
