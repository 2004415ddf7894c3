import { randomInt } from "node:crypto";
import type { Logger } from "pino";
import {
  isPassing,
  PanelAnswerUnknown,
  PanelAuthFailed,
  PanelRefused,
} from "#app/adapters/aapanel/errors.ts";
import type { HostingPanel, PanelSite } from "#app/adapters/aapanel/hosting-panel.ts";
import { TransferFailed } from "#app/adapters/ftp/ftp.server.ts";
import type { Vault } from "#app/adapters/vault/vault.server.ts";
import { endAttention } from "#app/domain/attention/attention.server.ts";
import { enqueue } from "#app/jobs/queue.server.ts";
import type { Db, Tx } from "#db/client.ts";
import { findRoom } from "../servers/placement.server.ts";
import {
  type AtServer,
  ftpOf,
  type PanelOf,
  ServerLocked,
  type TransferTo,
  withPanel,
} from "../servers/servers.server.ts";
import { noteFailedTry, type Problem } from "./provisioning-failures.server.ts";
import { recordWebsite, type WebsiteRow } from "./websites.server.ts";

export type ProvisioningDeps = {
  db: Db;
  panelOf: PanelOf;
  transferTo: TransferTo;
  vault: Vault;
  log: Logger;
};

export type Provisioning = {
  outcome: "active" | "not-provisioning" | "tries-again" | "failed";
};

/** What a website is called on its server: everything follows from its id, so every try means the same things. */
type Placed = WebsiteRow & {
  server_id: string;
  site_path: string;
  ftp_user: string;
  ftp_password_encrypted: string;
};

/** Something is on the server that is not as it must be; a code for people and the text for the log. */
class NotAsWanted extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.text);
    this.problem = problem;
  }
}

/**
 * Makes a paid website on a server: site, FTP account, host. It becomes `active` only after the panel, asked again,
 * shows all three and the account really logs in. Looks before it makes and adopts what carries our mark, so it may
 * run twice, five times at once, or after a crash or a lost answer anywhere: there is one site and one account.
 * A failure is written down and tried again with growing pauses; see `nextTry`.
 */
export async function provisionWebsite(
  deps: ProvisioningDeps,
  { websiteId }: { websiteId: string },
  now: Date,
): Promise<Provisioning> {
  const { db, log } = deps;
  const site = await db.transaction().execute((tx) => place(tx, deps.vault, websiteId, now));
  if (site === "not-provisioning") return { outcome: "not-provisioning" };
  try {
    if (site === "no-room")
      throw new NotAsWanted({ code: "no-server-room", text: "no server takes a website" });
    const panelSiteId = await withPanel(deps, site.server_id, now, (at) => build(deps, at, site));
    return await activate(db, site, panelSiteId, now);
  } catch (error) {
    const problem = problemOf(error);
    if (!problem) throw error;
    log.warn({ websiteId, problem: problem.code, reason: problem.text }, "a website could not be made yet");
    return noteFailedTry(db, websiteId, problem, now);
  }
}

/** Decides server and names once, before anything is asked of a panel, so that a crash changes none of them. */
async function place(tx: Tx, vault: Vault, websiteId: string, now: Date) {
  const site = await tx
    .selectFrom("websites")
    .selectAll()
    .where("id", "=", websiteId)
    .forUpdate()
    .executeTakeFirst();
  if (site?.status !== "provisioning") return "not-provisioning";
  if (isPlaced(site)) return site;
  const server = await findRoom(tx, site, now);
  if (!server) return "no-room";
  const names = {
    server_id: server.id,
    site_path: `${server.sites_root}/${site.host}`,
    ftp_user: `lc_${site.id.replaceAll("-", "").slice(0, 12)}`,
    ftp_password_encrypted: vault.seal(makePassword()),
  };
  await tx.updateTable("websites").set(names).where("id", "=", site.id).execute();
  const detail = { server: server.name };
  await recordWebsite(tx, { id: site.id, orderId: site.order_id }, "website-placed", detail, now);
  return { ...site, ...names };
}

function isPlaced(site: WebsiteRow): site is Placed {
  return Boolean(site.server_id && site.site_path && site.ftp_user && site.ftp_password_encrypted);
}

/** A new FTP password. Letters and digits only: the panel pastes it into a root shell (aaPanel API, observed on 8.10). */
export function makePassword(): string {
  const letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
  return Array.from({ length: 20 }, () => letters[randomInt(letters.length)]).join("");
}

