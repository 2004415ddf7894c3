import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { plansTaking } from "#app/domain/catalog/plans.server.ts";
import { listArrivals } from "#app/domain/hosting/uploads/arrivals.server.ts";
import { listUploads, receiveUpload } from "#app/domain/hosting/uploads/uploads.server.ts";
import { checkLimit } from "#app/http/rate-limits.server.ts";
import { receiveFile } from "#app/http/upload-stream.server.ts";
import { services } from "#app/services.server.ts";
import { formatBytes } from "#app/ui/bytes.ts";
import { formatCount } from "#app/ui/counts.ts";
import { formatMoment } from "#app/ui/dates.ts";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { Facts } from "#app/ui/facts.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page, PageHeader, Panel, Section } from "#app/ui/page.tsx";
import { PageSteps } from "#app/ui/page-steps.tsx";
import { StatusMark, type Tone } from "#app/ui/status-mark.tsx";
import { Cell, DataTable, Row } from "#app/ui/table.tsx";
import { type Locale, useLocale, useWords } from "#app/ui/words.ts";
import { requireSite } from "../own-site.server.ts";
import { UploadForm } from "./upload-form.tsx";
import { sayProblem } from "./upload-problem.server.ts";
import { uploadsWords } from "./uploads.words.ts";

export const handle = { script: true };
export const meta: MetaFunction = ({ matches }) => pageMeta(uploadsWords[localeIn(matches)].title);

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const whose = { userId: user.id, websiteId: site.id };
  const before = new URL(request.url).searchParams.get("before") ?? undefined;
  const list = await listUploads(services.db, { ...whose, before });
  const unfinished = await listArrivals(services.db, whose);
  const largerPlans = await plansTaking(services.db, site.uploadBytes + 1);
  return { site, ...list, isFirst: before === undefined, unfinished, largerPlans };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const now = new Date();
  const limit = await checkLimit(services.db, "upload", user.id, now);
  const received = await receiveFile(request, {
    fieldName: "archive",
    write: async ({ name, stream }) =>
      limit.outcome === "limited"
        ? limit
        : receiveUpload(services, { userId: user.id, websiteId: site.id, fileName: name, stream, now }),
  });
  const result = received.outcome === "written" ? received.value : received;
  if (result.outcome === "received") throw redirect(`/sites/${site.id}/uploads/${result.uploadId}`, 303);
  const problem =
    result.outcome === "limited" ? { limitedSeconds: result.retryAfterSeconds } : result.outcome;
  const sizeBytes = Number(request.headers.get("content-length"));
  const { sentence, status } = await sayProblem(request, site, problem, sizeBytes);
  return data({ problem: sentence }, { status });
}

type Shown = ReturnType<typeof useLoaderData<typeof loader>>;

export default function Uploads() {
  const { site, uploads, older, isFirst, unfinished, largerPlans } = useLoaderData<typeof loader>();
  const problem = useActionData<typeof action>()?.problem ?? null;
  const t = useWords(uploadsWords);
  const base = `/sites/${site.id}`;
  return (
    <Page>
      <PageHeader title={t.title} lead={t.lead} back={{ href: base, label: t.back }} />
      <div className="grid items-start gap-6 md:grid-cols-[2fr_3fr]">
        <Limits site={site} />
        {site.status === "active" ? (
          <UploadForm site={site} largerPlans={largerPlans} unfinished={unfinished} problem={problem} />
        ) : (
          <Notice tone="trouble">{problem ?? t.notActive}</Notice>
        )}
      </div>
      <Section title={t.list}>
        {uploads.length === 0 ? (
          <EmptyState title={t.empty}>{t.emptyHint}</EmptyState>
        ) : (
          <UploadTable base={base} uploads={uploads} />
        )}
        <PageSteps
          label={t.list}
          newest={isFirst ? null : { href: `${base}/uploads`, label: t.newest }}
          older={older ? { href: `${base}/uploads?before=${older}`, label: t.older } : null}
        />
      </Section>
    </Page>
  );
}

function Limits({ site }: Pick<Shown, "site">) {
  const t = useWords(uploadsWords);
  const locale = useLocale();
  return (
    <Panel>
      <h2 className="mb-2 font-bold">{t.limits}</h2>
      <Facts
        items={[
          { label: t.limitArchive, value: `${t.upTo(formatBytes(site.uploadBytes, locale))}, ${t.formats}` },
          { label: t.limitUnpacked, value: t.upTo(formatBytes(site.unpackedBytes, locale)) },
          { label: t.limitFiles, value: t.upTo(formatCount(site.maxFiles, locale)) },
        ]}
      />
    </Panel>
  );
}

const TONES = {
  received: "waiting",
  accepted: "good",
  refused: "trouble",
  removed: "off",
} as const satisfies Record<string, Tone>;

function UploadTable({ base, uploads }: { base: string } & Pick<Shown, "uploads">) {
  const t = useWords(uploadsWords);
  const locale: Locale = useLocale();
  const { file, size, status, at } = t.columns;
  return (
    <DataTable
      caption={t.list}
      columns={[{ label: file }, { label: size, align: "right" }, { label: status }, { label: at }]}
    >
      {uploads.map((upload) => (
        <Row key={upload.id}>
          <Cell>
            <a href={`${base}/uploads/${upload.id}`} className="link tap wrap-anywhere">
              {upload.fileName}
            </a>
          </Cell>
          <Cell label={size} align="right">
            {formatBytes(upload.sizeBytes, locale)}
          </Cell>
          <Cell label={status}>
            <StatusMark tone={TONES[upload.status]} label={t.status[upload.status]} />
          </Cell>
          <Cell label={at}>{formatMoment(upload.createdAt, locale)}</Cell>
        </Row>
      ))}
    </DataTable>
  );
}
