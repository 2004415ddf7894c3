import type { z } from "zod";
import {
  Added,
  DomainRows,
  FtpRow,
  LogText,
  mustBeDone,
  outcomeOf,
  RunPath,
  readAs,
  rowsOf,
  SiteRow,
} from "./answers.ts";
import { bindingCalls } from "./bindings.server.ts";
import { certificateCalls } from "./certificates.server.ts";
import { PanelRefused } from "./errors.ts";
import { fileCalls } from "./files.server.ts";
import type { HostingPanel, PanelFtpUser, PanelSite, ServerAddress } from "./hosting-panel.ts";
import { phpCalls } from "./php.server.ts";
import { rewriteCalls } from "./rewrites.server.ts";
import { systemCalls } from "./system.server.ts";
import { type Call, createTransport } from "./transport.server.ts";

export type { HostingPanel, ServerAddress } from "./hosting-panel.ts";

/** AddSite and AddUser take seconds: the panel hashes the FTP password and tests the web server's configuration. */
const write = { timeoutMs: 60_000, isRead: false };
const pageRows = 100;

/**
 * A panel of either flavour, by its v1 paths, which both have (aaPanel API, observed on 8.10 and BaoTa 11.7).
 * Every method throws PanelUnreachable, PanelHtmlAnswer, PanelRefused, PanelAuthFailed or PanelAnswerUnknown.
 */
export function createPanel(address: ServerAddress): HostingPanel {
  const call = createTransport(address);
  const calls = {
    ...siteCalls(call),
    ...ftpCalls(call),
    ...fileCalls(call),
    ...bindingCalls(call),
    ...certificateCalls(call),
    ...phpCalls(call),
    ...rewriteCalls(call),
  };
  return { ...calls, ...systemCalls(call) };
}

function siteCalls(call: Call) {
  return {
    async findSite(name) {
      const rows = await findRows(call, "sites", name, SiteRow);
      const row = rows.sort((one, other) => one.id - other.id)[0];
      return row ? toSite(row) : null;
    },
    async listSites() {
      return (await readRows(call, "sites", "", SiteRow)).map(toSite);
    },
    async createSite({ host, path, note, ftp }) {
      const answer = await call(
        "/site",
        "AddSite",
        {
          webname: JSON.stringify({ domain: host, domainlist: [], count: 0 }),
          path,
          port: "80",
          ps: note,
          type: "PHP",
          type_id: "0",
          // Static: its owner switches PHP on, where the operator allows it.
          version: "00",
          // Left out, BaoTa crashes after making the site, and aaPanel answers with a traceback.
          ftp: "true",
          ftp_username: ftp.user,
          ftp_password: ftp.password,
          sql: "false",
          set_ssl: "0",
          force_ssl: "0",
        },
        write,
      );
      const { siteId, ftpStatus } = readAs(Added, answer, "AddSite");
      return { siteId, isFtpMade: ftpStatus };
    },
    async domainsOf(siteId) {
      const answer = await call("/data", "getData", {
        table: "domain",
        list: "true",
        search: String(siteId),
      });
      return readAs(DomainRows, answer, "getData domain");
    },
    async addDomain(site, domain) {
      const params = { id: String(site.id), webname: site.name, domain };
      mustBeDone(await call("/site", "AddDomain", params, write), "AddDomain");
    },
    async deleteSite(site) {
      const params = { id: String(site.id), webname: site.name, ftp: "1" };
      const outcome = outcomeOf(await call("/site", "DeleteSite", params, write));
      // A missing site is refused too: only its absence says what happened.
      if (!outcome?.ok && (await this.findSite(site.name))) {
        throw new PanelRefused(`DeleteSite: ${outcome?.text ?? "no outcome"}`);
      }
      await fileCalls(call).deleteFolder(site.path);
    },
    async stopSite(site) {
      const params = { id: String(site.id), name: site.name };
      mustBeDone(await call("/site", "SiteStop", params, write), "SiteStop");
    },
    async startSite(site) {
      const params = { id: String(site.id), name: site.name };
      mustBeDone(await call("/site", "SiteStart", params, write), "SiteStart");
    },
    async runPath(siteId) {
      const answer = await call("/site", "GetSiteRunPath", { id: String(siteId) });
      return readAs(RunPath, answer, "GetSiteRunPath").runPath;
    },
    async setRunPath(siteId, runPath) {
      const answer = await call("/site", "SetSiteRunPath", { id: String(siteId), runPath }, write);
      mustBeDone(answer, "SetSiteRunPath");
    },
    async logOf(siteName, kind) {
      const action = kind === "access" ? "GetSiteLogs" : "get_site_err_log";
      const { msg } = readAs(LogText, await call("/site", action, { siteName }), action);
      if (msg.startsWith("Project-Id-Version:")) return [];
      const lines = msg.replaceAll("＂", '"').split("\n");
      return lines.map((line) => line.trimEnd()).filter((line) => line !== "");
    },
  } satisfies Partial<HostingPanel> & ThisType<{ findSite(name: string): Promise<PanelSite | null> }>;
}

