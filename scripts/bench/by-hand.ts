import { Client } from "basic-ftp";
import { createPanel } from "#app/adapters/aapanel/aapanel.server.ts";
import type { UploadStore } from "#app/adapters/storage/storage.server.ts";
import { createVault } from "#app/adapters/vault/vault.server.ts";
import type { BenchShop } from "./bench-shop.ts";
import type { Customer } from "./people.ts";
import { type Deployed, deploy, POLL_MS, restDisk } from "./releases.ts";
import { until } from "./sales.ts";

type ByHand = { shop: BenchShop; store: UploadStore; siteId: string; uploadId: string };

/**
 * Deploys an archive of about so many bytes once unpacked, and does the same by hand. By turns: whoever comes first
 * finds room for so many files unprepared on the disk, and takes up to twice as long.
 */
export async function deployAndByHand(
  at: ByHand & { customer: Customer },
  unpackedBytes: number,
  round: number,
): Promise<{ deployed: Deployed; hand: number }> {
  const before = round % 2 === 0 ? await byHand(at, unpackedBytes) : null;
  const deployed = await deploy(at);
  return { deployed, hand: before ?? (await byHand(at, unpackedBytes)) };
}

/**
 * What a person would do: send the archive to the site's folder, press "extract", wait until everything is there, of
 * about so many bytes. Returns milliseconds; nothing of it stays.
 */
async function byHand({ shop, store, siteId, uploadId }: ByHand, unpackedBytes: number): Promise<number> {
  const { db, aapanel, env } = shop;
  const site = await db.selectFrom("websites").selectAll().where("id", "=", siteId).executeTakeFirstOrThrow();
  const { storage_key } = await db
    .selectFrom("uploads")
    .select("storage_key")
    .where("id", "=", uploadId)
    .executeTakeFirstOrThrow();
  const panel = createPanel({ url: aapanel.panelUrl, apiKey: aapanel.apiKey });
  const vault = createVault((env.ENCRYPTION_KEYS ?? "").split(","));
  const password = vault.open(site.ftp_password_encrypted ?? "");
  const folder = `${site.site_path}/by-hand-${uploadId}`;
  await restDisk();
  const started = performance.now();
  const client = new Client();
  try {
    await client.access({
      host: aapanel.ftpHost,
      port: aapanel.ftpPort,
      user: site.ftp_user ?? "",
      password,
    });
    await client.uploadFrom(store.path(storage_key), `by-hand-${uploadId}.zip`);
  } finally {
    client.close();
  }
  await panel.createFolder(folder);
  const archive = `${folder}.zip`;
  if ((await panel.extract(archive, folder)) === "queued") {
    const isDone = async () => !(await panel.waitingExtractions()).includes(archive);
    await until("the panel has unpacked", 300_000, isDone, POLL_MS);
  }
  const took = performance.now() - started;
  if ((await panel.folderSize(folder)) < 0.99 * unpackedBytes) throw new Error("Not everything was unpacked");
  await panel.deleteFolder(folder);
  return took;
}
