import { readdir } from "node:fs/promises";
import { clean, isInside, statOf } from "./disk.ts";
import { type Action, done, HandlerCrashed, installedPhp, type Panel, type Params, refuse } from "./panel.ts";
import type { Site } from "./state.ts";
import { moveUserIni, saveAndReload, siteById, vhostOf, writeUserIni } from "./vhosts.ts";

export const siteSettingActions: Record<string, Action> = {
  GetPHPVersion,
  GetSitePHPVersion,
  SetPHPVersion,
  SetPath,
  GetSiteRunPath,
  SetSiteRunPath,
  GetSiteLogs,
  get_site_err_log,
};

function GetPHPVersion(panel: Panel) {
  const rows = [...installedPhp(panel)].map(([version, name]) => ({ version, name }));
  return panel.flavour === "aapanel"
    ? [...rows, { version: "other", name: "Customize" }]
    : rows.map((row) => ({ ...row, status: true }));
}

function GetSitePHPVersion(panel: Panel, params: Params) {
  const name = params.need("siteName");
  const site = panel.state.sites.find((one) => one.name === name);
  if (!site) return refuse(panel, "noSite");
  return { phpversion: site.php, tomcat: -1, tomcatversion: false, nodejsversion: false, php_other: "" };
}

/** No look whether the version exists: a missing one says success and breaks nginx for the whole server. */
function SetPHPVersion(panel: Panel, params: Params) {
  const name = params.need("siteName");
  const version = params.need("version");
  if (panel.faults.take("php-ignored", "SetPHPVersion")) return done(panel, "set");
  for (const site of panel.state.sites) if (site.name === name) site.php = version;
  saveAndReload(panel);
  return done(panel, "set");
}

async function SetPath(panel: Panel, params: Params) {
  const id = params.need("id");
  const path = params.need("path");
  if (path.includes("./")) return refuse(panel, "unsafePath");
  const site = existing(panel, id);
  const target = clean(path);
  const there = (await statOf(panel.disk.real(target)))?.isDirectory();
  if (!there && panel.flavour === "baota") return refuse(panel, "noFolder");
  const vhost = vhostOf(panel, site.name);
  if (isInside(vhost.root, site.path)) vhost.root = clean(target + vhost.root.slice(site.path.length));
  site.path = target;
  await writeUserIni(panel, target, target);
  saveAndReload(panel);
  return done(panel, "set");
}

async function GetSiteRunPath(panel: Panel, params: Params) {
  const site = existing(panel, params.need("id"));
  const { root } = vhostOf(panel, site.name);
  const entries = await readdir(panel.disk.real(site.path), { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => `/${entry.name}`);
  const runPath = root === site.path ? "/" : root.slice(site.path.length);
  return { runPath, dirs: [...new Set(["/", ...folders.sort(), runPath])] };
}

/** Success even for a folder that does not exist; nginx has been told to reload when this answers. */
async function SetSiteRunPath(panel: Panel, params: Params) {
  const id = params.need("id");
  const runPath = params.need("runPath");
  const site = existing(panel, id);
  if (panel.faults.take("switch-ignored", "SetSiteRunPath")) return done(panel, "set");
  const vhost = vhostOf(panel, site.name);
  const next = clean(site.path + runPath);
  await moveUserIni(panel, vhost.root, next);
  vhost.root = next;
  saveAndReload(panel);
  return done(panel, "set");
}

function GetSiteLogs(panel: Panel, params: Params) {
  return logAnswer(panel, panel.accessLog.get(params.need("siteName")) ?? []);
}

function get_site_err_log(panel: Panel, params: Params) {
  return logAnswer(panel, panel.errorLog.get(params.need("siteName")) ?? []);
}

function logAnswer(panel: Panel, lines: string[]) {
  const text = lines.join("\n").replaceAll('"', "＂");
  if (text || panel.flavour === "baota") return { status: true, msg: text };
  // An empty text is looked up as a translation, which finds the header of the catalogue.
  return { status: true, msg: "Project-Id-Version: aaPanel\nContent-Type: text/plain; charset=UTF-8\n" };
}

function existing(panel: Panel, id: string): Site {
  const site = siteById(panel, id);
  if (!site) throw new HandlerCrashed(`no site ${id}`);
  return site;
}
