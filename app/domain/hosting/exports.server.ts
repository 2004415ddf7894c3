import type { Logger } from "pino";
import {
  isPassing,
  PanelAnswerUnknown,
  PanelAuthFailed,
  PanelRefused,
} from "#app/adapters/aapanel/errors.ts";
import { TransferFailed, TransferLoginRefused } from "#app/adapters/ftp/ftp.server.ts";
import { StorageFull, TooLarge, type UploadStore } from "#app/adapters/storage/storage.server.ts";
import type { Vault } from "#app/adapters/vault/vault.server.ts";
import { later } from "#app/domain/billing/renewal-dates.ts";
import { enqueue, enqueueAll, type Job, job } from "#app/jobs/queue.server.ts";
import type { Db } from "#db/client.ts";
import { closeExportAccount, openExportAccount } from "./export-account.server.ts";
import { type ExportPart, ExportWrong, type PackedExport, packExport } from "./export-pack.server.ts";
import { noteFailedExport } from "./exports-failures.server.ts";
import { aloneOn } from "./panel-writer.server.ts";
import { type AtServer, type PanelOf, ServerLocked, type TransferTo, withPanel } from "./servers.server.ts";
import { STOP_PATH } from "./stop-page.server.ts";
import { recordWebsite, type WebsiteRow } from "./websites.server.ts";

export type ExportDeps = {
  db: Db;
  panelOf: PanelOf;
  transferTo: TransferTo;
  store: UploadStore;
  vault: Vault;
  log: Logger;
};

type Exporting = { outcome: "ready" | "empty" | "failed" | "waits" | "nothing-to-do" };

const WAIT_MS = 60_000;
const GIB = 1024 ** 3;
const MOST_FILES = 200_000;
/** What the panel itself puts into a folder without telling. */
const SLACK_BYTES = 4096;

/**
 * Packs the files of a website that has ended into its last export, and tells its owner where to fetch it. Waits until
 * the site is off, so that nothing changes meanwhile. The export counts only when it opens again and holds what the
 * panel measures. Run twice, or again after a crash anywhere, there is one export and one message.
 */
export async function exportWebsite(
  deps: ExportDeps,
  { websiteId }: { websiteId: string },
  now: Date,
): Promise<Exporting> {
  const { db } = deps;
  const found = await read(db, websiteId);
  if (found?.export_status !== "waiting") return { outcome: "nothing-to-do" };
  if (found.suspended_reason !== "ended") return { outcome: "nothing-to-do" };
  if (found.status === "failed" && !found.activated_at) return keepNothing(db, found, now);
  if (found.status !== "suspended") return waits(db, websiteId, now);
  const result = await aloneOn(db, websiteId, () => exportNow(deps, found, now));
  return result === "busy" ? waits(db, websiteId, now) : result;
}

type Ending = NonNullable<Awaited<ReturnType<typeof read>>>;

function read(db: Db, websiteId: string) {
  return db
    .selectFrom("websites")
    .innerJoin("site_exports", "site_exports.website_id", "websites.id")
    .innerJoin("subscriptions", "subscriptions.id", "websites.subscription_id")
    .innerJoin("plans", "plans.id", "subscriptions.plan_id")
    .selectAll("websites")
    .select(["site_exports.id as export_id", "site_exports.status as export_status"])
    .select(["plans.export_days", "plans.disk_bytes"])
    .where("websites.id", "=", websiteId)
    .executeTakeFirst();
}

async function exportNow(deps: ExportDeps, site: Ending, now: Date): Promise<Exporting> {
  const { db, store } = deps;
  const serverId = site.server_id;
  if (!serverId) return keepNothing(db, site, now);
  const key = `exports/${site.export_id}.zip`;
  try {
    const packed = await withPanel(deps, serverId, now, (at) => pack(deps, at, { site, key, now }));
    if (packed.fileCount === 0) {
      await store.remove(key);
      return keepNothing(db, site, now);
    }
    return await keep(db, site, { packed, key, now });
  } catch (error) {
    if (!isExpected(error)) throw error;
    deps.log.warn({ websiteId: site.id, reason: error.message }, "a last export could not be made yet");
    await noteFailedExport(db, site, error.message, now);
    return { outcome: "failed" };
  }
}

type Work = { site: Ending; key: string; now: Date };

