import { Client } from "basic-ftp";
import { createPanel } from "#app/adapters/aapanel/aapanel.server.ts";
import { openStore, type UploadStore } from "#app/adapters/storage/storage.server.ts";
import { createVault } from "#app/adapters/vault/vault.server.ts";
import { type BenchShop, withShop } from "./bench-shop.ts";
import { addCustomers } from "./people.ts";
import { deploy, liftLimits, PICTURE_BYTES, POLL_MS, upload } from "./releases.ts";
import { type Bench, percentile, seconds, times, verdict } from "./report.ts";
import { activeSite, until } from "./sales.ts";

const BUDGET = 1.3;
const ROUNDS = 3;

/** From asking for it until it is live, beside the same bytes sent by FTP and unzipped on the panel by hand. */
export const bench: Bench = ({ full, say }) =>
  withShop(async (shop) => {
    const files = full ? 5_000 : 1_000;
    const [customer] = await addCustomers(shop.db, 1);
    if (!customer) throw new Error("No customer");
    const { siteId } = await activeSite(shop, customer);
    await liftLimits(shop);
    const store = openStore(shop.env.UPLOADS_URL ?? "");
    const own: number[] = [];
    const hand: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const uploadId = await upload({ shop, customer, store, siteId }, { files });
      const hands = async () => hand.push(await byHand({ shop, store, siteId, uploadId, round }, files));
      // by turns: whoever comes first finds the disk at rest
      if (round % 2 === 0) await hands();
      const deployed = await deploy({ shop, customer, siteId, uploadId });
      if (round % 2 === 1) await hands();
      own.push(deployed.took);
      say(deployed.steps);
    }
    const [ours, theirs] = [percentile(own, 0.5), percentile(hand, 0.5)];
    return [
      {
        name: `deploy of ${(files * PICTURE_BYTES) / 1e6} MB in ${files} files`,
        measured: seconds(ours),
        baseline: `FTP and unzip by hand ${seconds(theirs)}`,
        ratio: times(ours / theirs),
        budget: times(BUDGET),
        verdict: verdict(ours / theirs <= BUDGET),
      },
    ];
  });

type ByHand = { shop: BenchShop; store: UploadStore; siteId: string; uploadId: string; round: number };

/** What a person would do: send the archive to the site's folder, press "extract", wait until everything is there. */
async function byHand({ shop, store, siteId, uploadId, round }: ByHand, files: number): Promise<number> {
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
  const folder = `${site.site_path}/by-hand-${round}`;
  const started = performance.now();
  const client = new Client();
  try {
    await client.access({
      host: aapanel.ftpHost,
      port: aapanel.ftpPort,
      user: site.ftp_user ?? "",
      password,
    });
    await client.uploadFrom(store.path(storage_key), `by-hand-${round}.zip`);
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
  if ((await panel.folderSize(folder)) < (files - 1) * PICTURE_BYTES)
    throw new Error("Not everything was unpacked");
  await panel.deleteFolder(folder);
  return took;
}
