import type { Logger } from "pino";
import { endAttention } from "#app/domain/attention/attention.server.ts";
import { later } from "#app/domain/billing/renewals/renewal-dates.ts";
import { enqueue, enqueueAll, type Job, job } from "#app/jobs/queue.server.ts";
import type { Db } from "#db/client.ts";
import { isPackProblem, type PackDeps, packSite } from "../backups/site-pack.server.ts";
import { aloneOrLater } from "../servers/panel-writer.server.ts";
import { withPanel } from "../servers/servers.server.ts";
import { recordWebsite } from "../websites/websites.server.ts";
import type { PackedExport } from "./export-pack.server.ts";
import { noteFailedExport } from "./exports-failures.server.ts";

export type ExportDeps = PackDeps & { log: Logger };

type Exporting = { outcome: "ready" | "empty" | "failed" | "waits" | "nothing-to-do" };

const WAIT_MS = 60_000;

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
  if (found.status !== "suspended") {
    await enqueueAll(db, [laterJob(websiteId, now)]);
    return { outcome: "waits" };
  }
  return aloneOrLater(db, websiteId, laterJob(websiteId, now), () => exportNow(deps, found, now));
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
    const packed = await withPanel(deps, serverId, now, (at) => packSite(deps, at, { site, key, now }));
    if (packed.fileCount === 0) {
      await store.remove(key);
      return keepNothing(db, site, now);
    }
    return await keep(db, site, { packed, key, now });
  } catch (error) {
    if (!isPackProblem(error)) throw error;
    deps.log.warn({ websiteId: site.id, reason: error.message }, "a last export could not be made yet");
    await noteFailedExport(db, site, error.message, now);
    return { outcome: "failed" };
  }
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
    await endAttention(tx, { kinds: ["export-failed"], subject: site.id, now });
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

const laterJob = (websiteId: string, now: Date) => exportJob(websiteId, new Date(now.getTime() + WAIT_MS));

/** The job that makes a website's last export; a waiting one is replaced, never doubled. */
export function exportJob(websiteId: string, runAt?: Date): Job {
  return job(
    "export-website",
    { websiteId },
    { key: `export-website:${websiteId}`, ...(runAt && { runAt }) },
  );
}
