import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { sql } from "kysely";
import { createPanel } from "#app/adapters/aapanel/aapanel.server.ts";
import { type DeployDeps, runDeployment } from "#app/domain/hosting/deployments/deploy.server.ts";
import type { Patience } from "#app/domain/hosting/deployments/deploy-steps.server.ts";
import { requestDeployment } from "#app/domain/hosting/deployments/deployments.server.ts";
import { receiveUpload } from "#app/domain/hosting/uploads/uploads.server.ts";
import { inspectUpload } from "#app/domain/hosting/uploads/uploads-inspection.server.ts";
import { provisionWebsite } from "#app/domain/hosting/websites/provisioning.server.ts";
import { startAapanelSandbox } from "#scripts/sandbox/aapanel/server.ts";
import { zipOf } from "./archives.ts";
import { test } from "./fixtures.ts";
import { aPaidWebsite, aServer } from "./hosting.ts";

export const now = new Date("2026-11-22T03:00:00Z");
const HOST = "toko.situs.test";

/** What a site is made of, or an archive as it is. */
type Files = Record<string, string | Buffer> | Buffer;
type Sandbox = Awaited<ReturnType<typeof startAapanelSandbox>>;
export type DeploySite = Awaited<ReturnType<typeof aSite>>;

/** An active website to deploy to; `bigSite` is on a panel that queues every extraction, `otherSite` on BaoTa. */
export const deployTest = test.extend<{
  site: DeploySite;
  bigPanel: Sandbox;
  bigSite: DeploySite;
  otherSite: DeploySite;
}>({
  site: async ({ db, panelOf, transferTo, store, vault, log, aapanel }, use) => {
    await use(await aSite({ db, panelOf, transferTo, store, vault, log }, aapanel));
  },
  bigPanel: async ({ folder }, use) => {
    const sandbox = await startAapanelSandbox({ root: path.join(folder, "big"), queueAboveBytes: 10 });
    await use(sandbox);
    await sandbox.stop();
  },
  bigSite: async ({ db, panelOf, transferTo, store, vault, log, bigPanel }, use) => {
    await use(await aSite({ db, panelOf, transferTo, store, vault, log }, bigPanel));
  },
  otherSite: async ({ folder, db, panelOf, transferTo, store, vault, log }, use) => {
    const sandbox = await startAapanelSandbox({ root: path.join(folder, "other"), flavour: "baota" });
    await use(await aSite({ db, panelOf, transferTo, store, vault, log }, sandbox));
    await sandbox.stop();
  },
});

/** A website on the given panel, made as a worker makes it, with what a test does to it. */
export async function aSite(deps: DeployDeps, aapanel: Sandbox) {
  const { db, store } = deps;
  await aServer({ ...deps, aapanel }, now);
  const { userId, websiteId } = await aPaidWebsite(db, HOST, now);
  await provisionWebsite(deps, { websiteId }, now);
  const ids = { userId, websiteId };

  async function upload(files: Files): Promise<string> {
    const bytes = Buffer.isBuffer(files) ? files : await zipOf(files);
    async function* stream() {
      yield bytes;
    }
    const received = await receiveUpload(
      { db, store },
      { ...ids, fileName: "situs.zip", stream: stream(), now },
    );
    if (received.outcome !== "received") throw new Error(received.outcome);
    await inspectUpload({ db, store }, received, now);
    return received.uploadId;
  }
  async function request(files: Files): Promise<string> {
    const asked = await requestDeployment(db, { ...ids, uploadId: await upload(files), now });
    if (asked.outcome !== "queued") throw new Error(asked.outcome);
    return asked.deploymentId;
  }
  let clock = now.getTime();
  const tick = () => new Date(clock++);
  const run = (deploymentId: string, patience: Patience = { probeMs: 5_000, extractionMs: 1_500 }) =>
    runDeployment({ ...deps, patience }, { deploymentId }, tick);
  async function deploy(files: Files): Promise<string> {
    const id = await request(files);
    const { outcome } = await run(id);
    if (outcome !== "live") throw new Error(outcome);
    return id;
  }
  const row = () =>
    db.selectFrom("websites").selectAll().where("id", "=", websiteId).executeTakeFirstOrThrow();
  return {
    deps,
    ids,
    upload,
    request,
    run,
    deploy,
    row,
    panel: createPanel({ url: aapanel.panelUrl, apiKey: aapanel.apiKey }),
    panelSiteId: async () => (await row()).panel_site_id ?? 0,
    which: (deploymentId: string) => ({ ...ids, deploymentId }),
    fault: (fault: Parameters<Sandbox["faults"]["set"]>[0] & { kind: string; action?: string }) =>
      aapanel.faults.set(fault),
    failure: async (id: string) => {
      const found = await db
        .selectFrom("deployments")
        .selectAll()
        .where("id", "=", id)
        .executeTakeFirstOrThrow();
      return [found.failed_step, found.failure_code];
    },
    overwrite: (id: string, name: string, text: string) =>
      writeFileSync(aapanel.resolve(`${aapanel.sitesRoot}/${HOST}/releases/${id}/${name}`), text),
    /** Waits like a worker, but not as long. */
    patience: { probeMs: 5_000, extractionMs: 1_500, pausesMs: [1, 1, 1] },
    folderOf: (id: string) => aapanel.resolve(`${aapanel.sitesRoot}/${HOST}/releases/${id}`),
    filesOf: async (id: string) =>
      readdirSync(aapanel.resolve(`${aapanel.sitesRoot}/${HOST}/releases/${id}`)).sort(),
    releases: () => readdirSync(aapanel.resolve(`${aapanel.sitesRoot}/${HOST}/releases`)).sort(),
    inbox: () => readdirSync(aapanel.resolve(`${aapanel.sitesRoot}/.lumi`)),
    visit: (to: string, agent?: http.Agent) => visit(aapanel.webAddress, to, agent),
    notices: async () => {
      const { rows } = await sql<{ kind: string }>`
        select payload ->> 'kind' as kind from graphile_worker._private_jobs
        where payload ->> 'kind' is not null`.execute(db);
      return rows.map(({ kind }) => kind);
    },
  };
}

/** What a visitor gets: the status and the page. */
function visit(address: string, to: string, agent?: http.Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.get(
      new URL(to, `http://${address}`),
      { headers: { host: HOST }, agent },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (piece: string) => {
          text += piece;
        });
        response.on("end", () => resolve(`${response.statusCode} ${text}`));
      },
    );
    request.on("error", reject);
  });
}

/** Every file of a release on the server's disk, but for what the panel adds. */
export function onDisk(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true }).map(String)) {
    const file = path.join(folder, name);
    if (statSync(file).isFile() && name !== ".user.ini") files[name] = readFileSync(file, "utf8");
    else if (statSync(file).isDirectory() && readdirSync(file).length === 0) files[`${name}/`] = "empty";
  }
  return files;
}
