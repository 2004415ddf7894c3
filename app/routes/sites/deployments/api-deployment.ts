import type { LoaderFunctionArgs } from "@remix-run/node";
import { isFinished } from "#app/domain/hosting/deployments/deploy-status.ts";
import type { Deployment, TraceStep } from "#app/domain/hosting/deployments/deployments.server.ts";
import { deploymentTrace, findDeployment } from "#app/domain/hosting/deployments/deployments.server.ts";
import { siteOfDeployment } from "#app/domain/hosting/deployments/deployments-from-tokens.server.ts";
import { previewHostOf } from "#app/domain/hosting/deployments/previews.server.ts";
import { siteUrl } from "#app/domain/hosting/websites/site-url.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { services } from "#app/services.server.ts";
import { hostingWords } from "#app/ui/hosting.words.ts";
import type { Locale } from "#app/ui/words.ts";
import { answer, countHit, refuse, requireToken } from "./api-answers.server.ts";
import { failureSentence } from "./failure-sentence.ts";

/** How a deployment goes, for whoever holds a token that may put its site live. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const holder = await requireToken(request);
  await countHit(request, "deploy-status", holder.tokenId);
  const deploymentId = params.deployment ?? "";
  const site = await siteOfDeployment(services.db, holder, deploymentId);
  const which = { userId: holder.userId, websiteId: site?.id ?? "", deploymentId };
  const deployment = site && (await findDeployment(services.db, which));
  if (!site || !deployment) return refuse(request, "deployment-not-found", 404);
  const trace = await deploymentTrace(services.db, which);
  const previewHost = await previewHostOf(services.db, which);
  const { appUrl, sitesDomain } = services.settings;
  const locale = await localeOf(request);
  return answer({
    deployment: deployment.id,
    number: deployment.number,
    site: siteUrl(site.host, sitesDomain),
    page: `${appUrl}/sites/${site.id}/deployments/${deployment.id}`,
    ...stateOf(deployment, locale),
    preview: previewHost && siteUrl(previewHost, sitesDomain),
    steps: trace.map((step) => stepOf(step, locale)),
  });
}

export async function action({ request }: LoaderFunctionArgs) {
  return refuse(request, "wrong-method", 405);
}

function stateOf(deployment: Deployment, locale: Locale) {
  const { status, failureCode, failedStep, failureDetail } = deployment;
  const message = failureSentence(locale, deployment);
  return {
    status,
    label: hostingWords[locale].deployment[status],
    isOver: isFinished(status),
    isLive: status === "live",
    files: deployment.fileCount,
    bytes: deployment.totalBytes,
    createdAt: deployment.createdAt,
    finishedAt: deployment.finishedAt,
    failure: failureCode && { step: failedStep, code: failureCode, detail: failureDetail, message },
  };
}

function stepOf(one: TraceStep, locale: Locale) {
  const { step, try: tries, startedAt, finishedAt, outcome, detail } = one;
  const labels: Record<string, string> = hostingWords[locale].deployment;
  const seconds = finishedAt && (finishedAt.getTime() - startedAt.getTime()) / 1000;
  return { step, label: labels[step] ?? step, try: tries, startedAt, seconds, outcome, detail };
}
