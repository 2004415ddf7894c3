import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { requestBackup } from "#app/domain/hosting/backups/backups.server.ts";
import { KEPT } from "#app/domain/hosting/backups/backups-kept.server.ts";
import { listBackups } from "#app/domain/hosting/backups/backups-restore.server.ts";
import { findBesideRestore } from "#app/domain/hosting/backups/beside-restores.server.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm } from "#app/http/form-data.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { checkLimit } from "#app/http/rate-limits.server.ts";
import { services } from "#app/services.server.ts";
import { Button, ButtonLink } from "#app/ui/button.tsx";
import { formatBytes } from "#app/ui/bytes.ts";
import { formatMoment } from "#app/ui/dates.ts";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page, PageHeader, Section } from "#app/ui/page.tsx";
import { StatusMark } from "#app/ui/status-mark.tsx";
import { Cell, DataTable, Row } from "#app/ui/table.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { requireSite } from "../own-site.server.ts";
import { backupsWords } from "./backups.words.ts";

export const meta: MetaFunction = ({ matches }) => pageMeta(backupsWords[localeIn(matches)].title);

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const backups = await listBackups(services.db, user.id, site.id);
  const beside = await findBesideRestore(services.db, user.id, site.id);
  const shown = backups.map(({ key: _hidden, ...backup }) => backup);
  const isActive = site.status === "active";
  return { site: { id: site.id, host: site.address }, isActive, backups: shown, beside, kept: KEPT };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  await readForm(request);
  const t = backupsWords[await localeOf(request)];
  const now = new Date();
  const limit = await checkLimit(services.db, "backup", user.id, now);
  if (limit.outcome === "limited") {
    return data({ problem: t.limited(Math.ceil(limit.retryAfterSeconds / 60)) }, { status: 429 });
  }
  const { outcome } = await requestBackup(services.db, { userId: user.id, websiteId: site.id, now });
  if (outcome === "not-active") return data({ problem: t.notActive }, { status: 400 });
  const headers = { "set-cookie": await flash("backup-asked") };
  throw redirect(`/sites/${site.id}/backups`, { status: 303, headers });
}

type Shown = ReturnType<typeof useLoaderData<typeof loader>>;

export default function Backups() {
  const { site, isActive, backups, beside, kept } = useLoaderData<typeof loader>();
  const problem = useActionData<typeof action>()?.problem;
  const t = useWords(backupsWords);
  const locale = useLocale();
  return (
    <Page>
      <PageHeader
        title={t.title}
        lead={t.lead(kept.nightly, kept.manual)}
        back={{ href: `/sites/${site.id}`, label: site.host }}
      />
      <div className="grid gap-6">
        {problem && (
          <Notice tone="trouble" role="alert">
            {problem}
          </Notice>
        )}
        {beside && (
          <Notice tone={BESIDE_TONES[beside.status]}>
            {beside.shortBytes
              ? t.noRoom(formatBytes(beside.shortBytes, locale))
              : t.besides[beside.status](beside.doneCount)}
          </Notice>
        )}
        {isActive ? (
          <Form method="post">
            <Button type="submit">{t.make}</Button>
          </Form>
        ) : (
          <Notice>{t.notActive}</Notice>
        )}
        <Section title={t.list}>
          {backups.length === 0 ? (
            <EmptyState title={t.empty}>{isActive ? t.emptyHint : t.emptyOff}</EmptyState>
          ) : (
            <BackupTable site={site} isActive={isActive} backups={backups} />
          )}
        </Section>
      </div>
    </Page>
  );
}

const BESIDE_TONES = { waiting: "waiting", done: "good", failed: "trouble" } as const;
const TONES = { waiting: "waiting", ready: "good", failed: "trouble", removed: "off" } as const;

function BackupTable({ site, isActive, backups }: Pick<Shown, "site" | "isActive" | "backups">) {
  const t = useWords(backupsWords);
  const locale = useLocale();
  const { made, kind, status, size, actions } = t.columns;
  const columns = [made, kind, status, size].map((label) => ({ label }));
  return (
    <DataTable caption={t.list} columns={[...columns, { label: actions, isAction: true }]}>
      {backups.map((backup) => (
        <Row key={backup.id}>
          <Cell>{formatMoment(backup.createdAt, locale)}</Cell>
          <Cell label={kind}>{t.kinds[backup.kind]}</Cell>
          <Cell label={status}>
            <StatusMark tone={TONES[backup.status]} label={t.statuses[backup.status]} />
          </Cell>
          <Cell label={size}>{backup.sizeBytes === null ? "–" : formatBytes(backup.sizeBytes, locale)}</Cell>
          <Cell>
            {backup.status === "ready" && (
              <span className="flex flex-wrap gap-x-4">
                <ButtonLink look="quiet" href={`/sites/${site.id}/backups/${backup.id}/zip`}>
                  {t.download}
                </ButtonLink>
                {isActive && (
                  <ButtonLink look="quiet" href={`/sites/${site.id}/backups/${backup.id}/restore`}>
                    {t.restore}
                  </ButtonLink>
                )}
              </span>
            )}
          </Cell>
        </Row>
      ))}
    </DataTable>
  );
}
