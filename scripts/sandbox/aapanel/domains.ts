import { readdir } from "node:fs/promises";
import { clean, statOf } from "./disk.ts";
import { say, sayDomainTaken } from "./messages.ts";
import { type Action, done, isConfigBroken, type Panel, type Params, refuse } from "./panel.ts";
import { nextId, panelTime, type Site } from "./state.ts";
import { readDomain, saveAndReload, siteById, vhostOf } from "./vhosts.ts";

const baotaRefusedPorts = [21, 25, 443, 888, 8888, 8443];

export const domainActions: Record<string, Action> = {
  AddDomain,
  DelDomain,
  AddDirBinding,
  GetDirBinding,
  DelDirBinding,
};

type Tried = { name: string; status: boolean; msg: string };

function AddDomain(panel: Panel, params: Params) {
  const id = params.need("id");
  const list = params.need("domain");
  params.need("webname");
  if (isConfigBroken(panel)) return refuse(panel, "nginxBroken");
  const site = siteById(panel, id);
  if (!site) return refuse(panel, "noSite");
  const tried: Tried[] = [];
  for (const entry of list.split(",").filter((text) => text.trim())) {
    const one = addOne(panel, site, entry);
    tried.push(one);
    // aaPanel stops at the first bad entry and keeps those already added.
    if (panel.flavour === "aapanel" && !one.status) break;
  }
  saveAndReload(panel);
  if (panel.flavour === "baota") return { domains: tried };
  const failed = tried.find((one) => !one.status);
  return failed ? { status: false, msg: failed.msg } : done(panel, "siteAdded");
}

function addOne(panel: Panel, site: Site, entry: string): Tried {
  const { state, flavour } = panel;
  const domain = readDomain(entry);
  const refused = (msg: string) => ({ name: domain?.name ?? entry, status: false, msg });
  if (!domain) return refused(say(flavour, "badDomain"));
  if (flavour === "baota" && baotaRefusedPorts.includes(domain.port)) return refused(say(flavour, "badPort"));
  const bound = state.domains.find(
    (other) =>
      other.name === domain.name &&
      (other.port === domain.port || (flavour === "aapanel" && other.pid === site.id)),
  );
  if (bound) {
    const owner = state.sites.find((other) => other.id === bound.pid)?.name ?? "";
    return refused(sayDomainTaken(flavour, domain.name, owner));
  }
  const vhost = vhostOf(panel, site.name);
  state.domains.push({ id: nextId(state), pid: site.id, ...domain, addtime: panelTime() });
  if (!vhost.domains.includes(domain.name)) vhost.domains.push(domain.name);
  return { name: domain.name, status: true, msg: say(flavour, "siteAdded") };
}

function DelDomain(panel: Panel, params: Params) {
  const { state, flavour } = panel;
  const id = Number(params.need("id"));
  const name = params.need("domain").toLowerCase();
  const port = Number(params.need("port"));
  const webname = params.need("webname");
  const own = state.domains.filter((domain) => domain.pid === id);
  const found = own.find((domain) => domain.name === name && (flavour === "aapanel" || domain.port === port));
  if (!found) {
    if (flavour === "baota") return { status: false, msg: "未查询到指定域名，无法删除" };
    const timestamp = Math.floor(Date.now() / 1000);
    return { status: -1, timestamp, message: { result: "Domain record not found" } };
  }
  if (own.length === 1) return refuse(panel, "lastDomain");
  state.domains = state.domains.filter((domain) => domain !== found);
  const vhost = vhostOf(panel, webname);
  vhost.domains = vhost.domains.filter((domain) => domain !== name);
  saveAndReload(panel);
  return done(panel, "deleted");
}

/** A host name shown another folder of the same site: looked for under the run path, then under the site. */
async function AddDirBinding(panel: Panel, params: Params) {
  const { state, disk } = panel;
  const site = siteById(panel, params.need("id"));
  const domain = readDomain(params.need("domain"));
  const dirName = params.need("dirName").replace(/^\/+/, "");
  if (!site) return refuse(panel, "noSite");
  if (!domain) return refuse(panel, "badMain");
  if (!dirName) return refuse(panel, "emptyFolder");
  const taken = [...state.bindings.map((one) => one.domain), ...state.domains.map((one) => one.name)];
  if (taken.includes(domain.name)) return refuse(panel, "domainExists");
  const vhost = vhostOf(panel, site.name);
  const underRun = clean(`${vhost.root}/${dirName}`);
  const underSite = clean(`${site.path}/${dirName}`);
  const isThere = async (path: string) => (await statOf(disk.real(path)))?.isDirectory() ?? false;
  const inRun = await isThere(underRun);
  if (!inRun && !(await isThere(underSite))) return refuse(panel, "noFolder");
  const path = inRun ? dirName : `../${dirName}`;
  state.bindings.push({
    id: nextId(state),
    pid: site.id,
    domain: domain.name,
    path,
    port: domain.port,
    addtime: panelTime(),
  });
  vhost.bindings.push({ domain: domain.name, root: inRun ? underRun : underSite });
  saveAndReload(panel);
  return done(panel, "added");
}

async function GetDirBinding(panel: Panel, params: Params) {
  const id = params.need("id");
  const site = siteById(panel, id);
  if (!site) return refuse(panel, "noSite");
  const { root } = vhostOf(panel, site.name);
  const entries = await readdir(panel.disk.real(root), { withFileTypes: true }).catch(() => []);
  return {
    run_path: root === site.path ? "/" : root.slice(site.path.length),
    dirs: entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name),
    binding: panel.state.bindings.filter((binding) => String(binding.pid) === id),
  };
}

function DelDirBinding(panel: Panel, params: Params) {
  const { state } = panel;
  const id = params.need("id");
  const found = state.bindings.find((binding) => String(binding.id) === id);
  const site = found && state.sites.find((one) => one.id === found.pid);
  state.bindings = state.bindings.filter((binding) => binding !== found);
  if (found && site) {
    const vhost = vhostOf(panel, site.name);
    vhost.bindings = vhost.bindings.filter((binding) => binding.domain !== found.domain);
  }
  saveAndReload(panel);
  return done(panel, "deleted");
}
