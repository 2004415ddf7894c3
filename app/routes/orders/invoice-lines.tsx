import { Fragment } from "react";
import { lineSums, lineTerm, lineTitle } from "#app/domain/billing/invoices/invoice-words.ts";
import type { Invoice } from "#app/domain/billing/invoices/invoices.server.ts";
import { printedLines } from "#app/domain/billing/invoices/printed-lines.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { formatDate } from "#app/ui/dates.ts";
import { Cell, DataTable, Row } from "#app/ui/table.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { invoiceWords } from "./invoice.words.ts";

/** What was bought; a change of plan with its arithmetic under it. */
export function InvoiceLines({ invoice: { lines, number } }: { invoice: Invoice }) {
  const t = useWords(invoiceWords);
  const locale = useLocale();
  const columns = [{ label: t.item }, { label: t.period }, { label: t.amount, align: "right" as const }];
  return (
    <DataTable caption={t.title(number)} columns={columns}>
      {printedLines(lines).map(({ line, isDiscount, amountIdr }) =>
        isDiscount ? (
          <Row key="discount">
            <Cell>{t.discount(line.couponCode ?? "")}</Cell>
            <Cell label={t.period}>–</Cell>
            <Cell label={t.amount} align="right">
              {formatRupiah(amountIdr)}
            </Cell>
          </Row>
        ) : (
          <Fragment key={line.host}>
            <Row>
              <Cell>{lineTitle(line, locale)}</Cell>
              <Cell label={t.period}>
                {`${lineTerm(line, locale)}: ${formatDate(line.startsAt, locale)} – ${formatDate(line.endsAt, locale)}`}
              </Cell>
              <Cell label={t.amount} align="right">
                {formatRupiah(amountIdr)}
              </Cell>
            </Row>
            {lineSums(line, locale).map(({ label, how, amount }) => (
              <Row key={label}>
                <Cell>{label}</Cell>
                <Cell label={t.period}>{how}</Cell>
                <Cell label={t.amount} align="right">
                  {amount}
                </Cell>
              </Row>
            ))}
          </Fragment>
        ),
      )}
    </DataTable>
  );
}
