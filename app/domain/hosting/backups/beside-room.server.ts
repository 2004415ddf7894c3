import type { HostingPanel } from "#app/adapters/aapanel/hosting-panel.ts";
import type { FolderReader } from "#app/adapters/ftp/reader.server.ts";
import type { UploadStore } from "#app/adapters/storage/storage.server.ts";
import type { Db } from "#db/client.ts";
import { sitePlan } from "../websites/site-plan.server.ts";
import type { WebsiteRow } from "../websites/websites.server.ts";
import { besideFiles, sizesThere } from "./beside-files.server.ts";

type Touches = { db: Db; store: UploadStore; panel: HostingPanel; reader: FolderReader };

/**
 * How many bytes the website's plan lacks for bringing back what a backup holds from beside the site: what is there in
 * the same places gives way, and so do earlier releases that nobody pinned, which are cleaned away when the disk is
 * short. Zero when it fits. Asks the server; run again after files were put, those count as there.
 */
export async function missingRoom(
  { db, store, panel, reader }: Touches,
  { website, key }: { website: WebsiteRow; key: string },
): Promise<number> {
  const wanted = new Map<string, number>();
  for await (const { place, entry } of besideFiles(store, key)) wanted.set(place, entry.size);
  const there = await sizesThere(reader, wanted.keys());
  let adds = 0;
  for (const [place, size] of wanted) adds += size - (there.get(place) ?? 0);
  const { disk_bytes: room } = await sitePlan(db, website);
  const used = await panel.folderSize(website.site_path ?? "");
  return Math.max(0, used - (await givingWay(db, website.id)) + adds - room);
}

/** Bytes of the releases that go by themselves when the disk is short. */
async function givingWay(db: Db, websiteId: string): Promise<number> {
  const { bytes } = await db
    .selectFrom("deployments")
    .select((of) => of.fn.coalesce(of.fn.sum<number>("total_bytes"), of.lit(0)).as("bytes"))
    .where("website_id", "=", websiteId)
    .where("status", "=", "superseded")
    .where("is_pinned", "=", false)
    .where("release_path", "is not", null)
    .executeTakeFirstOrThrow();
  return Number(bytes);
}
