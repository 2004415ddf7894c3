import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { findBackup, requestRestore } from "#app/domain/hosting/backups/backups-restore.server.ts";
import { listBeside } from "#app/domain/hosting/backups/beside-files.server.ts";
import { readForm, textOf } from "#app/http/form-data.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { notFound } from "#app/http/responses.ts";
import { services } from "#app/services.server.ts";
import { Button, ButtonLink } from "#app/ui/button.tsx";
import { formatBytes } from "#app/ui/bytes.ts";
import { formatMoment } from "#app/ui/dates.ts";
import { CheckboxField } from "#app/ui/form.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page, PageHeader, Panel } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { requireSite } from "../own-site.server.ts";
import { backupsWords } from "./backups.words.ts";

export const meta: MetaFunction = ({ matches }) => pageMeta(backupsWords[localeIn(matches)].restoreTitle);

/** Names shown of what lay beside the site. */
const MOST_NAMED = 20;

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const which = { userId: user.id, websiteId: site.id, backupId: params.backup ?? "" };
  const backup = (await findBackup(services.db, which)) ?? notFound();
  const beside = await listBeside(services.store, backup.key ?? "");
  return { siteId: site.id, madeAt: backup.createdAt, beside };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const which = { userId: user.id, websiteId: site.id, backupId: params.backup ?? "" };
  if (!(await findBackup(services.db, which))) return notFound();
  const beside = textOf(await readForm(request), "beside") === "on";
  const asked = await requestRestore(services, { ...which, beside, now: new Date() });
  if (asked.outcome === "restoring") throw redirect(`/sites/${site.id}/uploads/${asked.uploadId}`, 303);
  const locale = await localeOf(request);
  const t = backupsWords[locale];
  const problem =
    asked.outcome === "no-room"
      ? t.noRoom(formatBytes(asked.shortBytes, locale))
      : asked.outcome === "not-active"
        ? t.notActive
        : t.missing;
  return data({ problem }, { status: 400 });
}

export default function Restore() {
  const { siteId, madeAt, beside } = useLoaderData<typeof loader>();
  const problem = useActionData<typeof action>()?.problem;
  const t = useWords(backupsWords);
  const locale = useLocale();
  const { names } = beside;
  return (
    <Page width="narrow">
      <PageHeader title={t.restoreTitle} back={{ href: `/sites/${siteId}/backups`, label: t.title }} />
      <div className="grid gap-6">
        {problem && (
          <Notice tone="trouble" role="alert">
            {problem}
          </Notice>
        )}
        <Panel>
          <Form method="post" className="grid gap-5">
            <p>{t.restoreLead(formatMoment(madeAt, locale))}</p>
            <p className="text-soft">{t.restoreNote}</p>
            {names.length > 0 && (
              <CheckboxField
                name="beside"
                label={t.beside(formatBytes(beside.bytes, locale))}
                hint={t.besideHint(names.slice(0, MOST_NAMED).join(", "), names.length - MOST_NAMED)}
              />
            )}
            <div className="flex flex-wrap gap-3">
              <Button>{t.restoreDo}</Button>
              <ButtonLink href={`/sites/${siteId}/backups`} look="quiet">
                {t.restoreNot}
              </ButtonLink>
            </div>
          </Form>
        </Panel>
      </div>
    </Page>
  );
}
