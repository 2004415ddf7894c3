import { mkdtemp, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import yazl from "yazl";
import { signature } from "./auth.ts";
import { type AapanelSandbox, type AapanelSandboxOptions, startAapanelSandbox } from "./server.ts";

const openSandboxes: AapanelSandbox[] = [];
const folders: string[] = [];

afterEach(async () => {
  await Promise.all(openSandboxes.splice(0).map((panel) => panel.stop()));
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

/** A sandbox of its own for one test, on free ports, gone afterwards. */
export async function openPanel(options: Partial<AapanelSandboxOptions> = {}): Promise<AapanelSandbox> {
  const root = options.root ?? (await newFolder());
  const panel = await startAapanelSandbox({ ...options, root });
  openSandboxes.push(panel);
  return panel;
}

export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "panel-"));
  folders.push(folder);
  return folder;
}

export type Reply = { status: number; type: string; body: string; json: unknown };

/** One signed call. */
export async function call(
  panel: Pick<AapanelSandbox, "panelUrl" | "apiKey">,
  path: string,
  action: string,
  params: Record<string, string> = {},
): Promise<Reply> {
  const signed = { request_time: "1", request_token: signature(panel.apiKey, "1") };
  const response = await fetch(`${panel.panelUrl}${path}?action=${action}`, {
    method: "POST",
    body: new URLSearchParams({ ...signed, ...params }),
  });
  const body = await response.text();
  return {
    status: response.status,
    type: response.headers.get("content-type") ?? "",
    body,
    json: body.startsWith("<") ? null : JSON.parse(body),
  };
}

export function siteParams(domain: string, more: Record<string, string> = {}): Record<string, string> {
  return {
    webname: JSON.stringify({ domain, domainlist: [], count: 0 }),
    path: `/www/wwwroot/${domain}`,
    port: "80",
    ps: "order-1",
    type: "PHP",
    version: "00",
    ftp: "false",
    sql: "false",
    set_ssl: "0",
    force_ssl: "0",
    ...more,
  };
}

/** Makes a site and returns its id. */
export async function addSite(panel: AapanelSandbox, domain: string, more: Record<string, string> = {}) {
  const reply = await call(panel, "/site", "AddSite", siteParams(domain, more));
  const answer = reply.json as { siteId?: number } | null;
  if (!answer?.siteId) throw new Error(`AddSite answered ${reply.body}`);
  return String(answer.siteId);
}

export type Visit = { status: number; body: string; headers: http.IncomingHttpHeaders };

/** Looks at a site as a browser does: by its name, at the sandbox's web address. */
export function visit(
  panel: AapanelSandbox,
  host: string,
  path = "/",
  { agent, headers }: { agent?: http.Agent; headers?: Record<string, string> } = {},
): Promise<Visit> {
  const [address, port] = panel.webAddress.split(":");
  return new Promise((resolve, reject) => {
    const options = { host: address, port, path, agent, headers: { ...headers, host: `${host}:${port}` } };
    http
      .get(options, (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece: Buffer) => pieces.push(piece));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(pieces).toString("utf8"),
            headers: response.headers,
          }),
        );
      })
      .on("error", reject);
  });
}

export type ZipFile = { content: string | Buffer; mode?: number };

export async function zipOf(files: Record<string, string | Buffer | ZipFile>): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [name, file] of Object.entries(files)) {
    const { content, mode } =
      typeof file === "string" || Buffer.isBuffer(file) ? { content: file, mode: 0o100644 } : file;
    zip.addBuffer(Buffer.from(content), name, { mode });
  }
  zip.end();
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

export async function put(panel: AapanelSandbox, path: string, content: Buffer | string): Promise<void> {
  await writeFile(panel.resolve(path), content);
}

/** Asks again until the answer is right; fails loudly after five seconds. */
export async function until<T>(ask: () => T | Promise<T>, isRight: (answer: T) => boolean): Promise<T> {
  const end = Date.now() + 5000;
  for (;;) {
    const answer = await ask();
    if (isRight(answer)) return answer;
    if (Date.now() > end) throw new Error(`Never right: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
