import { execFile } from "node:child_process";
import { createCipheriv, createHash, randomBytes } from "node:crypto";
import { PassThrough } from "node:stream";
import { promisify } from "node:util";
import { sql } from "kysely";
import { ZipFile } from "yazl";
import type { UploadStore } from "#app/adapters/storage/storage.server.ts";
import { deploySteps } from "#app/domain/hosting/deployments/deploy-status.ts";
import { requestDeployment, requestRollback } from "#app/domain/hosting/deployments/deployments.server.ts";
import { receiveUpload } from "#app/domain/hosting/uploads/uploads.server.ts";
import type { BenchShop } from "./bench-shop.ts";
import type { Customer } from "./people.ts";
import { until } from "./sales.ts";

export const PICTURE_BYTES = 20_000;
/** Seldom: the panel's stand-in runs in this process. */
export const POLL_MS = 100;

type Touches = { shop: BenchShop; customer: Customer; store: UploadStore; siteId: string };
/** A site of pictures, which nothing can make smaller. */
export type Pictures = {
  files: number;
  /** Bytes of each; 20 kB when not told. */
  size?: number;
  /** Pictures of another series have other bytes. Without one, each archive is of its own. */
  series?: string;
  /** One picture that is different from the rest of its series. */
  retaken?: number;
};

function pictureOf(number: number, { size = PICTURE_BYTES, series, retaken }: Pictures): Buffer {
  if (series === undefined || number === retaken) return randomBytes(size);
  const key = createHash("md5").update(`${series} ${number}`).digest();
  return createCipheriv("aes-128-ctr", key, Buffer.alloc(16)).update(Buffer.alloc(size));
}

/** An archive of pictures, received, read through and packed; that is done before anybody asks to deploy. */
export async function upload(
  { shop, customer, store, siteId }: Touches,
  pictures: Pictures,
): Promise<string> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from("<!doctype html><title>Toko</title>"), "toko/index.html");
  for (let number = 1; number < pictures.files; number++) {
    const path = `toko/foto/${number % 50}/${number}.jpg`;
    zip.addBuffer(pictureOf(number, pictures), path, { compress: false });
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
  await until("the archive is packed ahead", 60_000, async () => {
    const { rows } =
      await sql`select from graphile_worker.jobs where key = ${`pack-ahead:${uploadId}`}`.execute(shop.db);
    return rows.length === 0;
  });
  return uploadId;
}

/** What was written or deleted just before is no cost of what is measured. */
export async function restDisk(): Promise<void> {
  await promisify(execFile)("sync");
}

export type Deployed = {
  deploymentId: string;
  /** Milliseconds from asking until it was live. */
  took: number;
  /** Milliseconds in each step. */
  lasted: Record<string, number>;
  steps: string;
};
type Asked = { shop: BenchShop; customer: Customer; siteId: string; uploadId: string };

export async function deploy({ shop, customer, siteId, uploadId }: Asked): Promise<Deployed> {
  const { db } = shop;
  await restDisk();
  const now = new Date();
  const asked = await requestDeployment(db, { userId: customer.id, websiteId: siteId, uploadId, now });
  if (asked.outcome !== "queued") throw new Error(`The deployment was not queued: ${asked.outcome}`);
  return ended(shop, asked.deploymentId, now);
}

/** Makes an earlier release live again. */
export async function rollBack(
  { shop, customer, siteId }: Omit<Asked, "uploadId">,
  deploymentId: string,
): Promise<Deployed> {
  const now = new Date();
  const which = { userId: customer.id, websiteId: siteId, deploymentId, now };
  const { outcome } = await requestRollback(shop.db, which);
  if (outcome !== "queued") throw new Error(`The rollback was not queued: ${outcome}`);
  return ended(shop, deploymentId, now);
}

async function ended({ db }: BenchShop, deploymentId: string, since: Date): Promise<Deployed> {
  const find = () =>
    db
      .selectFrom("deployments")
      .selectAll()
      .where("id", "=", deploymentId)
      .where("status", "not in", ["queued", ...deploySteps])
      .where("finished_at", ">=", since)
      .executeTakeFirst();
  const row = await until("the deployment ends", 300_000, find, POLL_MS);
  if (row.status !== "live" || !row.finished_at)
    throw new Error(`Deploying failed: ${row.failed_step} ${row.failure_code}`);
  const rows = await db
    .selectFrom("deployment_steps")
    .select(["step", "started_at", "finished_at"])
    .where("deployment_id", "=", deploymentId)
    .where("started_at", ">=", since)
    .orderBy("started_at")
    .execute();
  const lasted: Record<string, number> = {};
  for (const { step, started_at, finished_at } of rows) {
    lasted[step] = (lasted[step] ?? 0) + (finished_at?.getTime() ?? 0) - started_at.getTime();
  }
  return {
    deploymentId,
    took: row.finished_at.getTime() - since.getTime(),
    lasted,
    steps: Object.entries(lasted)
      .map(([step, ms]) => `${step} ${ms} ms`)
      .join(", "),
  };
}

/** Plans of this shop stand in no bench's way. */
export async function liftLimits({ db }: BenchShop): Promise<void> {
  await db
    .updateTable("plans")
    .set({ upload_bytes: 2 ** 30, unpacked_bytes: 2 ** 31, max_files: 50_000 })
    .execute();
}
