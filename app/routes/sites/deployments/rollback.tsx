import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { findDeployment, requestRollback } from "#app/domain/hosting/deployments/deployments.server.ts";
import { readForm } from "#app/http/form-data.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { notFound } from "#app/http/responses.ts";
import { services } from "#app/services.server.ts";
import { Button, ButtonLink } from "#app/ui/button.tsx";
import { formatMoment } from "#app/ui/dates.ts";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page, PageHeader, Panel } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { requireSite } from "../own-site.server.ts";
import { deploymentsWords } from "./deployments.words.ts";

export const meta: MetaFunction = ({ matches }) => pageMeta(deploymentsWords[localeIn(matches)].rollback);

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const which = { userId: user.id, websiteId: site.id, deploymentId: params.deployment ?? "" };
  const deployment = (await findDeployment(services.db, which)) ?? notFound();
  const canReturn = deployment.isKept && deployment.status === "superseded";
  return { siteId: site.id, deployment, canReturn };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  await readForm(request);
  const which = {
    userId: user.id,
    websiteId: site.id,
    deploymentId: params.deployment ?? "",
    now: new Date(),
  };
  const { outcome } = await requestRollback(services.db, which);
  if (outcome === "not-found") return notFound();
  if (outcome === "queued") throw redirect(`/sites/${site.id}/deployments/${which.deploymentId}`, 303);
  return data(
    { problem: deploymentsWords[await localeOf(request)].rollbackProblems[outcome] },
    { status: 400 },
  );
}

export default function Rollback() {
  const { siteId, deployment, canReturn } = useLoaderData<typeof loader>();
  const problem = useActionData<typeof action>()?.problem;
  const t = useWords(deploymentsWords);
  const locale = useLocale();
  const back = `/sites/${siteId}/deployments`;
  const why = t.rollbackProblems[deployment.status === "live" ? "already-live" : "not-kept"];
  return (
    <Page width="narrow">
      <PageHeader title={t.rollbackTitle(deployment.number)} back={{ href: back, label: t.backToList }} />
      <div className="grid gap-6">
        {(problem || !canReturn) && (
          <Notice tone="trouble" role="alert">
            {problem ?? why}
          </Notice>
        )}
        {canReturn && (
          <Panel>
            <p>
              {t.rollbackText(
                deployment.fileName ?? t.archiveGone,
                formatMoment(deployment.createdAt, locale),
              )}
            </p>
            <p className="mt-2 text-small text-soft">{t.rollbackFtp}</p>
            <Form method="post" className="mt-6 flex flex-wrap gap-3">
              <Button>{t.rollbackConfirm}</Button>
              <ButtonLink look="quiet" href={back}>
                {t.rollbackCancel}
              </ButtonLink>
            </Form>
          </Panel>
        )}
      </div>
    </Page>
  );
}
