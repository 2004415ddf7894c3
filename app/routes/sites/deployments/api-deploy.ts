import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { requestDeployment } from "#app/domain/hosting/deployments/deployments.server.ts";
import { findDeployableSite } from "#app/domain/hosting/deployments/deployments-from-tokens.server.ts";
import { newPreviewHost } from "#app/domain/hosting/deployments/previews.server.ts";
import { receiveUpload } from "#app/domain/hosting/uploads/uploads.server.ts";
import { siteUrl } from "#app/domain/hosting/websites/site-url.ts";
import { receiveBody } from "#app/http/raw-body.server.ts";
import { receiveFile } from "#app/http/upload-stream.server.ts";
import { services } from "#app/services.server.ts";
import { answer, countHit, refuse, requireToken } from "./api-answers.server.ts";

const RAW = /^application\/(zip|gzip|x-gzip|x-zip-compressed|x-tgz|octet-stream)\s*(;|$)/i;
const LONGEST_ROOT = 1_000;

/** Takes an archive from a terminal and queues it to go live, or to wait as a draft: 202, with where to ask how it goes. */
export async function action({ request, params }: ActionFunctionArgs) {
  if (request.method !== "POST" && request.method !== "PUT") return refuse(request, "wrong-method", 405);
  const holder = await requireToken(request);
  const site = await findDeployableSite(services.db, holder, params.site ?? "");
  if (!site) return refuse(request, "site-not-found", 404);
  const query = new URL(request.url).searchParams;
  const root = query.get("root");
  if (root !== null && (root.length > LONGEST_ROOT || root.includes("\0")))
    return refuse(request, "bad-root", 400);
  const draft = query.get("draft");
  if (draft !== null && draft !== "1") return refuse(request, "bad-draft", 400);
  await countHit(request, "upload", holder.userId);

  const now = new Date();
  const whose = { userId: holder.userId, websiteId: site.id, now };
  const keep = (fileName: string, stream: AsyncIterable<Uint8Array>) =>
    receiveUpload(services, { ...whose, fileName, stream });
  const received = await receive(request, query.get("name") ?? "", keep);
  if (received.outcome !== "written") return refuse(request, received.outcome, 400);
  const { value } = received;
  if (value.outcome !== "received") return refuse(request, value.outcome, STATUS[value.outcome]);

  const { appUrl, sitesDomain } = services.settings;
  const asked = await requestDeployment(services.db, {
    ...whose,
    uploadId: value.uploadId,
    direct: { tokenId: holder.tokenId, root },
    ...(draft && { previewHost: newPreviewHost(sitesDomain) }),
  });
  if (asked.outcome === "not-found") return refuse(request, "site-not-found", 404);
  if (!("deploymentId" in asked)) return refuse(request, asked.outcome, 409);
  const { deploymentId: deployment, number } = asked;
  const url = `${appUrl}/api/deployments/${deployment}`;
  const page = `${appUrl}/sites/${site.id}/deployments/${deployment}`;
  return answer({ deployment, number, url, page, site: siteUrl(site.host, sitesDomain) }, 202, {
    location: url,
  });
}

export async function loader({ request }: LoaderFunctionArgs) {
  return refuse(request, "wrong-method", 405);
}

const STATUS = {
  "too-large": 413,
  "not-an-archive": 415,
  "storage-full": 503,
  "disk-full": 409,
  "site-not-active": 409,
} as const;

async function receive<T>(
  request: Request,
  name: string,
  keep: (fileName: string, stream: AsyncIterable<Uint8Array>) => Promise<T>,
) {
  const type = request.headers.get("content-type") ?? "";
  if (RAW.test(type)) return receiveBody(request, (stream) => keep(name || "arsip", stream));
  if (!/^multipart\/form-data\b/i.test(type)) return { outcome: "wrong-type" as const };
  return receiveFile(request, { fieldName: "archive", write: (file) => keep(file.name, file.stream) });
}
