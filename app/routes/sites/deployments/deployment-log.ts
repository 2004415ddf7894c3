import {
  type DeploymentDetails,
  deploymentDetails,
} from "#app/domain/hosting/deployments/deployment-details.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { fileLoader, noFile, onlyToRead } from "#app/http/no-file.server.ts";
import { services } from "#app/services.server.ts";
import { requireSite } from "../own-site.server.ts";
import { failureSentence } from "./failure-sentence.ts";

/** The whole story of a deployment as plain text, times in UTC, for keeping or for sending to support. */
export const loader = fileLoader(async ({ request, params }) => {
  const { user, site } = await requireSite(request, params);
  const which = { userId: user.id, websiteId: site.id, deploymentId: params.deployment ?? "" };
  const details = await deploymentDetails(services.db, which);
  if (!details) return noFile(request);
  const { deployment } = details;
  const sentence = failureSentence(await localeOf(request), deployment);
  const lines = [...headOf(site.host, details), ...(sentence ? ["", sentence] : [])];
  const text = [...lines, ...storyOf(details), ...changesOf(details), ""].join("\n");
  const name = `${site.host}-${deployment.number}.txt`;
  const headers = {
    "content-type": "text/plain; charset=utf-8",
    "content-disposition": `attachment; filename="${name}"`,
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
  };
  return new Response(text, { headers });
});

export const action = onlyToRead;

function headOf(host: string, { deployment, by }: DeploymentDetails): string[] {
  const { number, id, status, fileName, fileCount, totalBytes } = deployment;
  return [
    `${host} #${number} (${id})`,
    `status: ${status}`,
    `by: ${by.name}${by.token ? ` (token ${by.token})` : ""}`,
    `archive: ${fileName ?? "-"}`,
    `files: ${fileCount ?? "-"}, bytes: ${totalBytes ?? "-"}`,
  ];
}

function storyOf({ trace, events }: DeploymentDetails): string[] {
  const steps = trace.map(({ step, try: tries, startedAt, finishedAt, outcome, detail }) => {
    const ms = finishedAt ? `${finishedAt.getTime() - startedAt.getTime()} ms` : "…";
    const numbers = Object.entries(detail).map(([key, value]) => `${key}=${value}`);
    const text = [step, `try ${tries}`, outcome ?? "running", ms, ...numbers].join("  ");
    return { at: startedAt, text };
  });
  const lines = [...steps, ...events.map(({ at, event }) => ({ at, text: event }))];
  lines.sort((one, other) => one.at.getTime() - other.at.getTime());
  return ["", ...lines.map(({ at, text }) => `${at.toISOString()}  ${text}`)];
}

function changesOf({ changes, comparedWith }: DeploymentDetails): string[] {
  if (!changes) return [];
  const { counts, paths } = changes;
  const against = comparedWith === null ? "" : ` (against #${comparedWith})`;
  return [
    "",
    `added ${counts.added}, changed ${counts.changed}, removed ${counts.removed}${against}`,
    ...paths.added.map((path) => `+ ${path}`),
    ...paths.changed.map((path) => `~ ${path}`),
    ...paths.removed.map((path) => `- ${path}`),
  ];
}
