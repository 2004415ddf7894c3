import type { LoaderFunctionArgs } from "@remix-run/node";
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { findCreditNote } from "#app/domain/billing/invoices/credit-notes.server.ts";
import { notFound } from "#app/http/responses.ts";
import { requireUser } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { formatDate } from "#app/ui/dates.ts";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { invoiceWords } from "./invoice.words.ts";
import { InvoicePaper } from "./invoice-paper.tsx";

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  pageMeta(invoiceWords[localeIn(matches)].noteTitle(data?.note.number ?? ""));

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const { number: orderNumber = "", note: noteNumber = "" } = params;
  const wanted = { orderNumber, noteNumber };
  const note = (await findCreditNote(services.db, user.id, wanted)) ?? notFound();
  return { note };
}

export default function CreditNotePage() {
  const { note } = useLoaderData<typeof loader>();
  const t = useWords(invoiceWords);
  const locale = useLocale();
  const here = `/orders/${note.orderNumber}`;
  const lead = [t.issued(formatDate(note.issuedAt, locale)), t.forOrder(note.orderNumber)];
  return (
    <Page width="narrow">
      <PageHeader
        title={t.noteTitle(note.number)}
        lead={[...lead, t.corrects(note.corrects ?? "")].join(" · ")}
        back={{ href: here, label: t.back(note.orderNumber) }}
        actions={
          <ButtonLink href={`${here}/credit-notes/${note.number}/pdf`} look="secondary">
            {t.download}
          </ButtonLink>
        }
      />
      <InvoicePaper invoice={note} />
      <p className="mt-4 text-small text-soft print:hidden">{t.print}</p>
    </Page>
  );
}
