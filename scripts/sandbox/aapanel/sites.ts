import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { clean, makeFolders, statOf } from "./disk.ts";
import { addFtpUser, removeFtpUser } from "./ftp-users.ts";
import {
  type Action,
  done,
  HandlerCrashed,
  installedPhp,
  isConfigBroken,
  type Panel,
  type Params,
  pause,
  refuse,
} from "./panel.ts";
import { recycle } from "./recycle-bin.ts";
import { rewriteFileOf } from "./rewrite.ts";
import { nextId, panelTime, type Site } from "./state.ts";
import { readDomain, saveAndReload, siteById, writeDefaultFiles } from "./vhosts.ts";

const commonForbidden = [21, 25, 443, 8080, 888, 8888, 8443];
const forbiddenPorts = {
  baota: commonForbidden,
  aapanel: [...commonForbidden, 999, 7800, 8188, 8189, 8288, 8289, 8290],
};

export const siteActions: Record<string, Action> = { AddSite, DeleteSite, SiteStop, SiteStart };

type Wanted = { name: string; port: number; path: string; others: string[]; php: string; ps: string };

async function AddSite(panel: Panel, params: Params) {
  const wanted = readWanted(panel, params);
  if ("refusal" in wanted) return wanted.refusal;
  const { state, flavour } = panel;

  // Looked up, then a pause, then written: nothing holds the name meanwhile, so equal calls all succeed.
  const sameName = state.sites.some((site) => site.name === wanted.name);
  const taken = state.domains.some(
    (domain) => domain.name === wanted.name && (flavour === "aapanel" || domain.port === wanted.port),
  );
  await pause(15);
  if (flavour === "aapanel" ? sameName : sameName && taken) return refuse(panel, "siteExists");
  if (taken) return refuse(panel, "domainExists");

  const name = sameName ? `${wanted.name}_${wanted.port}` : wanted.name;
  const site = await createSite(panel, name, wanted);
  saveAndReload(panel);
  return finishAddSite(panel, params, site);
}

function readWanted(panel: Panel, params: Params): Wanted | { refusal: object } {
  const webname = readWebname(params.need("webname"));
  const path = params.need("path").trim();
  const port = Number(params.need("port"));
  const ps = params.need("ps");
  const php = params.get("version") ?? "00";
  if (!webname) return { refusal: refuse(panel, "badWebname") };
  if (path.includes("./")) return { refusal: refuse(panel, "unsafePath") };
  if (isConfigBroken(panel)) return { refusal: refuse(panel, "nginxBroken") };
  if (webname.domain.includes("*")) return { refusal: refuse(panel, "wildcardMain") };
  const main = readDomain(webname.domain);
  if (!main) return { refusal: refuse(panel, "badMain") };
  if (!Number.isInteger(port) || port < 1 || port > 65535 || forbiddenPorts[panel.flavour].includes(port)) {
    return { refusal: refuse(panel, "badPort") };
  }
  if (clean(path) === panel.sitesRoot || ["/", "/www"].includes(clean(path))) {
    return { refusal: refuse(panel, "systemFolder") };
  }
  if (/^\/(etc|usr|bin|sbin|boot|dev|proc|sys|root|www\/server)(\/|$)/.test(clean(path))) {
    return { refusal: refuse(panel, "forbiddenFolder") };
  }
  if (!installedPhp(panel).has(php)) return { refusal: refuse(panel, "noPhp") };
  return { name: main.name, port, path: clean(path), others: webname.domainlist, php, ps };
}

function readWebname(text: string): { domain: string; domainlist: string[] } | null {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== "object" || parsed === null || !("domain" in parsed)) return null;
    const list = "domainlist" in parsed && Array.isArray(parsed.domainlist) ? parsed.domainlist : [];
    return { domain: String(parsed.domain), domainlist: list.map(String) };
  } catch {
    return null;
  }
}

