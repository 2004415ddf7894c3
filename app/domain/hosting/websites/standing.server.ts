import { isPassing, PanelAuthFailed } from "#app/adapters/aapanel/errors.ts";
import type { HostingPanel } from "#app/adapters/aapanel/hosting-panel.ts";
import type { Vault } from "#app/adapters/vault/vault.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import { enqueue, enqueueAll, type Job, job, MONEY_FIRST } from "#app/jobs/queue.server.ts";
import type { Db, Tx } from "#db/client.ts";
import { type AtServer, ftpOf, type PanelOf, type TransferTo, withPanel } from "../servers/servers.server.ts";
import { followWithFolders } from "./kept-folders.server.ts";
import { markOf } from "./provisioning.server.ts";
import { STOP_PATH, showOwnPages, showStopPage, stopPage } from "./stop-page.server.ts";
import { recordWebsite, type WebsiteRow } from "./websites.server.ts";

/*
 * Whether a website may run. The decision stands in `suspended_reason`, written in the transaction of whoever decides;
 * one job makes the server follow, and only what the panel shows afterwards becomes the website's status.
 */

type Deps = { db: Db; panelOf: PanelOf; transferTo: TransferTo; vault: Vault; settings: Settings };
type Which = { subscriptionId: string; now: Date };

/** What a website is that its owner has not deleted. */
export const OUT_OF_TRASH = {
  trashed_at: null,
  trash_ends_at: null,
  trash_warned_at: null,
  did_trash_cancel: false,
} as const;

/** Decides that a subscription's website goes off because it is not paid. What staff stopped stays theirs. */
export async function stopUnpaid(tx: Tx, { subscriptionId, now }: Which): Promise<void> {
  const site = await tx
    .updateTable("websites")
    .set({ suspended_reason: "unpaid" })
    .where("subscription_id", "=", subscriptionId)
    .where("suspended_reason", "is", null)
    .where("status", "not in", ["deleting", "deleted"])
    .returning(["id", "order_id"])
    .executeTakeFirst();
  if (site) await follow(tx, { id: site.id, orderId: site.order_id }, "website-stop-decided", now);
}

/**
 * Decides that a website whose bill was paid runs again: one stopped for non-payment, and one its owner had deleted, for
 * paying is taking it back. One that staff stopped, or that runs, is left as it is.
 */
export async function letRun(tx: Tx, { subscriptionId, now }: Which): Promise<void> {
  const site = await tx
    .updateTable("websites")
    .set({ ...OUT_OF_TRASH, suspended_reason: null })
    .where("subscription_id", "=", subscriptionId)
    .where("suspended_reason", "in", ["unpaid", "trash"])
    .returning(["id", "order_id"])
    .executeTakeFirst();
  if (!site) {
    // Once staff let it run, it is not to lie in the trash again.
    await tx
      .updateTable("websites")
      .set(OUT_OF_TRASH)
      .where("subscription_id", "=", subscriptionId)
      .where("suspended_reason", "=", "staff")
      .where("trashed_at", "is not", null)
      .execute();
  }
  if (site) await follow(tx, { id: site.id, orderId: site.order_id }, "website-start-decided", now);
}

/**
 * Decides that the website of a subscription that is over goes off for good: whoever stopped it before, from now on
 * nothing lets it run again. Its last export is noted as waiting. Twice, or without a website, it does nothing.
 */
export async function endWebsite(tx: Tx, { subscriptionId, now }: Which): Promise<void> {
  const site = await tx
    .updateTable("websites")
    .set({ suspended_reason: "ended", ended_at: now })
    .where("subscription_id", "=", subscriptionId)
    .where("suspended_reason", "is distinct from", "ended")
    .where("status", "not in", ["deleting", "deleted"])
    .returning(["id", "order_id", "user_id"])
    .executeTakeFirst();
  if (!site) return;
  await tx
    .insertInto("site_exports")
    .values({ website_id: site.id, user_id: site.user_id, created_at: now })
    .onConflict((conflict) => conflict.column("website_id").doNothing())
    .execute();
  await follow(tx, { id: site.id, orderId: site.order_id }, "website-ended", now);
  await enqueue(tx, "export-website", { websiteId: site.id }, { key: `export-website:${site.id}` });
}

/** The job that makes the server follow what was decided; before other jobs, because somebody may have paid. */
export function switchingJob(websiteId: string): Job {
  return job("switch-website", { websiteId }, { key: `switch-website:${websiteId}`, priority: MONEY_FIRST });
}

async function follow(tx: Tx, site: { id: string; orderId: string }, event: string, now: Date) {
  await recordWebsite(tx, site, event, {}, now);
  await enqueueAll(tx, [switchingJob(site.id)]);
}

/** A website that is not made yet is looked at again after this. */
const NOT_MADE_MS = 60 * 60_000;

export type Switching = { outcome: "running" | "stopped" | "not-made" | "changed-meanwhile" };

/**
 * Makes the server follow what was decided: site and FTP account both off or both on, since neither implies the other
 * (aaPanel API, observed on 8.10); FTP on only where the customer wants it. A site that is off for the time being shows
 * our stop page, brought up to date here. Alone on the server, and believed only after the panel, asked again, shows both.
 * Run twice it changes nothing more; when the panel fails it throws, and the job tries again.
 */
