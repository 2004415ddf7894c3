import path from "node:path";
import type { NewServer } from "#app/domain/hosting/servers/server-office.server.ts";
import { startAapanelSandbox } from "#scripts/sandbox/aapanel/server.ts";

type Sandbox = Awaited<ReturnType<typeof startAapanelSandbox>>;
type Options = Partial<Parameters<typeof startAapanelSandbox>[0]>;

/** Another panel beside the fixture's own; the caller stops it. */
export function aPanel(folder: string, name: string, options: Options = {}): Promise<Sandbox> {
  return startAapanelSandbox({ root: path.join(folder, name), ...options });
}

/** A sandbox as somebody would type it into the form for a new server. */
export function typedServer(sandbox: Sandbox, change: Partial<NewServer> = {}): NewServer {
  return {
    name: `server ${sandbox.panelUrl}`,
    url: sandbox.panelUrl,
    apiKey: sandbox.apiKey,
    fingerprint: null,
    webAddress: sandbox.webAddress,
    tlsAddress: sandbox.tlsAddress,
    ftp: { host: sandbox.ftpHost, port: sandbox.ftpPort, tls: false, fingerprint: null },
    capacity: 10,
    sitesRoot: sandbox.sitesRoot,
    ...change,
  };
}
