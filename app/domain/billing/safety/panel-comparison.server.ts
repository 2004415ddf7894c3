import type { HostingPanel } from "#app/adapters/aapanel/hosting-panel.ts";
import type { Vault } from "#app/adapters/vault/vault.server.ts";
import { type PanelOf, withPanel } from "#app/domain/hosting/servers/servers.server.ts";
import { markOf } from "#app/domain/hosting/websites/provisioning.server.ts";
import { STOP_PATH } from "#app/domain/hosting/websites/stop-page.server.ts";
import type { WebsiteRow } from "#app/domain/hosting/websites/websites.server.ts";
import type { Db } from "#db/client.ts";
import type { Finding } from "./difference-kinds.ts";

type Deps = { db: Db; panelOf: PanelOf; vault: Vault };
type Server = { id: string; name: string };

const MARK = /^lumicloud:/;
const OUR_FTP = /^lc_[0-9a-f]{12}$/;

/**
 * Where a server's panel and our websites on it differ. Whatever looks wrong in the lists is looked at once more by
 * itself, row and panel, before it is said: websites are switched and made while the lists are read. Throws when the
 * panel does not answer.
 */
export async function compareServer(deps: Deps, server: Server, now: Date) {
  return withPanel(deps, server.id, now, async ({ panel }) => {
    const [sites, users] = [await panel.listSites(), await panel.listFtpUsers()];
    const rows = await deps.db
      .selectFrom("websites")
      .selectAll()
      .where("server_id", "=", server.id)
      .where("status", "<>", "deleted")
      .execute();
    const findings: Finding[] = [];
    for (const row of rows) {
      const site = sites.find((one) => one.note === markOf(row)) ?? null;
      const user = users.find((one) => one.name === row.ftp_user) ?? null;
      if (judge(row, await standing(panel, site), user, server))
        findings.push(...(await lookAgain(deps.db, panel, row.id, server)));
    }
    const known = new Set(rows.map(markOf));
    const names = new Set(rows.map((row) => row.ftp_user));
    const strays = sites.filter((one) => MARK.test(one.note) && !known.has(one.note));
    const lost = users.filter((one) => OUR_FTP.test(one.name) && !names.has(one.name));
    findings.push(
      ...strays.map(({ name, note, path }) => orphan("orphan-site", name, { note, path }, server)),
      ...lost.map(({ name, path }) => orphan("orphan-ftp", name, { path }, server)),
    );
    return { sites: rows.length, findings };
  });
}

type Listed = Awaited<ReturnType<HostingPanel["findSite"]>>;
type Shown = (NonNullable<Listed> & { runPath: string }) | null;
type User = Awaited<ReturnType<HostingPanel["findFtpUser"]>>;

function judge(row: WebsiteRow, site: Shown, user: User, server: Server): Finding | null {
  if (row.status !== "active" && row.status !== "suspended") return null;
  const about = { subject: row.id, orderId: row.order_id };
  const detail = { host: row.host, server: server.name };
  if (!site || site.note !== markOf(row)) return { kind: "site-missing", ...about, detail };
  if (!user) return { kind: "ftp-missing", ...about, detail: { ...detail, user: row.ftp_user } };
  if (site.name !== row.host || (site.path !== row.site_path && user.path !== row.site_path)) {
    const shown = { shownHost: site.name, shownPath: site.path, path: row.site_path };
    return { kind: "place-differs", ...about, detail: { ...detail, ...shown } };
  }
  const isOn = row.suspended_reason === null;
  // Off for the time being is our stop page; off for good is off.
  const isShowing = site.isRunning && (site.runPath !== STOP_PATH || row.suspended_reason === "ended");
  if (isShowing === isOn && user.isEnabled === (isOn && row.is_ftp_wanted)) return null;
  const states = { wanted: onOff(isOn), site: onOff(isShowing), ftp: onOff(user.isEnabled) };
  return { kind: "standing-differs", ...about, detail: { ...detail, ...states } };
}

async function standing(panel: HostingPanel, site: Listed): Promise<Shown> {
  return site && { ...site, runPath: await panel.runPath(site.id) };
}

function onOff(isOn: boolean): string {
  return isOn ? "on" : "off";
}

async function lookAgain(db: Db, panel: HostingPanel, id: string, server: Server): Promise<Finding[]> {
  const row = await db.selectFrom("websites").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  const listed = (await panel.listSites()).find((one) => one.note === markOf(row)) ?? null;
  const user = row.ftp_user ? await panel.findFtpUser(row.ftp_user) : null;
  const finding = judge(row, await standing(panel, listed), user, server);
  return finding ? [finding] : [];
}

function orphan(
  kind: "orphan-site" | "orphan-ftp",
  subject: string,
  more: Finding["detail"],
  { name: server }: Server,
): Finding {
  return { kind, subject, detail: { server, ...more } };
}