async function createSite(panel: Panel, name: string, wanted: Wanted): Promise<Site> {
  const { state } = panel;
  await makeFolders(panel.disk, wanted.path);
  await writeDefaultFiles(panel, wanted.path);
  const rewrite = panel.disk.real(rewriteFileOf(name));
  await mkdir(dirname(rewrite), { recursive: true });
  if (!(await statOf(rewrite))) await writeFile(rewrite, "");
  const site: Site = {
    id: nextId(state),
    name,
    path: wanted.path,
    status: "1",
    ps: escapeHtml(wanted.ps),
    addtime: panelTime(),
    php: wanted.php,
  };
  state.sites.push(site);
  const domains = [{ name: wanted.name, port: wanted.port }];
  for (const entry of wanted.others) {
    const other = readDomain(entry);
    const taken = other && [...state.domains, ...domains].some((domain) => domain.name === other.name);
    if (other && !taken) domains.push(other);
  }
  for (const domain of domains) {
    state.domains.push({ id: nextId(state), pid: site.id, ...domain, addtime: panelTime() });
  }
  state.vhosts[name] = {
    name,
    root: wanted.path,
    domains: domains.map((domain) => domain.name),
    bindings: [],
    stopped: false,
    redirects: 0,
    certificate: null,
  };
  return site;
}

/** The answer has no `status`; parts that failed say false without a reason. */
async function finishAddSite(panel: Panel, params: Params, site: Site) {
  const baota = panel.flavour === "baota";
  if (baota && (params.get("ftp") === undefined || params.get("sql") === undefined)) {
    throw new HandlerCrashed("AddSite without ftp or sql: the site is made, the answer is lost");
  }
  const answer: Record<string, unknown> = { siteStatus: true, siteId: site.id, ftpStatus: false };
  if (params.get("ftp") === "true") {
    const [username, password] = [params.need("ftp_username"), params.need("ftp_password")];
    const added = await addFtpUser(panel, {
      username,
      password,
      path: site.path,
      ps: site.name,
      pid: site.id,
    });
    if (added.status) Object.assign(answer, { ftpStatus: true, ftpUser: username, ftpPass: password });
    panel.save();
  }
  answer.databaseStatus = false;
  if (baota) return { ...answer, gitStatus: false };
  const ssl = params.get("set_ssl") === undefined ? missingSslTraceback : false;
  return { ...answer, ssl, redirect: true };
}

const missingSslTraceback =
  "Traceback (most recent call last):\n  File \"/www/server/panel/class/panelSite.py\", in AddSite\nAttributeError: 'dict_obj' object has no attribute 'set_ssl'\n";

/** `id` picks the rows, `webname` picks configuration and logs; nothing checks that they agree. */
async function DeleteSite(panel: Panel, params: Params) {
  const { state } = panel;
  const id = params.need("id");
  const webname = params.need("webname");
  const site = siteById(panel, id);
  if (!site) return refuse(panel, "noSite");
  delete state.vhosts[webname];
  await rm(panel.disk.real(rewriteFileOf(webname)), { force: true });
  for (const name of panel.accessLog.keys()) if (name.startsWith(webname)) panel.accessLog.delete(name);
  for (const name of panel.errorLog.keys()) if (name.startsWith(webname)) panel.errorLog.delete(name);
  state.sites = state.sites.filter((other) => other !== site);
  state.domains = state.domains.filter((domain) => domain.pid !== site.id);
  state.bindings = state.bindings.filter((binding) => binding.pid !== site.id);
  const shared = state.sites.some((other) => other.path === site.path);
  if (params.get("path") === "1" && !shared) await recycle(panel, site.path);
  const first = state.ftps.find((user) => user.pid === site.id);
  if (params.get("ftp") === "1" && first) removeFtpUser(panel, first);
  saveAndReload(panel);
  return done(panel, "siteDeleted");
}

function SiteStop(panel: Panel, params: Params) {
  return setStopped(panel, params, true);
}

function SiteStart(panel: Panel, params: Params) {
  return setStopped(panel, params, false);
}

function setStopped(panel: Panel, params: Params, stopped: boolean) {
  const site = siteById(panel, params.need("id"));
  const vhost = panel.state.vhosts[params.need("name")];
  if (!site && panel.flavour === "baota") throw new HandlerCrashed("unknown site id");
  if (site) site.status = stopped ? "0" : "1";
  if (vhost) vhost.stopped = stopped;
  saveAndReload(panel);
  return done(panel, stopped ? "siteStopped" : "siteStarted");
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
