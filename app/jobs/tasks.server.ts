import type { TaskList } from "graphile-worker";
import { forgetExpired } from "#app/domain/accounts/users.server.ts";
import { issueCreditNote } from "#app/domain/billing/invoices/credit-notes.server.ts";
import { issueInvoice } from "#app/domain/billing/invoices/invoices.server.ts";
import { closeOutdatedOrders } from "#app/domain/billing/orders/outdated-orders.server.ts";
import { refreshChannels, wantChannels } from "#app/domain/billing/payments/channels.server.ts";
import { readNotice, readNotices } from "#app/domain/billing/payments/notice-reading.server.ts";
import { checkAttempt, sweepAttempts } from "#app/domain/billing/payments/polling.server.ts";
import { reconcilePayments } from "#app/domain/billing/payments/reconciliation.server.ts";
import { runBilling } from "#app/domain/billing/renewals/billing-run.server.ts";
import { renewSubscription } from "#app/domain/billing/renewals/renewals.server.ts";
import { noteRun } from "#app/domain/billing/safety/clock-marks.server.ts";
import { compareBooks, usualDays } from "#app/domain/billing/safety/comparison.server.ts";
import { backUpWebsite, scheduleBackups } from "#app/domain/hosting/backups/backups.server.ts";
import { restoreBackup } from "#app/domain/hosting/backups/backups-restore.server.ts";
import { restoreBeside } from "#app/domain/hosting/backups/beside-restores.server.ts";
import { runDeployment } from "#app/domain/hosting/deployments/deploy.server.ts";
import { packAhead } from "#app/domain/hosting/deployments/packed-ahead.server.ts";
import { sweepDrafts } from "#app/domain/hosting/deployments/previews.server.ts";
import { followRedirect } from "#app/domain/hosting/deployments/redirects.server.ts";
import { cleanReleases } from "#app/domain/hosting/deployments/releases.server.ts";
import { watchCertificate, watchCertificates } from "#app/domain/hosting/domains/certificate-watch.server.ts";
import { issueCertificate } from "#app/domain/hosting/domains/certificates.server.ts";
import { unbindDomain } from "#app/domain/hosting/domains/domain-binding.server.ts";
import { checkDomain, sweepDomains } from "#app/domain/hosting/domains/domain-checks.server.ts";
import { exportWebsite } from "#app/domain/hosting/endings/exports.server.ts";
import { sweepEndings } from "#app/domain/hosting/endings/removal-sweep.server.ts";
import { removeWebsite } from "#app/domain/hosting/endings/removals.server.ts";
import { lookAtServer, watchServers } from "#app/domain/hosting/servers/health.server.ts";
import { addServerFromEnvironment } from "#app/domain/hosting/servers/servers.server.ts";
import { inspectUpload } from "#app/domain/hosting/uploads/uploads-inspection.server.ts";
import { sweepLeftovers } from "#app/domain/hosting/uploads/uploads-leftovers.server.ts";
import { measureDisk, measureDisks } from "#app/domain/hosting/websites/disk.server.ts";
import { followFolders } from "#app/domain/hosting/websites/follow-folders.server.ts";
import { followPhp } from "#app/domain/hosting/websites/follow-php.server.ts";
import { provisionWebsite } from "#app/domain/hosting/websites/provisioning.server.ts";
import { switchWebsite } from "#app/domain/hosting/websites/standing.server.ts";
import { sendNotice } from "#app/domain/notifications/notify.server.ts";
import { env } from "#app/env.server.ts";
import { services } from "#app/services.server.ts";
import { type JobName, type Parsed, payloads } from "./payloads.ts";
import { enqueueAll, job } from "./queue.server.ts";

