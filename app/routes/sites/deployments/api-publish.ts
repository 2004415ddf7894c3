import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { siteOfDeployment } from "#app/domain/hosting/deployments/deployments-from-tokens.server.ts";
import { publishDraft } from "#app/domain/hosting/deployments/previews.server.ts";
import { siteUrl } from "#app/domain/hosting/websites/site-url.ts";
import { services } from "#app/services.server.ts";
import { answer, countHit, refuse, requireToken } from "./api-answers.server.ts";

/** Puts a draft that waits at its private address live: 202, with where to ask how it goes. */
export async function action({ request, params }: ActionFunctionArgs) {
  if (request.method !== "POST") return refuse(request, "publish-by-post", 405);
  const holder = await requireToken(request);
  await countHit(request, "deploy-status", holder.tokenId);
  const deploymentId = params.deployment ?? "";
  const site = await siteOfDeployment(services.db, holder, deploymentId);
  if (!site) return refuse(request, "deployment-not-found", 404);
  const which = { userId: holder.userId, websiteId: site.id, deploymentId, now: new Date() };
  const { outcome } = await publishDraft(services.db, which);
  if (outcome === "not-found") return refuse(request, "deployment-not-found", 404);
  if (outcome === "not-ready") return refuse(request, "draft-not-ready", 409);
  if (outcome !== "queued") return refuse(request, outcome, 409);
  const { appUrl, sitesDomain } = services.settings;
  const url = `${appUrl}/api/deployments/${deploymentId}`;
  const page = `${appUrl}/sites/${site.id}/deployments/${deploymentId}`;
  const body = { deployment: deploymentId, url, page, site: siteUrl(site.host, sitesDomain) };
  return answer(body, 202, { location: url });
}

export async function loader({ request }: LoaderFunctionArgs) {
  return refuse(request, "publish-by-post", 405);
}
