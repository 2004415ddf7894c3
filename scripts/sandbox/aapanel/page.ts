import { clean } from "./disk.ts";
import { faultKinds } from "./faults.ts";
import { readEntries } from "./listing.ts";
import type { Served } from "./panel-http.ts";
import type { Site } from "./state.ts";

const SHOWN_CALLS = 40;

/** The page for people: what the panel holds, what was asked of it, and a form to order a fault. */
export function homePage({ panel, calls, webAddress }: Served): string {
  const { state, faults } = panel;
  const port = webAddress().split(":").at(-1);
  const sites = state.sites.map((site) => siteCard(site, port));
  const users = state.ftps.map(
    (user) =>
      `<tr><td>${text(user.name)}</td><td>${text(user.path)}</td><td>••••••••</td><td>${mark(user.status)}</td></tr>`,
  );
  const orphans = state.logins.filter((login) => !state.ftps.some((user) => user.name === login.name));
  const ordered = faults
    .list()
    .map(
      (fault) => `<li><code>${text(fault.kind)}</code> ${text(fault.action ?? "")} ${left(fault.times)}</li>`,
    );
  const rows = calls
    .slice(0, SHOWN_CALLS)
    .map(
      (call) =>
        `<tr><td>${new Date(call.at).toISOString().slice(11, 19)}</td><td><b>${text(call.action)}</b> ${text(call.path)}<br><small>${text(call.params)}</small></td><td><small>${text(call.answer)}</small></td><td>${call.ms} ms</td></tr>`,
    );
  const kinds = Object.entries(faultKinds).map(
    ([kind, what]) => `<option value="${kind}">${kind}: ${what}</option>`,
  );
  return document(
    `Panel sandbox (${panel.flavour})`,
    `<h2>Sites</h2>${sites.join("") || "<p>No site yet. They appear here when the shop makes one.</p>"}
<h2>FTP users</h2>${table(["Name", "Home", "Password", "State"], users)}
${orphans.length ? `<p>Known to the FTP server only: ${orphans.map((login) => text(login.name)).join(", ")}</p>` : ""}
<h2>Order a fault</h2>
<form method="post" action="/_control/faults">
<label>What <select name="kind">${kinds.join("")}</select></label>
<label>For which action (empty: any) <input name="action" placeholder="AddSite"></label>
<label>How often (0: until cleared) <input name="times" value="1" inputmode="numeric"></label>
<label>Milliseconds <input name="ms" inputmode="numeric"></label>
<label>Bytes <input name="bytes" inputmode="numeric"></label>
<button>Order it</button></form>
${ordered.length ? `<ul>${ordered.join("")}</ul><form method="post" action="/_control/clear"><button>Clear all</button></form>` : "<p>Nothing is ordered.</p>"}
<h2>Recent calls</h2>${table(["UTC", "Call", "Answer", "Took"], rows)}
<h2>The whole disk</h2><p><a href="/_files?path=/">Look at the files</a> · ${state.escapes.length} paths outside a target would have been touched by the vendor's UnZip.</p>`,
  );

  function siteCard(site: Site, webPort: string | undefined): string {
    const vhost = state.vhosts[site.name];
    const own = state.domains.filter((domain) => domain.pid === site.id);
    const links = [
      ...own.map((domain) => domain.name),
      ...(vhost?.bindings ?? []).map((one) => one.domain),
    ].map((name) => `<a href="http://${text(name)}:${webPort}/">${text(name)}</a>`);
    const run = vhost ? vhost.root.slice(site.path.length) || "/" : "no configuration file";
    return `<section><h3>${text(site.name)} ${mark(site.status)}</h3><dl>
<dt>Names</dt><dd>${links.join(", ")}</dd><dt>Folder</dt><dd><a href="/_files?path=${encodeURIComponent(site.path)}">${text(site.path)}</a></dd>
<dt>Run path</dt><dd>${text(run)}</dd><dt>Note</dt><dd>${site.ps}</dd><dt>Made</dt><dd>${text(site.addtime)} UTC</dd></dl></section>`;
  }
}

export async function filesPage({ panel }: Served, asked: string): Promise<string> {
  const path = clean(asked);
  const entries = await readEntries(panel, path);
  const at = path === "/" ? "" : path;
  const rows = entries.map((entry) => {
    const own = `${at}/${entry.name}`;
    const name = entry.dir
      ? `<a href="/_files?path=${encodeURIComponent(own)}">${text(entry.name)}/</a>`
      : text(entry.name);
    return `<tr><td>${name}${text(entry.link)}</td><td>${entry.dir ? "" : `${entry.size} B`}</td><td>${entry.user} ${entry.mode}</td></tr>`;
  });
  const up =
    path === "/"
      ? ""
      : `<p><a href="/_files?path=${encodeURIComponent(path.replace(/\/[^/]*$/, "") || "/")}">Up</a></p>`;
  return document(
    `Files: ${path}`,
    `${up}${table(["Name", "Size", "Owner"], rows)}<p><a href="/">Back to the panel</a></p>`,
  );
}

function mark(status: "1" | "0"): string {
  return status === "1" ? "<mark>on</mark>" : '<mark class="off">off</mark>';
}

function left(times: number | undefined): string {
  return times ? `${times} left` : "until cleared";
}

function table(head: string[], rows: string[]): string {
  if (rows.length === 0) return "<p>Nothing yet.</p>";
  const cells = head.map((name) => `<th scope="col">${name}</th>`).join("");
  return `<div class="wide" tabindex="0"><table><thead><tr>${cells}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

function text(value: string): string {
  return value
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function document(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(title)}</title><style>${style}</style></head>
<body><header><b>Sandbox.</b> Not a real panel: it stands in for the hosting server on this machine.</header>
<main><h1>${text(title)}</h1>${body}</main></body></html>`;
}

const style = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif;background:#fff;color:#14171a}body{margin:0}a{color:#0a58ca}
@media(prefers-color-scheme:dark){:root{background:#121417;color:#f1f1f1}a{color:#8ab8ff}}
@media(max-width:40rem){thead{display:none}tr{display:block;padding:.5rem 0;border-bottom:1px solid #8884}td{display:block;border:0!important;padding:0!important}dl{grid-template-columns:1fr!important}dd{margin-bottom:.4rem!important}}
header{background:#7a4d00;color:#fff;padding:.6rem 1rem}main{max-width:60rem;margin:auto;padding:1rem}
section{border:1px solid #8886;border-radius:.6rem;padding:.2rem 1rem;margin:.8rem 0}h3{overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{opacity:.8}dd{margin:0;overflow-wrap:anywhere}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid #8884}
form,label{display:grid;grid-template-columns:minmax(0,1fr)}form{gap:.7rem;max-width:30rem}label{gap:.2rem}td small{overflow-wrap:anywhere;display:block;max-height:4.5em;overflow:hidden}input,select,button{font:inherit;min-height:2.75rem;padding:0 .7rem;max-width:100%}
mark{background:#0a6b3d;color:#fff;border-radius:1rem;padding:.05rem .6rem;font-size:.8rem}mark.off{background:#8a1c1c}`;
