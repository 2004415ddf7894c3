import type { Vault } from "#app/adapters/vault/vault.server.ts";
import { enqueue } from "#app/jobs/queue.server.ts";
import type { Db } from "#db/client.ts";
import { type PanelOf, withPanel } from "./servers.server.ts";

/**
 * Asks the server how many bytes a website's folder holds, kept releases included, and notes it with the moment.
 * Does nothing for a website that is not on a server. Throws the panel's errors: the job is tried again.
 */
export async function measureDisk(
  deps: { db: Db; panelOf: PanelOf; vault: Vault },
  { websiteId }: { websiteId: string },
  now: Date,
): Promise<{ bytes: number | null }> {
  const site = await deps.db
    .selectFrom("websites")
    .select(["server_id", "site_path"])
    .where("id", "=", websiteId)
    .where("status", "in", ["active", "suspended"])
    .executeTakeFirst();
  const { server_id: serverId, site_path: path } = site ?? {};
  if (!serverId || !path) return { bytes: null };
  const bytes = await withPanel(deps, serverId, now, ({ panel }) => panel.folderSize(path));
  await deps.db
    .updateTable("websites")
    .set({ disk_used_bytes: bytes, disk_measured_at: now })
    .where("id", "=", websiteId)
    .execute();
  return { bytes };
}

/** Queues a measurement of every website that is on a server; a waiting one is not doubled. */
export async function measureDisks(db: Db): Promise<{ queued: number }> {
  const sites = await db
    .selectFrom("websites")
    .select("id")
    .where("status", "in", ["active", "suspended"])
    .execute();
  for (const { id } of sites) await enqueueMeasuring(db, id);
  return { queued: sites.length };
}

/** Queues one measurement; a waiting one is replaced. */
export async function enqueueMeasuring(db: Db, websiteId: string): Promise<void> {
  await enqueue(
    db,
    "measure-disk",
    { websiteId },
    { key: `measure-disk:${websiteId}`, queue: `site:${websiteId}` },
  );
}
