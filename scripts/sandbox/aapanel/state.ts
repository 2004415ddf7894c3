import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export type Flavour = "aapanel" | "baota";

export type Site = {
  id: number;
  name: string;
  path: string;
  status: "1" | "0";
  ps: string;
  addtime: string;
  php: string;
};
type SiteDomain = { id: number; pid: number; name: string; port: number; addtime: string };
export type FtpUser = {
  id: number;
  pid: number;
  name: string;
  password: string;
  path: string;
  status: "1" | "0";
  ps: string;
  addtime: string;
};
/** What pure-ftpd itself knows: it can differ from the panel's table (orphans, mangled passwords). */
type FtpLogin = { name: string; password: string; home: string; refused: boolean };
type Binding = {
  id: number;
  pid: number;
  domain: string;
  path: string;
  port: number;
  addtime: string;
};
export type Task = {
  id: number;
  sfile: string;
  dfile: string;
  status: 0 | -1 | 1;
  addtime: number;
  exectime: number | null;
  endtime: number | null;
};
type Recycled = {
  rname: string;
  dname: string;
  name: string;
  time: number;
  size: number;
  dir: boolean;
};

/** One nginx configuration file, by site name: rows of the site table and these files can disagree. */
export type Vhost = {
  name: string;
  root: string;
  domains: string[];
  bindings: { domain: string; root: string }[];
  stopped: boolean;
  redirects: number;
  certificate: { key: string; chain: string } | null;
};

export type State = {
  apiKey: string;
  lastId: number;
  sites: Site[];
  domains: SiteDomain[];
  ftps: FtpUser[];
  logins: FtpLogin[];
  bindings: Binding[];
  tasks: Task[];
  recycled: Recycled[];
  vhosts: Record<string, Vhost>;
  /** Paths `chattr +i` protects, and folders that belong to root, so that FTP users cannot change them. */
  immutable: string[];
  rootOwned: string[];
  /** Paths outside the target folder which the vendor's UnZip would have given other owners and modes. */
  escapes: string[];
};

export type Store = { state: State; save(): void; reset(): void };

/** Opens `root/state.json`; a missing file is an empty panel, a broken one stops the start. Not kept, it is never written. */
export function openStore(root: string, apiKey: string | undefined, isKept = true): Store {
  mkdirSync(root, { recursive: true });
  const file = join(root, "state.json");
  const empty = emptyState(apiKey ?? randomBytes(16).toString("hex"));
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Partial<State>) : {};
  const state: State = { ...empty, ...kept };
  if (apiKey) state.apiKey = apiKey;

  function save() {
    if (!isKept) return;
    const next = `${file}.${process.pid}.next`;
    writeFileSync(next, JSON.stringify(state, null, 1), { mode: 0o600 });
    renameSync(next, file);
  }
  function reset() {
    Object.assign(state, emptyState(state.apiKey));
    save();
  }
  save();
  return { state, save, reset };
}

export function nextId(state: State): number {
  state.lastId += 1;
  return state.lastId;
}

/** The panel's clock text, `2026-11-22 10:00:00`. */
export function panelTime(at: Date = new Date()): string {
  return at.toISOString().slice(0, 19).replace("T", " ");
}

function emptyState(apiKey: string): State {
  return {
    apiKey,
    lastId: 0,
    sites: [],
    domains: [],
    ftps: [],
    logins: [],
    bindings: [],
    tasks: [],
    recycled: [],
    vhosts: {},
    immutable: [],
    rootOwned: [],
    escapes: [],
  };
}
