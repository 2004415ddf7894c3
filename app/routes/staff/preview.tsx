import { data, type LoaderFunctionArgs } from "@remix-run/node";
import { Form, type MetaFunction, useLoaderData } from "@remix-run/react";
import { previewBilling } from "#app/domain/billing/safety/preview.server.ts";
import { previewMoment } from "#app/domain/billing/safety/preview-lines.ts";
import { requireStaff } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { Button } from "#app/ui/button.tsx";
import { formatMoment } from "#app/ui/dates.ts";
import { TextField } from "#app/ui/form.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page, PageHeader, Section } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { previewWords } from "./preview.words.ts";
import { PreviewList, PreviewSums } from "./preview-list.tsx";

export const meta: MetaFunction = ({ matches }) => pageMeta(previewWords[localeIn(matches)].title);

/** A page is no place for thousands: the command works out all. */
const MOST = 300;

export async function loader({ request }: LoaderFunctionArgs) {
  await requireStaff(request);
  const asked = new URL(request.url).searchParams.get("at");
  if (asked === null) return { asked: "", isWrong: false, preview: null };
  const at = previewMoment(asked, new Date());
  if (!at) return data({ asked: asked.slice(0, 40), isWrong: true, preview: null }, { status: 400 });
  return { asked, isWrong: false, preview: await previewBilling(services, at, MOST) };
}

export default function BillingPreview() {
  const { asked, isWrong, preview } = useLoaderData<typeof loader>();
  const t = useWords(previewWords);
  const locale = useLocale();
  return (
    <Page>
      <PageHeader title={t.title} lead={t.lead} back={{ href: "/staff", label: t.back }} />
      <Form method="get" className="flex flex-wrap items-end gap-3">
        <div className="min-w-64">
          <TextField
            name="at"
            label={t.at}
            hint={t.atHint}
            defaultValue={asked}
            placeholder="2027-01-31 09:00"
            error={isWrong ? t.atWrong : null}
          />
        </div>
        <Button look="secondary">{t.show}</Button>
      </Form>
      {preview && (
        <div className="mt-10 grid gap-6">
          <Section title={formatMoment(preview.at, locale)}>
            {preview.trouble && (
              <Notice tone="trouble" role="alert">
                {t.standsStill}
              </Notice>
            )}
            <PreviewSums totals={preview.totals} />
            <p className="mt-3 max-w-measure text-soft">{t.asked}</p>
            {preview.isCut && <p className="mt-3 max-w-measure">{t.cut(MOST)}</p>}
          </Section>
          {preview.lines.length === 0 ? <p>{t.none}</p> : <PreviewList lines={preview.lines} />}
        </div>
      )}
    </Page>
  );
}
