import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { deploymentDetails } from "#app/domain/hosting/deployments/deployment-details.server.ts";
import { draftDays } from "#app/domain/hosting/deployments/previews.server.ts";
import { siteUrl } from "#app/domain/hosting/websites/site-url.ts";
import { readForm, textOf } from "#app/http/form-data.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { notFound } from "#app/http/responses.ts";
import { services } from "#app/services.server.ts";
import { Button, ButtonLink } from "#app/ui/button.tsx";
import { formatBytes } from "#app/ui/bytes.ts";
import { formatCount } from "#app/ui/counts.ts";
import { formatMoment } from "#app/ui/dates.ts";
import { Facts } from "#app/ui/facts.tsx";
import { HiddenField } from "#app/ui/form.tsx";
import { DeploymentMark } from "#app/ui/hosting-marks.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page, PageHeader, Panel, Section } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { requireSite } from "../own-site.server.ts";
import { ChangeLists } from "./change-lists.tsx";
import { DeploymentTrace } from "./deployment-trace.tsx";
import { detailsWords } from "./details.words.ts";
import { actOnRelease } from "./details-action.server.ts";
import { DraftPanel } from "./draft-panel.tsx";
import { failureSentence } from "./failure-sentence.ts";

export const meta: MetaFunction<typeof loader> = ({ data: shown, matches }) =>
  pageMeta(detailsWords[localeIn(matches)].title(shown?.details.deployment.number ?? 0));

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const which = { userId: user.id, websiteId: site.id, deploymentId: params.deployment ?? "" };
  const details = (await deploymentDetails(services.db, which)) ?? notFound();
  const { status } = details.deployment;
  const host = status === "ready" ? details.previewHost : null;
  const failure = failureSentence(await localeOf(request), details.deployment);
  const draft = host && { url: siteUrl(host, services.settings.sitesDomain), days: draftDays, failure };
  return { site, details, draft };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const form = await readForm(request);
  const t = detailsWords[await localeOf(request)];
  const refuse = (problem: string) => data({ problem }, { status: 400 });
  const deploymentId = params.deployment ?? "";
  const which = { userId: user.id, websiteId: site.id, deploymentId, now: new Date() };
  const done = await actOnRelease(textOf(form, "intent"), which);
  if (!done) return refuse(t.problems.unknown);
  if (done.outcome === "not-found") return notFound();
  const here = `/sites/${site.id}/deployments/${deploymentId}`;
  if (done.outcome === "queued" || done.outcome === "discarded") throw redirect(here, 303);
  if (done.outcome !== "done") return refuse(t.problems[done.outcome]);
  throw redirect(`${here}/details`, 303);
}

export default function Details() {
  const { site, details, draft } = useLoaderData<typeof loader>();
  const problem = useActionData<typeof action>()?.problem;
  const t = useWords(detailsWords);
  const { deployment, trace } = details;
  const here = `/sites/${site.id}/deployments/${deployment.id}`;
  const isThere = deployment.isKept && (deployment.status === "live" || deployment.status === "superseded");
  return (
    <Page width="narrow">
      <PageHeader title={t.title(deployment.number)} back={{ href: here, label: t.back }} />
      <div className="grid gap-6">
        {problem && (
          <Notice tone="trouble" role="alert">
            {problem}
          </Notice>
        )}
        {draft && <DraftPanel {...draft} />}
        <Panel>
          <DetailFacts details={details} />
        </Panel>
        <div>
          <ButtonLink look="secondary" href={`${here}/log.txt`}>
            {t.log}
          </ButtonLink>
        </div>
      </div>
      <ChangeLists changes={details.changes} comparedWith={details.comparedWith} />
      <Section title={t.steps}>
        <Panel>
          <DeploymentTrace deployment={deployment} trace={trace} />
        </Panel>
      </Section>
      {(isThere || details.isPinned) && (
        <Section title={t.keep}>
          <p className="mb-3 text-soft">{details.isPinned ? t.pinned : t.notPinned(site.releasesKept)}</p>
          <Form method="post">
            <HiddenField name="intent" value={details.isPinned ? "unpin" : "pin"} />
            <Button look="secondary">{details.isPinned ? t.unpin : t.pin}</Button>
          </Form>
        </Section>
      )}
    </Page>
  );
}

type Shown = ReturnType<typeof useLoaderData<typeof loader>>;

function DetailFacts({ details }: Pick<Shown, "details">) {
  const t = useWords(detailsWords);
  const locale = useLocale();
  const { deployment, by } = details;
  const leftOut = Number(
    details.trace.find(({ step, detail }) => step === "packing" && detail.leftOut)?.detail.leftOut ?? 0,
  );
  const { fileCount, totalBytes, finishedAt } = deployment;
  const size =
    fileCount === null
      ? t.unknown
      : t.sizeText(formatCount(fileCount, locale), formatBytes(totalBytes ?? 0, locale));
  return (
    <Facts
      items={[
        { label: t.status, value: <DeploymentMark status={deployment.status} /> },
        { label: t.by, value: by.token ? `${by.name}, ${t.terminal(by.token)}` : by.name },
        { label: t.requested, value: formatMoment(deployment.createdAt, locale) },
        { label: t.finished, value: finishedAt ? formatMoment(finishedAt, locale) : t.unknown },
        { label: t.size, value: size },
        ...(leftOut > 0 ? [{ label: t.leftOut, value: t.leftOutText(formatCount(leftOut, locale)) }] : []),
      ]}
    />
  );
}
