import { readFile, stat } from "node:fs/promises";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { posix } from "node:path";
import express from "express";
import type { Panel } from "./panel.ts";
import { findLocation, type Location } from "./rewrite.ts";
import type { Vhost } from "./state.ts";

/** The configuration nginx runs with: what the panel last managed to make it read. */
export type Running = { vhosts: RunningVhost[] };
export type RunningVhost = Vhost & { php: string; locations: Location[] };

const indexNames = ["index.php", "index.html", "index.htm", "default.php", "default.htm", "default.html"];
/** As in the configuration the panel writes for each site. */
const forbidden = /^\/(\.user\.ini|\.htaccess|\.git|\.svn|\.project|LICENSE|README\.md)/;
const keptLogLines = 1000;

/** Serves every site by host name, as nginx does from the panel's files; plainly and over TLS alike. */
export function createSites(panel: Panel, running: Running): RequestListener {
  const statics = new Map<string, express.Handler>();
  return (request, response) => {
    serve(panel, running, statics, request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else plainPage(response, 500, "500 Internal Server Error");
    });
  };
}

async function serve(
  panel: Panel,
  running: Running,
  statics: Map<string, express.Handler>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader("server", "nginx");
  const host = (request.headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
  const found = findSite(running.vhosts, host);
  if (!found) return plainPage(response, 404, "404 Not Found", "No site has this name.");
  const { vhost, root, locations } = found;
  response.on("finish", () => log(panel, vhost.name, request, response.statusCode));
  if (vhost.redirects > 0 && !("encrypted" in request.socket)) {
    response.writeHead(301, { location: `https://${host}${request.url}` }).end();
    return;
  }
  if (vhost.stopped) {
    return plainPage(
      response,
      200,
      "Site stopped",
      "Sorry! This site has been stopped by the administrator.",
    );
  }
  const path = readPathname(request.url ?? "/");
  if (path === null) return plainPage(response, 400, "400 Bad Request");
  if (request.method !== "GET" && request.method !== "HEAD")
    return plainPage(response, 405, "405 Not Allowed");
  const ask = { panel, statics, request, response, root, path, php: vhost.php };
  const location = findLocation(locations, path);
  if (!location) return serveFile(ask);
  if (location.status !== null) return plainPage(response, location.status, `${location.status}`);
  const served = location.root ?? root;
  if (location.refusesLinks && (await hasLink(panel, served, path)))
    return plainPage(response, 403, "403 Forbidden");
  // `^~` leaves out the location that runs PHP, and those that refuse hidden files
  await serveFile({ ...ask, root: served, php: "00", isBare: true });
}

type Found = { vhost: RunningVhost; root: string; locations: Location[] };

function findSite(vhosts: RunningVhost[], host: string): Found | null {
  for (const vhost of vhosts) {
    const binding = vhost.bindings.find((one) => one.domain === host);
    // it has rewrite rules of its own
    if (binding) return { vhost, root: binding.root, locations: [] };
    if (vhost.domains.includes(host)) return { vhost, root: vhost.root, locations: vhost.locations };
  }
  const wild = vhosts.find((vhost) =>
    vhost.domains.some((name) => name.startsWith("*.") && host.endsWith(name.slice(1))),
  );
  return wild ? { vhost: wild, root: wild.root, locations: wild.locations } : null;
}

async function hasLink(panel: Panel, root: string, path: string): Promise<boolean> {
  const real = await panel.disk.follow(root + path);
  const base = await panel.disk.follow(root);
  return real !== null && base !== null && real !== posix.join(base, path).replace(/\/$/, "");
}

type Ask = {
  panel: Panel;
  statics: Map<string, express.Handler>;
  request: IncomingMessage;
  response: ServerResponse;
  root: string;
  path: string;
  php: string;
  /** Answered by a location of its own: what the panel refuses elsewhere is not refused. */
  isBare?: boolean;
};

async function serveFile(ask: Ask): Promise<void> {
  const { panel, request, response, root, path } = ask;
  const wellKnown = path.startsWith("/.well-known/");
  if (!ask.isBare && (forbidden.test(path) || (/\/\./.test(path) && !wellKnown))) return missing(ask);
  const real = await panel.disk.follow(root + path);
  const found = real && (await stat(real).catch(() => null));
  if (!real || !found || (path.endsWith("/") && !found.isDirectory())) return missing(ask);
  if (!found.isDirectory()) return sendFile(ask, path);
  if (!path.endsWith("/")) {
    const query = (request.url ?? "").split("?")[1];
    response.writeHead(301, { location: `${encodePath(path)}/${query ? `?${query}` : ""}` }).end();
    return;
  }
  for (const name of indexNames) {
    const index = await panel.disk.follow(`${root}${path}${name}`);
    if (index && (await stat(index).catch(() => null))?.isFile()) return sendFile(ask, path + name);
  }
  plainPage(response, 403, "403 Forbidden");
}

/** Handed to express.static for types, ETag, ranges and conditional requests. */
async function sendFile(ask: Ask, path: string): Promise<void> {
  const { panel, statics, request, response, root, php } = ask;
  // Without PHP nginx hands the source out, as it does any file.
  if (/\.php$/i.test(path) && php !== "00") {
    response.writeHead(200, { "content-type": "text/plain; charset=utf-8" });
    response.end(`PHP ${php} would run ${path} here; this stand-in runs no programs.\n`);
    return;
  }
  const folder = panel.disk.real(root);
  let handler = statics.get(folder);
  if (!handler) {
    handler = express.static(folder, {
      dotfiles: "allow",
      index: false,
      redirect: false,
      cacheControl: false,
      setHeaders,
    });
    statics.set(folder, handler);
  }
  const asked = request as unknown as express.Request;
  asked.url = encodePath(path);
  await new Promise<void>((resolve, reject) => {
    response.once("close", resolve);
    handler(asked, response as unknown as express.Response, (error?: unknown) => {
      if (error) reject(error);
      else missing(ask).then(resolve, reject);
    });
  });
}

/** The cache times of the vendor's configuration. */
function setHeaders(response: express.Response, path: string): void {
  if (/\.(gif|jpg|jpeg|png|bmp|swf)$/.test(path)) response.setHeader("cache-control", "max-age=2592000");
  if (/\.(js|css)$/.test(path)) response.setHeader("cache-control", "max-age=43200");
}

async function missing({ panel, request, response, root }: Ask): Promise<void> {
  const own = await panel.disk.follow(`${root}/404.html`);
  const body = own && (await readFile(own).catch(() => null));
  if (!body) return plainPage(response, 404, "404 Not Found");
  response.writeHead(404, { "content-type": "text/html", "content-length": body.length });
  response.end(request.method === "HEAD" ? undefined : body);
}

function readPathname(url: string): string | null {
  try {
    const path = decodeURIComponent(url.split(/[?#]/)[0] ?? "/");
    if (!path.startsWith("/") || path.includes("\0")) return null;
    const normal = posix.normalize(path);
    return normal.startsWith("/") ? normal : null;
  } catch {
    return null;
  }
}

function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

function plainPage(response: ServerResponse, status: number, title: string, note = ""): void {
  const body = `<!doctype html>\n<html>\n<head><meta charset="utf-8"><title>${title}</title></head>\n<body>\n<center><h1>${title}</h1>${note && `<p>${note}</p>`}</center>\n<hr><center>nginx</center>\n</body>\n</html>\n`;
  response
    .writeHead(status, { "content-type": "text/html", "content-length": Buffer.byteLength(body) })
    .end(body);
}

function log(panel: Panel, site: string, request: IncomingMessage, status: number): void {
  const lines = panel.accessLog.get(site) ?? [];
  const agent = request.headers["user-agent"] ?? "-";
  lines.push(
    `${request.socket.remoteAddress} - - [${new Date().toISOString()}] "${request.method} ${request.url} HTTP/1.1" ${status} - "-" "${agent}"`,
  );
  if (lines.length > keptLogLines) lines.splice(0, lines.length - keptLogLines);
  panel.accessLog.set(site, lines);
  if (status !== 404 && status !== 403) return;
  const errors = panel.errorLog.get(site) ?? [];
  const at = new Date().toISOString().slice(0, 19).replaceAll("-", "/").replace("T", " ");
  errors.push(
    `${at} [error] 1#1: *1 open() "${request.url}" failed (2: No such file or directory), client: ${request.socket.remoteAddress}, server: ${site}`,
  );
  if (errors.length > keptLogLines) errors.splice(0, errors.length - keptLogLines);
  panel.errorLog.set(site, errors);
}
