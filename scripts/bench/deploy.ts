import { randomBytes } from "node:crypto";
import { PassThrough } from "node:stream";
import { Client } from "basic-ftp";
import { ZipFile } from "yazl";
import { createPanel } from "#app/adapters/aapanel/aapanel.server.ts";
import { openStore, type UploadStore } from "#app/adapters/storage/storage.server.ts";
import { createVault } from "#app/adapters/vault/vault.server.ts";
import { requestDeployment } from "#app/domain/hosting/deployments.server.ts";
import { receiveUpload } from "#app/domain/hosting/uploads.server.ts";
import { type BenchShop, withShop } from "./bench-shop.ts";
import { addCustomers, type Customer } from "./people.ts";
import { type Bench, percentile, seconds, times, verdict } from "./report.ts";
import { activeSite, until } from "./sales.ts";

const FILE_BYTES = 20_000;
const BUDGET = 1.3;
const ROUNDS = 3;
/** Seldom: the panel's stand-in runs in this process. */
const POLL_MS = 100;

/** From asking for it until it is live, beside the same bytes sent by FTP and unzipped on the panel by hand. */
export const bench: Bench = ({ full, say }) =>
  withShop(async (shop) => {
    const files = full ? 5_000 : 1_000;
    const [customer] = await addCustomers(shop.db, 1);
    if (!customer) throw new Error("No customer");
    const { siteId } = await activeSite(shop, customer);
    await shop.db
      .updateTable("plans")
      .set({ upload_bytes: 2 ** 30, unpacked_bytes: 2 ** 31, max_files: 50_000 })
      .execute();
    const store = openStore(shop.env.UPLOADS_URL ?? "");
    const own: number[] = [];
    const hand: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const uploadId = await upload({ shop, customer, store, siteId }, files);
      hand.push(await byHand({ shop, store, siteId, uploadId, round }, files));
      const deployed = await deploy({ shop, customer, siteId, uploadId });
      own.push(deployed.took);
      say(deployed.steps);
    }
    const [ours, theirs] = [percentile(own, 0.5), percentile(hand, 0.5)];
    return [
      {
        name: `deploy of ${(files * FILE_BYTES) / 1e6} MB in ${files} files`,
        measured: seconds(ours),
        baseline: `FTP and unzip by hand ${seconds(theirs)}`,
        ratio: times(ours / theirs),
        budget: times(BUDGET),
        verdict: verdict(ours / theirs <= BUDGET),
      },
    ];
  });

type Touches = { shop: BenchShop; customer: Customer; store: UploadStore; siteId: string };

/** An archive of pictures, received and read through; that is done before anybody asks to deploy. */
async function upload({ shop, customer, store, siteId }: Touches, files: number): Promise<string> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from("<!doctype html><title>Toko</title>"), "toko/index.html");
  for (let number = 1; number < files; number++) {
    zip.addBuffer(randomBytes(FILE_BYTES), `toko/foto/${number % 50}/${number}.jpg`, { compress: false });
  }
  zip.end();
  const received = await receiveUpload(
    { db: shop.db, store },
    {
      userId: customer.id,
      websiteId: siteId,
      fileName: "toko.zip",
      stream: zip.outputStream.pipe(new PassThrough()),
      now: new Date(),
    },
  );
  if (received.outcome !== "received") throw new Error(`The archive was not taken: ${received.outcome}`);
  const { uploadId } = received;
  await until("the archive is accepted", 60_000, async () => {
    const { status, findings } = await shop.db
      .selectFrom("uploads")
      .select(["status", "findings"])
      .where("id", "=", uploadId)
      .executeTakeFirstOrThrow();
    if (status === "refused") throw new Error(`The archive was refused: ${JSON.stringify(findings)}`);
    return status === "accepted";
  });
  return uploadId;
}

type Asked = { shop: BenchShop; customer: Customer; siteId: string; uploadId: string };

async function deploy({ shop, customer, siteId, uploadId }: Asked): Promise<{ took: number; steps: string }> {
  const { db } = shop;
  const now = new Date();
  const asked = await requestDeployment(db, { userId: customer.id, websiteId: siteId, uploadId, now });
  if (asked.outcome !== "queued") throw new Error(`The deployment was not queued: ${asked.outcome}`);
  const find = () =>
    db
      .selectFrom("deployments")
      .selectAll()
      .where("id", "=", asked.deploymentId)
      .where("finished_at", "is not", null)
      .executeTakeFirst();
  const { status, created_at, finished_at, ...row } = await until(
    "the deployment ends",
    300_000,
    find,
    POLL_MS,
  );
  if (status !== "live" || !finished_at)
    throw new Error(`Deploying failed: ${row.failed_step} ${row.failure_code}`);
  const rows = await db
    .selectFrom("deployment_steps")
    .select(["step", "started_at", "finished_at"])
    .where("deployment_id", "=", asked.deploymentId)
    .orderBy("started_at")
    .execute();
  const lasted = (step: (typeof rows)[number]) =>
    (step.finished_at?.getTime() ?? 0) - step.started_at.getTime();
  return {
    took: finished_at.getTime() - created_at.getTime(),
    steps: rows.map((step) => `${step.step} ${lasted(step)} ms`).join(", "),
  };
}

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
  if ((await panel.folderSize(folder)) < (files - 1) * FILE_BYTES)
    throw new Error("Not everything was unpacked");
  await panel.deleteFolder(folder);
  return took;
}
