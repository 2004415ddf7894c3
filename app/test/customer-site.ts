import pino from "pino";
import { createPanel } from "#app/adapters/aapanel/aapanel.server.ts";
import { createTransfer } from "#app/adapters/ftp/ftp.server.ts";
import { openStore } from "#app/adapters/storage/storage.server.ts";
import { createVault } from "#app/adapters/vault/vault.server.ts";
import { runDeployment } from "#app/domain/hosting/deployments/deploy.server.ts";
import { inspectUpload } from "#app/domain/hosting/uploads/uploads-inspection.server.ts";
import { provisionWebsite } from "#app/domain/hosting/websites/provisioning.server.ts";
import type { App } from "./app.ts";
import { aPaidWebsite, aServer } from "./hosting.ts";
import { aCustomer } from "./people.ts";

export type CustomerSite = Awaited<ReturnType<typeof aCustomerSite>>;

/** The outside world of the app under test, for doing what its worker would do. */
function workerOf(app: App) {
  return {
    db: app.db,
    panelOf: createPanel,
    transferTo: createTransfer,
    vault: createVault([process.env.ENCRYPTION_KEYS ?? ""]),
    store: openStore(process.env.UPLOADS_URL ?? ""),
    log: pino({ level: "silent" }),
  };
}

/** A logged-in customer with a paid website that no worker has touched yet. */
export async function aCustomerSite(app: App, name: string) {
  const worker = workerOf(app);
  const now = new Date();
  const hasServer = await app.db.selectFrom("servers").select("id").executeTakeFirst();
  if (!hasServer) await aServer({ ...worker, aapanel: app.aapanel }, now);
  const customer = await aCustomer(app, { email: `${name}@warung.test` });
  const { websiteId, orderId, subscriptionId } = await aPaidWebsite(app.db, `${name}.situs.test`, now);
  const owner = { user_id: customer.account.id };
  await app.db.updateTable("orders").set(owner).where("id", "=", orderId).execute();
  await app.db.updateTable("subscriptions").set(owner).where("id", "=", subscriptionId).execute();
  await app.db.updateTable("websites").set(owner).where("id", "=", websiteId).execute();

  async function send(bytes: Buffer, fileName = "situs.zip") {
    const form = new FormData();
    form.set("archive", new File([new Uint8Array(bytes)], fileName));
    return customer.ask(`/sites/${websiteId}/uploads`, { method: "POST", body: form });
  }
  return {
    ...customer,
    websiteId,
    base: `/sites/${websiteId}`,
    worker,
    provision: () => provisionWebsite(worker, { websiteId }, new Date()),
    send,
    /** Sends an archive and lets the worker look at it; the address of its page. */
    async upload(bytes: Buffer): Promise<string> {
      const { location } = await send(bytes);
      await inspectUpload(worker, { uploadId: location.split("/").at(-1) ?? "" }, new Date());
      return location;
    },
    /** Puts an upload live through its page and the worker; the address of the deployment's page. */
    async publish(uploadPage: string, fields: Record<string, string> = {}): Promise<string> {
      const { location } = await customer.post(uploadPage, { intent: "publish", ...fields });
      const patience = { probeMs: 5_000, extractionMs: 5_000 };
      const deploymentId = location.split("/").at(-1) ?? "";
      await runDeployment({ ...worker, patience }, { deploymentId }, () => new Date());
      return location;
    },
  };
}
