import type { LoaderFunctionArgs } from "@remix-run/node";
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { findExport } from "#app/domain/hosting/endings/site-exports.server.ts";
import { notFound } from "#app/http/responses.ts";
import { services } from "#app/services.server.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { formatBytes } from "#app/ui/bytes.ts";
import { formatMoment } from "#app/ui/dates.ts";
import { Facts } from "#app/ui/facts.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page, PageHeader, Panel } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { requireSite } from "../own-site.server.ts";
import { exportWords } from "./export.words.ts";

export const meta: MetaFunction = ({ matches }) => pageMeta(exportWords[localeIn(matches)].title);

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const found = await findExport(services.db, user.id, site.id);
  if (!found) return notFound();
  const { key: _hidden, ...shown } = found;
  return { site: { id: site.id, host: site.address }, shown };
}

export default function Export() {
  const { site, shown } = useLoaderData<typeof loader>();
  const t = useWords(exportWords);
  const locale = useLocale();
  const size = formatBytes(shown.sizeBytes ?? 0, locale);
  return (
    <Page width="narrow">
      <PageHeader
        title={t.title}
        lead={t.lead}
        back={{ href: `/sites/${site.id}`, label: site.host }}
        actions={
          shown.state === "ready" && (
            <ButtonLink href={`/sites/${site.id}/export.zip`}>{t.download(size)}</ButtonLink>
          )
        }
      />
      {shown.state === "being-made" && (
        <Notice tone="waiting" title={t.makingTitle}>
          {t.making}
        </Notice>
      )}
      {shown.state === "none" && (
        <Notice title={t.noneTitle} actions={<ButtonLink href="/contact">{t.contact}</ButtonLink>}>
          {t.none}
        </Notice>
      )}
      {shown.state === "ready" && shown.expiresAt && (
        <Panel>
          <Facts
            items={[
              { label: t.site, value: <span className="wrap-anywhere">{site.host}</span> },
              { label: t.files, value: String(shown.fileCount ?? 0) },
              { label: t.size, value: size },
              { label: t.until, value: formatMoment(shown.expiresAt, locale) },
              { label: "SHA-256", value: shown.sha256 ?? "", mono: true },
            ]}
          />
        </Panel>
      )}
    </Page>
  );
}