export async function switchWebsite(
  deps: Deps,
  { websiteId }: { websiteId: string },
  now: Date,
): Promise<Switching> {
  const found = await read(deps.db, websiteId);
  if (found.status === "provisioning" && found.suspended_reason) {
    const runAt = new Date(now.getTime() + NOT_MADE_MS);
    await enqueue(deps.db, "switch-website", { websiteId }, { key: `switch-website:${websiteId}`, runAt });
  }
  if (!found.server_id || !["active", "suspended"].includes(found.status)) return { outcome: "not-made" };
  return withPanel(deps, found.server_id, now, (at) =>
    at.write(async () => {
      const { panel } = at;
      // Decided anew while we waited for our turn: the newest decision counts.
      const site = await read(deps.db, websiteId);
      const isOn = site.suspended_reason === null;
      if (isOn) await turnOn(panel, site);
      else await turnOff(deps, panel, site, now);
      await changeFtp(deps, at, site);
      await mustShow(panel, site, isOn);
      return deps.db.transaction().execute((tx) => keep(tx, site, isOn, now));
    }),
  );
}

function read(db: Db, websiteId: string): Promise<WebsiteRow> {
  return db.selectFrom("websites").selectAll().where("id", "=", websiteId).executeTakeFirstOrThrow();
}

async function look(panel: HostingPanel, site: WebsiteRow) {
  const made = await panel.findSite(site.host);
  const user = site.ftp_user ? await panel.findFtpUser(site.ftp_user) : null;
  if (!made || made.note !== markOf(site))
    throw new Error(`the panel shows no site of ours for ${site.host}`);
  if (!user) throw new Error(`the panel shows no FTP account for ${site.host}`);
  return { made, user };
}

/** Back on: its own pages first, whatever was deployed last, then the site, then FTP. */
async function turnOn(panel: HostingPanel, site: WebsiteRow): Promise<void> {
  const { made, user } = await look(panel, site);
  await showOwnPages(panel, { siteId: made.id, sitePath: made.path, runPath: site.run_path });
  if (!made.isRunning) await panel.startSite(made).catch(passLater);
  if (user.isEnabled !== site.is_ftp_wanted) {
    await panel.setFtpEnabled(user, site.is_ftp_wanted).catch(passLater);
  }
}

/** A password or a switch the customer asked for: set as it is written down, and on only when it lets somebody in. */
async function changeFtp(
  { transferTo, vault }: Deps,
  { server, panel }: AtServer,
  site: WebsiteRow,
): Promise<void> {
  if (!site.ftp_changing_at || !site.ftp_password_encrypted) return;
  const { user } = await look(panel, site);
  const password = vault.open(site.ftp_password_encrypted);
  await panel.setFtpPassword(user, password).catch(passLater);
  if (!user.isEnabled) return;
  const account = transferTo(ftpOf(server, { user: user.name, password }));
  if (!(await account.canLogIn())) throw new Error(`FTP of ${site.host} does not take its new password yet`);
}

/**
 * Off: for the time being visitors get our page; for good, or when the page cannot be written, the panel stops the
 * site and shows its own.
 */
async function turnOff(deps: Deps, panel: HostingPanel, site: WebsiteRow, now: Date): Promise<void> {
  const { made, user } = await look(panel, site);
  if (user.isEnabled) await panel.setFtpEnabled(user, false).catch(passLater);
  if (site.suspended_reason !== "ended") {
    const html = await stopPage(deps, site, now);
    const page = { siteId: made.id, sitePath: made.path, html, mayHoldLinks: site.php_used_at !== null };
    const isShown = await showStopPage(panel, page).then(
      () => true,
      (error: unknown) => {
        if (isPassing(error) || error instanceof PanelAuthFailed) throw error;
        return false;
      },
    );
    if (isShown && !made.isRunning) await panel.startSite(made).catch(passLater);
    if (isShown) return;
  }
  if (made.isRunning) await panel.stopSite(made).catch(passLater);
}

/** An answer may be lost after the work was done: what the panel shows next is what counts. */
function passLater(error: unknown): void {
  if (!isPassing(error)) throw error;
}

async function mustShow(panel: HostingPanel, site: WebsiteRow, isOn: boolean): Promise<void> {
  const { made, user } = await look(panel, site);
  const runPath = await panel.runPath(made.id);
  const showsItself = made.isRunning && runPath === site.run_path;
  const isHidden = !made.isRunning || (runPath === STOP_PATH && site.suspended_reason !== "ended");
  if (user.isEnabled !== (isOn && site.is_ftp_wanted) || !(isOn ? showsItself : isHidden)) {
    throw new Error(`${site.host} is not ${isOn ? "on" : "off"} yet: the panel shows otherwise`);
  }
}

/** Writes down what the panel showed, unless it was decided otherwise meanwhile: then the next job follows that. */
async function keep(tx: Tx, site: WebsiteRow, isOn: boolean, now: Date): Promise<Switching> {
  const status = isOn ? "active" : "suspended";
  const changed = await tx
    .updateTable("websites")
    .set({ status, ftp_changing_at: null })
    .where("id", "=", site.id)
    .where("status", "in", ["active", "suspended"])
    .where("is_ftp_wanted", "=", site.is_ftp_wanted)
    .where("ftp_changing_at", "is not distinct from", site.ftp_changing_at)
    .where("suspended_reason", isOn ? "is" : "=", isOn ? null : site.suspended_reason)
    .returning("id")
    .executeTakeFirst();
  if (!changed) return { outcome: "changed-meanwhile" };
  const outcome = isOn ? "running" : "stopped";
  if (site.status === status) return { outcome };
  await followWithFolders(tx, site.id, now);
  const event = isOn ? "website-resumed" : "website-suspended";
  const detail = { reason: site.suspended_reason };
  await recordWebsite(tx, { id: site.id, orderId: site.order_id }, event, detail, now);
  if (isOn) {
    await enqueue(tx, "send-notice", {
      key: `site-restored:${site.id}:${now.toISOString()}`,
      kind: "site-restored",
      userId: site.user_id,
      values: { websiteId: site.id, host: site.host },
    });
  }
  return { outcome };
}