async function build(deps: ProvisioningDeps, at: AtServer, site: Placed): Promise<number> {
  const { db, vault, transferTo } = deps;
  const password = vault.open(site.ftp_password_encrypted);
  const transfer = transferTo(ftpOf(at.server, { user: site.ftp_user, password }));

  if (!at.server.flavour) {
    const { flavour } = await at.panel.describe();
    await db.updateTable("servers").set({ flavour }).where("id", "=", at.server.id).execute();
  }
  await at.write(async () => {
    const made = await adoptOrMake(at.panel, site, password);
    await ensureHost(at.panel, made, site.host);
    await ensureAccount(at.panel, made, site, password);
  });
  if (!(await transfer.canLogIn())) {
    // The account may come from a try whose answer was lost, or the panel's shell failed silently.
    await at.write(async () => {
      const user = await at.panel.findFtpUser(site.ftp_user);
      if (user) await at.panel.setFtpPassword(user, password);
    });
    if (!(await transfer.canLogIn())) {
      throw new NotAsWanted({ code: "ftp-login-refused", text: `${site.ftp_user} cannot log in` });
    }
  }
  return verify(at.panel, site);
}

/** A lost answer is no failure when the site is there afterwards with our mark. */
async function adoptOrMake(panel: HostingPanel, site: Placed, password: string): Promise<PanelSite> {
  const { host, site_path: path, ftp_user: user } = site;
  const existing = await panel.findSite(host);
  if (existing) return mustBeOurs(existing, site);
  let lost: unknown = null;
  await panel
    .createSite({ host, path, note: markOf(site), ftp: { user, password } })
    .catch((error: unknown) => {
      if (!isPassing(error)) throw error;
      lost = error;
    });
  const made = await panel.findSite(host);
  if (made) return mustBeOurs(made, site);
  throw lost ?? new NotAsWanted({ code: "not-verified", text: "the panel made a site and does not show it" });
}

function mustBeOurs(found: PanelSite, site: Placed): PanelSite {
  if (found.note === markOf(site)) return found;
  throw new NotAsWanted({ code: "host-taken-on-server", text: `site ${found.id} carries another mark` });
}

/** The note of a site on the panel by which it is known as ours. */
export function markOf(site: { id: string }): string {
  return `lumicloud:${site.id}`;
}

async function ensureHost(panel: HostingPanel, made: PanelSite, host: string): Promise<void> {
  const domains = await panel.domainsOf(made.id);
  if (!domains.some((domain) => domain.name === host)) await panel.addDomain(made, host);
}

/** AddSite can make a site and silently not its account. */
async function ensureAccount(
  panel: HostingPanel,
  made: PanelSite,
  site: Placed,
  password: string,
): Promise<void> {
  const { ftp_user: user, site_path: path } = site;
  const existing = await panel.findFtpUser(user);
  if (!existing) return panel.createFtpUser({ user, password, path, siteId: made.id });
  if (existing.path.replace(/\/$/, "") === path) return;
  throw new NotAsWanted({ code: "ftp-user-taken", text: `${user} belongs to ${existing.path}` });
}

/** Asks the panel for everything again: only what it shows now counts. */
async function verify(panel: HostingPanel, site: Placed): Promise<number> {
  const found = await panel.findSite(site.host);
  const domains = found ? await panel.domainsOf(found.id) : [];
  const user = await panel.findFtpUser(site.ftp_user);
  const missing = [
    found?.note === markOf(site) && found.path === site.site_path && found.isRunning ? null : "site",
    domains.some((domain) => domain.name === site.host) ? null : "host",
    user?.isEnabled ? null : "ftp",
  ].filter((part) => part !== null);
  if (found && missing.length === 0) return found.id;
  throw new NotAsWanted({ code: "not-verified", text: `the panel does not show: ${missing.join(", ")}` });
}

/** provisioning → active, once; the customer is told. */
async function activate(db: Db, site: Placed, panelSiteId: number, now: Date): Promise<Provisioning> {
  return db.transaction().execute(async (tx) => {
    const changed = await tx
      .updateTable("websites")
      .set({
        status: "active",
        activated_at: now,
        panel_site_id: panelSiteId,
        problem_code: null,
        problem_detail: null,
      })
      .where("id", "=", site.id)
      .where("status", "=", "provisioning")
      .returning("id")
      .executeTakeFirst();
    if (!changed) return { outcome: "not-provisioning" };
    await endAttention(tx, { kinds: ["website-delayed"], subject: site.id, now });
    const detail = { host: site.host, tries: site.tries };
    await recordWebsite(tx, { id: site.id, orderId: site.order_id }, "website-activated", detail, now);
    await enqueue(tx, "send-notice", {
      key: `site-ready:${site.id}`,
      kind: "site-ready",
      userId: site.user_id,
      values: { websiteId: site.id, host: site.host },
    });
    return { outcome: "active" };
  });
}

/** What an error means for the customer and for staff; null for one that is a fault of ours. */
function problemOf(error: unknown): Problem | null {
  if (error instanceof NotAsWanted) return error.problem;
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof ServerLocked || error instanceof PanelAuthFailed)
    return { code: "server-key-refused", text };
  if (isPassing(error)) return { code: "server-unreachable", text };
  if (error instanceof PanelRefused || error instanceof PanelAnswerUnknown)
    return { code: "server-refused", text };
  if (error instanceof TransferFailed) return { code: "ftp-unreachable", text };
  return null;
}
