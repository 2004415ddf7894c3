import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { domainToASCII } from "node:url";
import { clean, noteRemoved, statOf } from "./disk.ts";
import { HandlerCrashed, isConfigBroken, type Panel } from "./panel.ts";
import type { Site, Vhost } from "./state.ts";

const domainPattern = /^([\w\-*]{1,100}\.){1,24}([\w-]{1,24}|[\w-]{1,24}\.[\w-]{1,24})$/;

/** Lower-cased, punycoded; null when the panel's pattern refuses it. */
export function readDomain(text: string): { name: string; port: number } | null {
  const [host = "", port = "80"] = text.trim().toLowerCase().split(":");
  const wildcard = host.startsWith("*.");
  const ascii = domainToASCII(wildcard ? host.slice(2) : host) || host;
  const name = wildcard ? `*.${ascii}` : ascii;
  if (!domainPattern.test(name) || name.lastIndexOf("*") > 0 || !/^\d+$/.test(port)) return null;
  return { name, port: Number(port) };
}

export function siteById(panel: Panel, id: string): Site | undefined {
  return panel.state.sites.find((site) => String(site.id) === id);
}

/** The configuration file of a site; a missing one crashes the handler, as in the vendor's code. */
export function vhostOf(panel: Panel, name: string): Vhost {
  const vhost = panel.state.vhosts[name];
  if (!vhost) throw new HandlerCrashed(`no configuration file for ${name}`);
  return vhost;
}

/** Saves and reloads; a broken configuration anywhere leaves the old one running, and nobody is told. */
export function saveAndReload(panel: Panel): void {
  panel.save();
  if (!isConfigBroken(panel)) panel.reload();
}

/** `.user.ini` in a folder: root's and immutable. A missing folder gets none. */
export async function writeUserIni(panel: Panel, folder: string, sitePath: string): Promise<void> {
  const file = clean(`${folder}/.user.ini`);
  if (!(await statOf(panel.disk.real(folder)))?.isDirectory()) return;
  await writeFile(panel.disk.real(file), `open_basedir=${sitePath}/:/tmp/`, { mode: 0o644 });
  if (!panel.state.immutable.includes(file)) panel.state.immutable.push(file);
}

/** Takes `.user.ini` along to a new run folder; when that is missing, the file is simply lost. */
export async function moveUserIni(panel: Panel, from: string, to: string): Promise<void> {
  const [old, next] = [clean(`${from}/.user.ini`), clean(`${to}/.user.ini`)];
  if (old === next || !(await statOf(panel.disk.real(old)))) return;
  noteRemoved(panel.state, old);
  if (!(await statOf(panel.disk.real(to)))?.isDirectory()) return rm(panel.disk.real(old));
  await rename(panel.disk.real(old), panel.disk.real(next));
  if (!panel.state.immutable.includes(next)) panel.state.immutable.push(next);
}

/** What AddSite puts into a folder; files already there are kept. */
export async function writeDefaultFiles(panel: Panel, path: string): Promise<void> {
  await mkdir(panel.disk.real(path), { recursive: true });
  const files: Record<string, string> = {
    "index.html": defaultPage("Congratulations, the site is created successfully!"),
    "404.html": defaultPage("404 Not Found"),
    ".htaccess": " ",
    ...(panel.flavour === "aapanel" ? { "502.html": defaultPage("502 Bad Gateway") } : {}),
  };
  for (const [name, content] of Object.entries(files)) {
    const real = panel.disk.real(`${path}/${name}`);
    if (!(await statOf(real))) await writeFile(real, content, { mode: 0o644 });
  }
  await writeUserIni(panel, path, path);
}

function defaultPage(title: string) {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title></head>
<body><h1>${title}</h1><p>This is the default page of the panel. It is replaced when files are put here.</p></body>
</html>
`;
}