async function pack(deps: ExportDeps, at: AtServer, { site, key, now }: Work): Promise<PackedExport> {
  const limits = { bytes: site.disk_bytes * 4 + GIB, files: MOST_FILES };
  const transfer = await openExportAccount(deps, at, site);
  try {
    const packed = await transfer.reading((reader) =>
      packExport({ store: deps.store, reader }, { key, parts: partsOf(site), limits, now }),
    );
    await mustBeAll(deps, at, { site, packed, key });
    return packed;
  } finally {
    await closeExportAccount(at, site);
  }
}

const SITE = "site";

/** What visitors saw, and beside it what else lay in the folder, without earlier releases. */
function partsOf(site: WebsiteRow): ExportPart[] {
  const without = ["releases", STOP_PATH.slice(1)];
  if (site.run_path === "/") return [{ from: "/", to: SITE, without }];
  return [
    { from: site.run_path, to: SITE, without: [] },
    { from: "/", to: "other", without },
  ];
}

/** A listing that came back short would be a loss: the panel measures the same folder by itself. */
async function mustBeAll(
  { store }: ExportDeps,
  { panel }: AtServer,
  { site, packed, key }: { site: Ending; packed: PackedExport; key: string },
): Promise<void> {
  const root = site.site_path ?? "";
  const sizes = async (paths: string[]) => {
    let sum = 0;
    for (const path of paths) sum += await panel.folderSize(path);
    return sum;
  };
  const beside = await sizes([`${root}/releases`, `${root}${STOP_PATH}`]);
  const live = site.run_path === "/" ? 0 : await panel.folderSize(`${root}${site.run_path}`);
  const expected = (await panel.folderSize(root)) - beside + live;
  const found = Object.values(packed.bytes).reduce((sum, bytes) => sum + bytes, 0);
  if (found >= expected - SLACK_BYTES) return;
  await store.remove(key);
  throw new ExportWrong(`${found} bytes packed, the panel measures ${expected}`);
}

async function keep(
  db: Db,
  site: Ending,
  { packed, key, now }: { packed: PackedExport; key: string; now: Date },
): Promise<Exporting> {
  const expiresAt = later(now, site.export_days);
  return db.transaction().execute(async (tx) => {
    const kept = await tx
      .updateTable("site_exports")
      .set({
        status: "ready",
        storage_key: key,
        size_bytes: packed.size,
        sha256: packed.sha256,
        file_count: packed.fileCount,
        skipped_count: packed.skippedCount,
        ready_at: now,
        expires_at: expiresAt,
        problem: null,
      })
      .where("id", "=", site.export_id)
      .where("status", "=", "waiting")
      .returning("id")
      .executeTakeFirst();
    if (!kept) return { outcome: "nothing-to-do" };
    await tx
      .updateTable("attention_items")
      .set({ resolved_at: now })
      .where("kind", "=", "export-failed")
      .where("subject", "=", site.id)
      .where("resolved_at", "is", null)
      .execute();
    const detail = { files: packed.fileCount, bytes: packed.size, skipped: packed.skippedCount };
    await recordWebsite(tx, { id: site.id, orderId: site.order_id }, "export-ready", detail, now);
    await enqueue(tx, "send-notice", {
      key: `export-ready:${site.id}`,
      kind: "export-ready",
      userId: site.user_id,
      values: { websiteId: site.id, host: site.host, expiresAt: expiresAt.toISOString() },
    });
    return { outcome: "ready" };
  });
}

/** There never was anything of the customer's on a server. */
async function keepNothing(db: Db, site: Ending, now: Date): Promise<Exporting> {
  await db
    .updateTable("site_exports")
    .set({ status: "empty", expires_at: now, file_count: 0 })
    .where("id", "=", site.export_id)
    .where("status", "=", "waiting")
    .execute();
  return { outcome: "empty" };
}

async function waits(db: Db, websiteId: string, now: Date): Promise<Exporting> {
  await enqueueAll(db, [exportJob(websiteId, new Date(now.getTime() + WAIT_MS))]);
  return { outcome: "waits" };
}

/** The job that makes a website's last export; a waiting one is replaced, never doubled. */
export function exportJob(websiteId: string, runAt?: Date): Job {
  return job(
    "export-website",
    { websiteId },
    { key: `export-website:${websiteId}`, ...(runAt && { runAt }) },
  );
}

function isExpected(error: unknown): error is Error {
  const ours = [ExportWrong, TransferFailed, TransferLoginRefused, StorageFull, TooLarge, ServerLocked];
  const theirs = [PanelAuthFailed, PanelRefused, PanelAnswerUnknown];
  return isPassing(error) || [...ours, ...theirs].some((kind) => error instanceof kind);
}
