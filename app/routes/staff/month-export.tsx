import { Form } from "@remix-run/react";
import { Button } from "#app/ui/button.tsx";
import { SelectField } from "#app/ui/form.tsx";
import { Section } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { staffWords } from "./words.ts";

/** Which month's invoices the accountant wants; `months` as `2026-11`. */
export function MonthExport({ months }: { months: readonly string[] }) {
  const t = useWords(staffWords);
  const locale = useLocale();
  const names = new Intl.DateTimeFormat(locale === "id" ? "id-ID" : "en-GB", {
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
  const options = months.map((value) => ({ value, label: names.format(new Date(`${value}-01T00:00:00Z`)) }));
  return (
    <Section title={t.invoices} id="invoices">
      <p className="mb-4 max-w-measure text-soft">{t.invoicesLead}</p>
      <Form
        method="get"
        action="/staff/invoices.csv"
        reloadDocument
        className="flex flex-wrap items-end gap-3"
      >
        <div className="min-w-56">
          <SelectField name="month" label={t.month} options={options} />
        </div>
        <Button look="secondary">{t.downloadCsv}</Button>
      </Form>
    </Section>
  );
}
