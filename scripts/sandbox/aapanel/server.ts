import { mkdirSync, realpathSync } from "node:fs";
import { rm } from "node:fs/promises";
import http from "node:http";
import { Server as TlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createGuard } from "./auth.ts";
import { clean, createDisk } from "./disk.ts";
import { createFaults, type Fault, type Faults } from "./faults.ts";
import { startFtpServer } from "./ftp-server.ts";
import type { IssueCertificate, Panel } from "./panel.ts";
import { createPanelServer } from "./panel-http.ts";
import { startQueue } from "./queue.ts";
import { locationsOf } from "./rewrite.ts";
import { type Flavour, type FtpUser, openStore, type Site, type State } from "./state.ts";
import { createSites, type Running, type RunningVhost } from "./web.ts";
import { createTlsServer } from "./web-tls.ts";

export type AapanelSandboxOptions = {
  /** Holds everything, the files of the sites and state.json, and is kept across restarts. */
  root: string;
  /** Ports left out are picked by the system. */
  panelPort?: number;
  webPort?: number;
  tlsPort?: number;
  ftpPort?: number;
  passivePorts?: [number, number];
  host?: string;
  /** 32 characters; made once and kept when left out. */
  apiKey?: string;
  flavour?: Flavour;
  /** Archives above this many bytes are extracted by the queue; 50 MiB when left out. */
  queueAboveBytes?: number;
  /** What goes wrong from the start on. */
  faults?: Fault[];
  /** False for one that is never started again: what it remembers is not written down. True when left out. */
  isKept?: boolean;
  /** Without it apply_cert_api fails as on a server without internet. PEM texts. */
  issueCertificate?: IssueCertificate;
  /** The panel's own certificate, PEM texts; without it the panel answers plain HTTP. */
  certificate?: { key: string; cert: string };
  /** Called after nginx was told to read its configuration again: another web server may stand in for this one. */
  onReload?: () => void;
};

type DeepReadonly<T> = { readonly [Key in keyof T]: DeepReadonly<T[Key]> };

export type AapanelSandbox = {
  panelUrl: string;
  apiKey: string;
  /** `host:port`; sites are told apart by the Host header. */
  webAddress: string;
  /** `host:port` of the same sites over TLS, for those that have a certificate. */
  tlsAddress: string;
  ftpHost: string;
  ftpPort: number;
  sitesRoot: string;
  sites(): Site[];
  ftpUsers(): FtpUser[];
  /** A copy of everything the panel remembers, with what UnZip would have escaped to. */
  state(): State;
  /** The same itself, not to be changed: for whoever looks at it many times. */
  peek(): DeepReadonly<State>;
  /** Where a path of the panel really is. */
  resolve(path: string): string;
  faults: Pick<Faults, "set" | "clear" | "list">;
  /** How many signed calls came to the panel, refused ones too. */
  knocks(): number;
  /** The panel's owner puts another certificate in place; open connections are cut. */
  changeCertificate(certificate: { key: string; cert: string }): void;
  stop(): Promise<void>;
};

/** Starts a panel, the web server of its sites and its FTP server; nothing of it needs the internet. */
export async function startAapanelSandbox(options: AapanelSandboxOptions): Promise<AapanelSandbox> {
  const host = options.host ?? "127.0.0.1";
  const sitesRoot = "/www/wwwroot";
  const store = openStore(options.root, options.apiKey, options.isKept);
  const base = join(options.root, "disk");
  mkdirSync(join(base, sitesRoot), { recursive: true });

  const running: Running = { vhosts: [] };
  const faults = createFaults(() => wakeQueue());
  const panel: Panel = {
    flavour: options.flavour ?? "aapanel",
    state: store.state,
    disk: createDisk(realpathSync(base)),
    sitesRoot,
    queueAboveBytes: options.queueAboveBytes ?? 50 * 1024 * 1024,
    faults,
    save: store.save,
    reload,
    wakeQueue,
    accessLog: new Map(),
    errorLog: new Map(),
    issueCertificate: options.issueCertificate ?? null,
  };
  const queue = startQueue(panel);
  const timers = new Set<NodeJS.Timeout>();

  function wakeQueue() {
    queue?.wake();
  }
  function reload() {
    const next = readConfiguration(panel);
    const slow = faults.take("reload-slow");
    if (!slow) {
      running.vhosts = next;
      options.onReload?.();
      return;
    }
    const timer = setTimeout(() => {
      timers.delete(timer);
      running.vhosts = next;
    }, slow.ms ?? 1000);
    timers.add(timer);
  }
  async function resetAll() {
    faults.clear();
    store.reset();
    await rm(base, { recursive: true, force: true });
    mkdirSync(join(base, sitesRoot), { recursive: true });
    reload();
  }

  const sites = createSites(panel, running);
  const web = http.createServer(sites);
  web.keepAliveTimeout = 60_000;
  const secure = createTlsServer(running, sites);
  const guard = createGuard();
  const parts = { panel, guard, webAddress: () => addressOf(web, host), resetAll };
  const api = createPanelServer(parts, options.certificate ?? null);
  reload();
  const started: (() => Promise<void>)[] = [() => queue.stop()];
  try {
    await listen(web, options.webPort, host);
    started.push(() => close(web));
    await listen(secure, options.tlsPort, host);
    started.push(() => close(secure));
    await listen(api, options.panelPort, host);
    started.push(() => close(api));
    const ftp = await startFtpServer(panel, {
      host,
      port: options.ftpPort ?? 0,
      passivePorts: options.passivePorts,
    });
    started.push(ftp.stop);
    faults.set(options.faults ?? []);
    queue.wake();
    return {
      panelUrl: `${options.certificate ? "https" : "http"}://${addressOf(api, host)}`,
      apiKey: store.state.apiKey,
      webAddress: addressOf(web, host),
      tlsAddress: addressOf(secure, host),
      ftpHost: host,
      ftpPort: ftp.port,
      sitesRoot,
      sites: () => structuredClone(store.state.sites),
      ftpUsers: () => structuredClone(store.state.ftps),
      state: () => structuredClone(store.state),
      peek: () => store.state,
      resolve: (path) => panel.disk.real(clean(path)),
      faults,
      knocks: guard.knocks,
      changeCertificate(certificate) {
        if (api instanceof TlsServer) api.setSecureContext(certificate);
        api.closeAllConnections();
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }

  async function stop() {
    for (const timer of timers) clearTimeout(timer);
    await Promise.all(started.splice(0).map((end) => end()));
  }
}

/** What nginx reads when it is told to. */
function readConfiguration({ state, disk, faults }: Panel): RunningVhost[] {
  const phpOf = (name: string) => state.sites.find((site) => site.name === name)?.php ?? "00";
  return Object.values(state.vhosts).map((vhost) => ({
    ...structuredClone(vhost),
    php: phpOf(vhost.name),
    locations: faults.has("rewrites-unread") ? [] : locationsOf(disk, vhost.name),
  }));
}

type Server = http.Server | TlsServer;

function listen(server: Server, port: number | undefined, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port ?? 0, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function addressOf(server: Server, host: string): string {
  return `${host}:${(server.address() as AddressInfo).port}`;
}
