import { randomInt } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { type ManifestEntry, readManifest } from "../archives/archive-manifest.server.ts";
import { mustBeNoLinks } from "../websites/php-guard.server.ts";
import { copyBase, copyCarried, DeltaDisagrees, planOf } from "./deploy-delta.server.ts";
import { DeployFailed } from "./deploy-failures.ts";
import { placesOf, type Run, sentinelBytes, sentinelOf, siteAccount } from "./deploy-steps.server.ts";
import type { StepDetail } from "./deploy-trace.server.ts";

const extractionMs = 15 * 60_000;
/** Asked often at first, then seldom: an extraction that has lasted a minute may be noticed a second late. */
const pollMs = { least: 50, most: 1_000 };
const sampleSize = 20;
/** Reading a sample back must not cost more than sending the release did. */
const sampleFileLimit = 8 * 1024 * 1024;

/**
 * extracting: the panel unpacks the archive into a new folder, at once or by its queue. Its "success" means "tried":
 * when the archive's last entry did not come, the folder is emptied and unpacked once more.
 */
export async function extract(run: Run): Promise<StepDetail> {
  const { panel } = run.at;
  const { release } = placesOf(run);
  const mark = `${release}/${await sentinelOf(run)}`;
  const isUnpacked = async () => (await panel.fileSize(mark)) !== null;
  // also before the first: an earlier run's work may be done, and only its answer lost
  let isDone = await isUnpacked();
  let tries = 0;
  for (; !isDone && tries < 2; isDone = await isUnpacked()) {
    tries++;
    await unpackOnce(run);
  }
  const { baseId, isDelta } = await planOf(run);
  if (!isDone) throw refusal(baseId, new DeployFailed("extraction-incomplete"));
  if (baseId && !isDelta) await copyCarried(run, baseId);
  return { tries };
}

async function unpackOnce(run: Run): Promise<void> {
  const { panel, write } = run.at;
  const { archive, release } = placesOf(run);
  // An earlier run of ours may have queued it already.
  if (!(await panel.waitingExtractions()).includes(archive)) {
    const { baseId, isDelta } = await planOf(run);
    if (baseId && isDelta) await copyBase(run, baseId);
    const how = await write(async () => {
      await lookForLinks(run);
      if (!isDelta) await panel.deleteFolder(release);
      return panel.extract(archive, release);
    });
    if (how === "done") return;
  }
  const began = Date.now();
  while ((await panel.waitingExtractions()).includes(archive)) {
    const waited = Date.now() - began;
    if (waited > (run.patience?.extractionMs ?? extractionMs)) throw new DeployFailed("extraction-stuck");
    await pause(Math.min(pollMs.most, Math.max(pollMs.least, waited / 20)));
  }
}

/**
 * Before root works in a folder that programs of the site could write to: it would follow their links. A customer's FTP
 * makes none, so a site that never ran PHP has none.
 */
export async function lookForLinks({ at, website, deployment }: Run): Promise<void> {
  if (website.php_used_at === null) return;
  const { site_path: sitePath } = website;
  await mustBeNoLinks(at.panel, sitePath ?? "", `/releases/${deployment.id}`);
}

/** A release that draws on the one before is made once more without it; any other fails. */
function refusal(baseId: string | null, failure: DeployFailed): Error {
  return baseId ? new DeltaDisagrees(failure.code, { cause: failure }) : failure;
}

/**
 * verifying: last entry there, every byte counted, owner and modes as they must be, and a sample of the files read
 * back and compared by hash. Changes nothing but owner and modes, so it may run again.
 */
export async function verify(run: Run): Promise<StepDetail> {
  const { panel, write } = run.at;
  const { deployment, store } = run;
  const { release } = placesOf(run);
  const sentinel = await sentinelOf(run);
  const { baseId, carriedBytes } = await planOf(run);
  const expected = (deployment.total_bytes ?? 0) + carriedBytes + sentinelBytes(sentinel);
  if ((await panel.fileSize(`${release}/${sentinel}`)) !== sentinelBytes(sentinel)) {
    throw refusal(baseId, new DeployFailed("extraction-incomplete"));
  }
  if (!isOpen(await panel.accessOf(release))) {
    await write(async () => {
      await lookForLinks(run);
      await panel.setAccess(release, "755");
    });
    if (!isOpen(await panel.accessOf(release))) throw new DeployFailed("not-readable");
  }
  const sample = await chooseSample(
    readManifest({ store }, deployment.manifest_key ?? "", { withCarried: true }),
  );
  const path = (file: ManifestEntry) => `${deployment.release_path}/${file.path}`;
  const [found, hashes] = await Promise.all([
    panel.folderSize(release),
    siteAccount(run).hashesOf(sample.map(path)),
  ]);
  if (found !== expected) throw refusal(baseId, new DeployFailed("wrong-size", { expected, found }));
  const wrong = sample.find((file) => hashes.get(path(file)) !== file.sha256);
  if (wrong) throw refusal(baseId, new DeployFailed("wrong-content", { entry: wrong.path }));
  return { bytes: found, compared: sample.length };
}

/** Owned by the web server's user, and open to it. */
function isOpen({ owner, mode }: { owner: string; mode: string }): boolean {
  return owner === "www" && /^[75][75][75]$/.test(mode.slice(-3));
}

/** The start page and a random choice of the rest, read in one pass. */
async function chooseSample(manifest: AsyncIterable<ManifestEntry>): Promise<ManifestEntry[]> {
  const always: ManifestEntry[] = [];
  const chosen: ManifestEntry[] = [];
  let seen = 0;
  for await (const file of manifest) {
    if (/^index\.(html?|php)$/.test(file.path)) always.push(file);
    else if (file.size <= sampleFileLimit) {
      const place = seen < sampleSize ? seen : randomInt(seen + 1);
      if (place < sampleSize) chosen[place] = file;
      seen++;
    }
  }
  return [...always, ...chosen].slice(0, sampleSize);
}
