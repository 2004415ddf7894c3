import { certificateFacts } from "./certificates.ts";
import { type Action, HandlerCrashed, installedPhp, type Panel, type Params } from "./panel.ts";
import type { Site } from "./state.ts";

export const dataActions: Record<string, Action> = { getData, getKey, getFind };

type Row = Record<string, unknown> & { id: number };

/** Search matches any part of name or notes; `list=true` answers every row as a bare array. */
function getData(panel: Panel, params: Params) {
  const table = params.need("table");
  const search = params.get("search") ?? "";
  const rows = rowsOf(panel, table, search);
  const [column, direction] = (params.get("order") ?? "id desc").split(" ");
  if (column === "id")
    rows.sort((one, other) => (direction === "asc" ? one.id - other.id : other.id - one.id));
  if (params.get("list")?.toLowerCase() === "true") return rows;
  const limit = Math.max(1, Number(params.get("limit") ?? 20) || 20);
  const p = Math.max(1, Number(params.get("p") ?? 1) || 1);
  const total = panel.flavour === "aapanel" ? `Total ${rows.length}` : `共${rows.length}条`;
  return {
    where: search ? `name like '%${search}%' or ps like '%${search}%'` : "",
    page: `<div><span class='Pcurrent'>${p}</span><span class='Pcount'>${total}</span></div>`,
    data: rows.slice((p - 1) * limit, p * limit),
    search_history: [],
    ...(panel.flavour === "baota" ? { auto_list: [] } : {}),
  };
}

function getKey(panel: Panel, params: Params) {
  const row = findRow(panel, params);
  const value = row?.[params.need("key")];
  return value === undefined ? "" : String(value);
}

function getFind(panel: Panel, params: Params) {
  return findRow(panel, params) ?? [];
}

function findRow(panel: Panel, params: Params): Row | undefined {
  const table = params.need("table");
  const id = params.need("id");
  const rows = table === "domain" ? panel.state.domains : rowsOf(panel, table, "");
  return rows.find((row) => String(row.id) === id);
}

function rowsOf(panel: Panel, table: string, search: string): Row[] {
  const { state } = panel;
  const has = (text: string) => text.toLowerCase().includes(search.toLowerCase());
  if (table === "sites") {
    const byDomain = (site: Site) =>
      state.domains.some((domain) => domain.pid === site.id && has(domain.name));
    return state.sites.filter((site) => has(site.name) || has(site.ps) || byDomain(site)).map(siteRow);
  }
  if (table === "ftps") {
    const extra = panel.flavour === "baota" ? { end_time: 0 } : {};
    return state.ftps
      .filter((user) => has(user.name) || has(user.ps))
      .map((user) => ({ ...user, quota: { used: 0, size: 0 }, ...extra }));
  }
  if (table === "domain") {
    return state.domains
      .filter((domain) => String(domain.pid) === search)
      .map((domain) => (panel.flavour === "baota" ? { ...domain, cn_name: domain.name } : { ...domain }));
  }
  if (["databases", "backup", "logs"].includes(table)) return [];
  throw new HandlerCrashed(`no table ${table}`);

  function siteRow(site: Site): Row {
    const certificate = state.vhosts[site.name]?.certificate;
    return {
      id: site.id,
      name: site.name,
      path: site.path,
      status: site.status,
      ps: site.ps,
      addtime: site.addtime,
      edate: "0000-00-00",
      backup_count: 0,
      quota: { used: 0, size: 0 },
      domain: state.domains.filter((domain) => domain.pid === site.id).length,
      ssl: certificate ? certificateFacts(certificate.chain) : -1,
      php_version: installedPhp(panel).get(site.php) ?? site.php,
      project_type: "PHP",
      rname: site.name,
      ...(panel.flavour === "baota"
        ? { type_id: 0, stop: "" }
        : { site_ssl: certificate ? 1 : -1, attack: 0 }),
    };
  }
}
