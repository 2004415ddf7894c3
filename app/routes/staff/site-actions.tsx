import { Form } from "@remix-run/react";
import type { StaffWebsite } from "#app/domain/hosting/websites/staff-websites.server.ts";
import { Button } from "#app/ui/button.tsx";
import { formatMoment } from "#app/ui/dates.ts";
import { HiddenField, TextField } from "#app/ui/form.tsx";
import { Section } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { staffSiteWords } from "./sites.words.ts";

type Props = {
  site: StaffWebsite;
  errors: Readonly<Record<string, string[]>>;
  values: Readonly<Record<string, string>>;
};

/** What staff can do with a website: stop it, let it run, give up an export that cannot be made. */
export function StaffSiteActions({ site, errors, values }: Props) {
  if (site.suspendedReason === "ended") return <Ended site={site} />;
  if (site.suspendedReason === "staff") return <LetRun />;
  return <Stop errors={errors} values={values} />;
}

function Stop({ errors, values }: Omit<Props, "site">) {
  const t = useWords(staffSiteWords);
  return (
    <Section title={t.stopTitle}>
      <Form method="post" noValidate className="grid gap-5">
        <HiddenField name="intent" value="stop" />
        <TextField
          name="note"
          label={t.note}
          hint={t.noteHint}
          errors={errors.note}
          defaultValue={values.note ?? ""}
          required
        />
        <Button look="danger">{t.stop}</Button>
      </Form>
    </Section>
  );
}

function LetRun() {
  const t = useWords(staffSiteWords);
  return (
    <Section title={t.runTitle}>
      <p className="mb-5 text-soft">{t.runLead}</p>
      <Form method="post">
        <HiddenField name="intent" value="run" />
        <Button>{t.run}</Button>
      </Form>
    </Section>
  );
}

function Ended({ site }: Pick<Props, "site">) {
  const t = useWords(staffSiteWords);
  const locale = useLocale();
  if (!site.exportStatus) return null;
  return (
    <Section title={t.exportTitle}>
      <p>
        {t.exports[site.exportStatus]}
        {site.exportExpiresAt && `. ${t.exportUntil(formatMoment(site.exportExpiresAt, locale))}`}
      </p>
      {site.exportProblem && <p className="mt-2 text-small wrap-anywhere text-soft">{site.exportProblem}</p>}
      {site.exportStatus === "waiting" && (
        <Form method="post" className="mt-5">
          <p className="mb-5 text-soft">{t.waiveLead}</p>
          <HiddenField name="intent" value="waive" />
          <Button look="danger">{t.waive}</Button>
        </Form>
      )}
    </Section>
  );
}
