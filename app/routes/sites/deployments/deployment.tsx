import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { isFinished, isSwitching } from "#app/domain/hosting/deployments/deploy-status.ts";
import {
  cancelDeployment,
  deploymentTrace,
  findDeployment,
  requestDeployment,
} from "#app/domain/hosting/deployments/deployments.server.ts";
import { readForm, textOf } from "#app/http/form-data.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { notFound } from "#app/http/responses.ts";
import { services } from "#app/services.server.ts";
import { Button, ButtonLink } from "#app/ui/button.tsx";
import { formatMoment } from "#app/ui/dates.ts";
import { HiddenField } from "#app/ui/form.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page, PageHeader, Panel, Section } from "#app/ui/page.tsx";
import { RefreshHint } from "#app/ui/refresh-hint.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { requireSite } from "../own-site.server.ts";
import { useEvents } from "../use-refresh.ts";
import { DeploymentNotice } from "./deployment-notice.tsx";
import { DeploymentTrace } from "./deployment-trace.tsx";
import { deploymentsWords } from "./deployments.words.ts";

export const handle = { script: true };
export const meta: MetaFunction<typeof loader> = ({ data: shown, matches }) =>
  pageMeta(deploymentsWords[localeIn(matches)].numbered(shown?.deployment.number ?? 0));

const REFRESH_SECONDS = 2;

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const which = { userId: user.id, websiteId: site.id, deploymentId: params.deployment ?? "" };
  const deployment = (await findDeployment(services.db, which)) ?? notFound();
  // a draft's page has no script: what can be done with it stands there
  if (deployment.status === "ready") throw redirect(`${new URL(request.url).pathname}/details`, 303);
  const trace = await deploymentTrace(services.db, which);
  const refreshSeconds = isFinished(deployment.status) ? null : REFRESH_SECONDS;
  const canCancel = !isFinished(deployment.status) && !isSwitching(deployment.status);
  return { site, deployment, trace, refreshSeconds, canCancel: canCancel && !deployment.isCancelAsked };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const which = {
    userId: user.id,
    websiteId: site.id,
    deploymentId: params.deployment ?? "",
    now: new Date(),
  };
  const deployment = (await findDeployment(services.db, which)) ?? notFound();
  const t = deploymentsWords[await localeOf(request)];
  const refuse = (problem: string) => data({ problem }, { status: 400 });
  const form = await readForm(request);
  const here = `/sites/${site.id}/deployments/`;
  if (textOf(form, "intent") === "cancel") {
    const { outcome } = await cancelDeployment(services.db, which);
    if (outcome === "not-waiting" || outcome === "too-late") return refuse(t.problems[outcome]);
    throw redirect(here + deployment.id, 303);
  }
  if (!deployment.uploadId) return refuse(t.problems["no-archive"]);
  const asked = await requestDeployment(services.db, { ...which, uploadId: deployment.uploadId });
  if ("deploymentId" in asked) throw redirect(here + asked.deploymentId, 303);
  return asked.outcome === "not-found" ? notFound() : refuse(t.problems[asked.outcome]);
}

export default function Deployment() {
  const { site, deployment, trace, refreshSeconds, canCancel } = useLoaderData<typeof loader>();
  const problem = useActionData<typeof action>()?.problem;
  const t = useWords(deploymentsWords);
  const locale = useLocale();
  const base = `/sites/${site.id}`;
  useEvents(refreshSeconds === null ? null : `${base}/deployments/${deployment.id}/events`);
  return (
    <Page width="narrow">
      <PageHeader
        title={t.numbered(deployment.number)}
        lead={`${deployment.fileName ?? t.archiveGone}, ${formatMoment(deployment.createdAt, locale)}`}
        back={{ href: `${base}/deployments`, label: t.backToList }}
      />
      <div className="grid gap-6">
        {problem && (
          <Notice tone="trouble" role="alert">
            {problem}
          </Notice>
        )}
        <div aria-live="polite">
          <DeploymentNotice site={site} deployment={deployment} />
        </div>
        <Actions base={base} deployment={deployment} canCancel={canCancel} />
      </div>
      <Section title={t.trace}>
        <Panel>
          <DeploymentTrace deployment={deployment} trace={trace} />
        </Panel>
        {refreshSeconds !== null && (
          <div className="mt-4">
            <RefreshHint seconds={refreshSeconds} />
          </div>
        )}
      </Section>
    </Page>
  );
}

type Shown = ReturnType<typeof useLoaderData<typeof loader>>;

function Actions({
  base,
  deployment,
  canCancel,
}: { base: string } & Pick<Shown, "deployment" | "canCancel">) {
  const t = useWords(deploymentsWords);
  const { id, status, isKept, uploadId } = deployment;
  const isOver = isFinished(status);
  return (
    <div className="flex flex-wrap gap-3">
      {status === "superseded" && isKept && (
        <ButtonLink href={`${base}/deployments/${id}/rollback`}>{t.rollback}</ButtonLink>
      )}
      {isOver && status !== "live" && uploadId && deployment.fileName && (
        <Form method="post" reloadDocument>
          <HiddenField name="intent" value="again" />
          <Button look={status === "failed" ? "primary" : "secondary"}>{t.again}</Button>
        </Form>
      )}
      {canCancel && (
        <Form method="post" reloadDocument>
          <HiddenField name="intent" value="cancel" />
          <Button look="secondary">{t.cancel}</Button>
        </Form>
      )}
      <ButtonLink look="quiet" href={`${base}/deployments/${id}/details`}>
        {t.details}
      </ButtonLink>
      {uploadId && (
        <ButtonLink look="quiet" href={`${base}/uploads/${uploadId}`}>
          {t.archive}
        </ButtonLink>
      )}
    </div>
  );
}