function ftpCalls(call: Call) {
  return {
    async findFtpUser(name) {
      const [row] = await findRows(call, "ftps", name, FtpRow);
      return row ? toFtpUser(row) : null;
    },
    async listFtpUsers() {
      return (await readRows(call, "ftps", "", FtpRow)).map(toFtpUser);
    },
    async createFtpUser({ user, password, path, siteId }) {
      // Without `ps` the login is made, but in no list of the panel.
      const params = { ftp_username: user, ftp_password: password, path, ps: user, pid: String(siteId) };
      mustBeDone(await call("/ftp", "AddUser", params, write), "AddUser");
    },
    async setFtpPassword(user, password) {
      const params = { id: String(user.id), ftp_username: user.name, new_password: password };
      mustBeDone(await call("/ftp", "SetUserPassword", params, write), "SetUserPassword");
    },
    async setFtpEnabled(user, isEnabled) {
      const params = { id: String(user.id), username: user.name, status: isEnabled ? "1" : "0" };
      mustBeDone(await call("/ftp", "SetStatus", params, write), "SetStatus");
    },
    async deleteFtpUser(user) {
      const outcome = outcomeOf(
        await call("/ftp", "DeleteUser", { id: String(user.id), username: user.name }, write),
      );
      if (!outcome?.ok && (await this.findFtpUser(user.name))) {
        throw new PanelRefused(`DeleteUser: ${outcome?.text ?? "no outcome"}`);
      }
    },
  } satisfies Partial<HostingPanel> & ThisType<{ findFtpUser(name: string): Promise<PanelFtpUser | null> }>;
}

type Named = typeof SiteRow | typeof FtpRow;

function toSite(row: z.output<typeof SiteRow>): PanelSite {
  return { id: row.id, name: row.name, path: row.path, isRunning: row.status === "1", note: row.ps ?? "" };
}

function toFtpUser(row: z.output<typeof FtpRow>): PanelFtpUser {
  return { id: row.id, siteId: row.pid, name: row.name, path: row.path, isEnabled: row.status === "1" };
}

/** The search matches any part of a name or note: the exact name is picked out here. */
async function findRows<Row extends Named>(call: Call, table: "sites" | "ftps", name: string, row: Row) {
  return (await readRows(call, table, name, row)).filter((one) => one.name === name);
}

/** Page by page, the newest first: what is made meanwhile moves others to a later page, where they are met again. */
async function readRows<Row extends Named>(call: Call, table: "sites" | "ftps", search: string, row: Row) {
  const found = new Map<number, z.output<Row>>();
  for (let page = 1; page <= 50; page++) {
    const params = { table, search, limit: String(pageRows), p: String(page), order: "id desc" };
    const { data } = readAs(rowsOf(row), await call("/data", "getData", params), `getData ${table}`);
    for (const one of data as z.output<Row>[]) found.set(one.id, one);
    if (data.length < pageRows) break;
  }
  return [...found.values()];
}
