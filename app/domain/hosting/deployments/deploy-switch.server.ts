import { setTimeout as pause } from "node:timers/promises";
import { isPassing } from "#app/adapters/aapanel/errors.ts";
import { askForAttention } from "#app/domain/attention/attention.server.ts";
import { type ManifestEntry, readManifest } from "../archives/archive-manifest.server.ts";
import { tlsAddressOf } from "../domains/domain-places.server.ts";
import { addressOf } from "../domains/shown-address.server.ts";
import type { ServerRow } from "../servers/servers.server.ts";
import { isGuarded, runsPhp } from "../websites/php-guard.server.ts";
import { DeployFailed } from "./deploy-failures.ts";
import { askAboutSwitch } from "./deploy-outcome.server.ts";
import { placesOf, type Run, sentinelOf, siteAccount } from "./deploy-steps.server.ts";
import type { StepDetail } from "./deploy-trace.server.ts";
import { lookForLinks } from "./deploy-unpack.server.ts";
import { askPublicName, chooseProbes, type Probe, type ProbeResult } from "./probe.server.ts";

const probeMs = 15_000;
const pollMs = 250;

/**
 * switching: the site serves the new folder from one moment to the next. The panel says success for a folder that
 * is missing and for a switch it did not make, so the folder is looked for before, and the switch read back after.
 */
export async function switchOver(run: Run): Promise<StepDetail> {
  const { db, deployment, website, at } = run;
  const { release } = placesOf(run);
  if (!deployment.release_path || (await at.panel.listFolder(release)) === null) {
    throw new DeployFailed("release-gone");
  }
  await lookForLinks(run);
  await mustBeGuarded(run, website.run_path);
  // A rollback's mark went when it was first switched to.
  await siteAccount(run).remove(`${deployment.release_path}/${await sentinelOf(run)}`);
  await db
    .updateTable("deployments")
    .set({ previous_deployment_id: website.live_deployment_id })
    .where("id", "=", deployment.id)
    .execute();
  await setRunPath(run, deployment.release_path);
  await mustBeGuarded(run, deployment.release_path);
  return { from: website.run_path };
}

/** Where programs run, the panel's `.user.ini` has to be in the folder that is served: it goes along with a switch. */
async function mustBeGuarded({ db, at, website }: Run, runPath: string): Promise<void> {
  if (!runsPhp(website)) return;
  // begun again after a crash, the switch may have been made already
  const shown = await at.panel.runPath(website.panel_site_id ?? 0);
  if (shown !== runPath && runPath === website.run_path) return;
  if (await isGuarded(at.panel, website.site_path ?? "", runPath)) return;
  await askForAttention(db, {
    kind: "php-unguarded",
    subject: website.id,
    detail: { host: website.host },
    userId: website.user_id,
  });
  throw new DeployFailed("php-unguarded");
}

async function setRunPath({ db, at, website }: Run, runPath: string): Promise<void> {
  const siteId = website.panel_site_id;
  if (siteId === null) throw new DeployFailed("site-not-active");
  for (let tries = 1; tries <= 2; tries++) {
    const shown = await at.write(async () => {
      // Stopped meanwhile: what it shows then is not ours to switch.
      const { suspended_reason: reason } = await db
        .selectFrom("websites")
        .select("suspended_reason")
        .where("id", "=", website.id)
        .executeTakeFirstOrThrow();
      if (reason !== null) throw new DeployFailed("site-not-active");
      await at.panel.setRunPath(siteId, runPath).catch((error: unknown) => {
        // The answer may be lost after the work: what the panel shows decides.
        if (!isPassing(error)) throw error;
      });
      return at.panel.runPath(siteId);
    });
    if (shown === runPath) return;
  }
  throw new DeployFailed("switch-ignored");
}

/** probing: what visitors get under the public name is what was sent. The old workers may answer for a moment. */
export async function probe(run: Run): Promise<StepDetail> {
  const { deployment, website, at, store } = run;
  const manifest: ManifestEntry[] = [];
  for await (const file of readManifest({ store }, deployment.manifest_key ?? "")) manifest.push(file);
  const probes = chooseProbes(manifest);
  const began = Date.now();
  const until = began + (run.patience?.probeMs ?? probeMs);
  const program =
    website.php_version === null ? undefined : manifest.find(({ path }) => path === "index.php");
  const wrongAt = async (host: string) =>
    (await firstWrong(at.server, host, probes)) ??
    (program && (await brokenStart(at.server, host, program))) ??
    null;
  for (;;) {
    const address = await addressOf(run.db, website.id);
    let wrong = await wrongAt(address);
    // An own domain that the server lost is no fault of this release, which the site's own host shows.
    if (wrong && address !== website.host && Date.now() > until) wrong = await wrongAt(website.host);
    if (!wrong) return { pages: probes.length, waitedMs: Date.now() - began };
    if (Date.now() > until) throw failureOf(wrong);
    await pause(pollMs);
  }
}

type Wrong = { probe: Probe; found: ProbeResult };

async function firstWrong(server: ServerRow, host: string, probes: Probe[]): Promise<Wrong | null> {
  for (const one of probes) {
    const found = await askPublicName(server.web_address, host, one, tlsAddressOf(server));
    if (found.result !== "same") return { probe: one, found };
  }
  return null;
}

/** A start page that is a program must run: its source is not handed out, and it does not end in an error. */
async function brokenStart(server: ServerRow, host: string, program: ManifestEntry): Promise<Wrong | null> {
  const one = { urlPath: "/", entry: program.path, sha256: program.sha256 };
  const found = await askPublicName(server.web_address, host, one, tlsAddressOf(server));
  const isRunning = found.result === "different" && found.status < 500;
  return isRunning ? null : { probe: one, found };
}

function failureOf({ probe, found }: Wrong): DeployFailed {
  if (found.result === "unreachable") return new DeployFailed("probe-unreachable");
  return new DeployFailed("probe-mismatch", { entry: probe.entry, status: found.status });
}

/** Back to what the site served before this deployment; when even that is not certain, staff are asked. */
export async function switchBack(run: Run): Promise<void> {
  const { website, at } = run;
  try {
    if (website.panel_site_id === null) return;
    if ((await at.panel.runPath(website.panel_site_id)) !== website.run_path)
      await setRunPath(run, website.run_path);
  } catch (error) {
    // Letting it run again puts the right release back.
    if (error instanceof DeployFailed && error.code === "site-not-active") return;
    await askAboutSwitch(run.db, run.deployment, error instanceof Error ? error.message : String(error));
  }
}