/** One line per job. Leaving one out does not compile. */
const handlers: { [Name in JobName]: (payload: Parsed<Name>) => Promise<unknown> } = {
  "read-notices": (payload) => readNotices(services, payload, new Date()),
  "read-notice": (payload) => readNotice(services, payload, new Date()),
  "check-attempt": ({ attemptId }) => checkAttempt(services, attemptId, new Date()),
  "sweep-attempts": async () => {
    await noteRun(services.db, "sweep-attempts", new Date());
    await sweepAttempts(services, new Date());
  },
  "reconcile-payments": () => reconcilePayments(services, new Date()),
  "billing-tick": () => runBilling(services, new Date()),
  "refresh-channels": () => refreshChannels(services, new Date()),
  "renew-subscription": (payload) => renewSubscription(services, payload, new Date()),
  "close-outdated-orders": (payload) => closeOutdatedOrders(services, payload, new Date()),
  "issue-invoice": (payload) => issueInvoice(services, payload, new Date()),
  "issue-credit-note": (payload) => issueCreditNote(services.db, payload, new Date()),
  "provision-website": (payload) => provisionWebsite(services, payload, new Date()),
  "switch-website": (payload) => switchWebsite(services, payload, new Date()),
  "follow-folders": (payload) => followFolders(services, payload, new Date()),
  "follow-php": (payload) => followPhp(services, payload, new Date()),
  "export-website": (payload) => exportWebsite(services, payload, new Date()),
  "remove-website": (payload) => removeWebsite(services, payload, new Date()),
  "sweep-endings": () => sweepEndings(services, new Date()),
  "schedule-backups": () => scheduleBackups(services, new Date()),
  "back-up-website": (payload) => backUpWebsite(services, payload, new Date()),
  "restore-backup": (payload) => restoreBackup(services, payload, new Date()),
  "restore-beside": (payload) => restoreBeside(services, payload, new Date()),
  "measure-disk": (payload) => measureDisk(services, payload, new Date()),
  "measure-disks": () => measureDisks(services.db),
  "check-domain": (payload) => checkDomain(services, payload, new Date()),
  "unbind-domain": (payload) => unbindDomain(services, payload, new Date()),
  "sweep-domains": () => sweepDomains(services, new Date()),
  "issue-certificate": (payload) => issueCertificate(services, payload, new Date()),
  "set-redirect": (payload) => followRedirect(services, payload, new Date()),
  "watch-certificate": (payload) => watchCertificate(services, payload, new Date()),
  "watch-certificates": () => watchCertificates(services.db),
  "watch-servers": () => watchServers(services.db),
  "look-at-server": (payload) => lookAtServer(services, payload, new Date()),
  "inspect-upload": (payload) => inspectUpload(services, payload, new Date()),
  "pack-ahead": (payload) => packAhead(services, payload, new Date()),
  deploy: (payload) => runDeployment(services, payload, () => new Date()),
  "clean-releases": (payload) => cleanReleases(services, payload, new Date()),
  "send-notice": (payload) => sendNotice(services, payload, new Date()),
  "compare-books": () => {
    const now = new Date();
    return compareBooks(services, usualDays(now), now);
  },
  "sweep-leftovers": async () => {
    await sweepLeftovers(services, new Date());
    await sweepDrafts(services.db, new Date());
    await forgetExpired(services.db, new Date());
  },
};

/** Payloads are parsed again here: a job may be older than the code that runs it. */
export const taskList: TaskList = Object.fromEntries(
  (Object.keys(handlers) as JobName[]).map((name) => [name, (payload: unknown) => run(name, payload)]),
);

async function run<Name extends JobName>(name: Name, payload: unknown): Promise<void> {
  await handlers[name](payloads[name].parse(payload) as Parsed<Name>);
}

/**
 * What a worker sees to before its first job: the environment's server is in the table, the ways to pay are fetched, and
 * what was due while no worker was there is looked at now.
 */
export async function prepare(): Promise<void> {
  if (services.settings.payment.isDirect) await wantChannels(services.db);
  const { outcome } = await addServerFromEnvironment(services, env, new Date());
  await enqueueAll(
    services.db,
    (["billing-tick", "reconcile-payments"] as const).map((name) =>
      job(name, {}, { key: `at-start:${name}` }),
    ),
  );
  if (outcome === "added") services.log.info({ panel: env.AAPANEL_URL }, "the first server was added");
}
