import { randomBytes } from "node:crypto";
import { PassThrough } from "node:stream";
import { ZipFile } from "yazl";
import type { UploadStore } from "#app/adapters/storage/storage.server.ts";
import { requestDeployment } from "#app/domain/hosting/deployments/deployments.server.ts";
import { receiveUpload } from "#app/domain/hosting/uploads/uploads.server.ts";
import type { BenchShop } from "./bench-shop.ts";
import type { Customer } from "./people.ts";
import { until } from "./sales.ts";

export const PICTURE_BYTES = 20_000;
/** Seldom: the panel's stand-in runs in this process. */
export const POLL_MS = 100;

type Touches = { shop: BenchShop; customer: Customer; store: UploadStore; siteId: string };

/** An archive of pictures, received and read through; that is done before anybody asks to deploy. */
export async function upload({ shop, customer, store, siteId }: Touches, files: number): Promise<string> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from("<!doctype html><title>Toko</title>"), "toko/index.html");
  for (let number = 1; number < files; number++) {
    zip.addBuffer(randomBytes(PICTURE_BYTES), `toko/foto/${number % 50}/${number}.jpg`, { compress: false });
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

type Deployed = { deploymentId: string; took: number; steps: string };
type Asked = { shop: BenchShop; customer: Customer; siteId: string; uploadId: string };

export async function deploy({ shop, customer, siteId, uploadId }: Asked): Promise<Deployed> {
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
    deploymentId: asked.deploymentId,
    took: finished_at.getTime() - created_at.getTime(),
    steps: rows.map((step) => `${step.step} ${lasted(step)} ms`).join(", "),
  };
}
