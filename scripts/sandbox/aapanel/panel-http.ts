import http, { type IncomingMessage, type Server, type ServerResponse } from "node:http";
import https from "node:https";
import { type Guard, md5 } from "./auth.ts";
import { acmeActions, certificateActions } from "./certificates.ts";
import { answerControl } from "./control.ts";
import { dataActions } from "./data.ts";
import { domainActions } from "./domains.ts";
import { fileActions } from "./files.ts";
import { ftpActions } from "./ftp-users.ts";
import { listingActions } from "./listing.ts";
import { say } from "./messages.ts";
import { type Action, HandlerCrashed, type Panel, type Params, pause } from "./panel.ts";
import { taskActions } from "./queue.ts";
import { recycleActions } from "./recycle-bin.ts";
import { isRefusedOutright, readParams } from "./request.ts";
import { siteSettingActions } from "./site-settings.ts";
import { siteActions } from "./sites.ts";
import { systemActions, systemV2Actions } from "./system.ts";
import { unzipActions } from "./unzip.ts";
import { uploadActions } from "./upload.ts";

/** One line of the page's list of recent calls; parameters that are secret are not kept. */
type Call = { at: number; path: string; action: string; params: string; answer: string; ms: number };
export type Served = {
  panel: Panel;
  guard: Guard;
  calls: Call[];
  webAddress(): string;
  resetAll(): Promise<void>;
};

const routes: Record<string, Record<string, Action>> = {
  "/system": systemActions,
  "/data": dataActions,
  "/site": { ...siteActions, ...domainActions, ...siteSettingActions, ...certificateActions },
  "/ftp": ftpActions,
  "/files": { ...fileActions, ...listingActions, ...recycleActions, ...uploadActions, ...unzipActions },
  "/task": taskActions,
  "/acme": acmeActions,
};
const postOnly = ["/site", "/ftp"];
const shownParams = [
  "table",
  "search",
  "id",
  "name",
  "webname",
  "domain",
  "dirName",
  "siteName",
  "runPath",
  "path",
].concat(["sfile", "dfile", "filename", "f_path", "f_name", "f_start", "username", "ftp_username", "status"]);

const html404 = `<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;

/** With a certificate the panel answers HTTPS, as it does when nobody has changed that. */
export function createPanelServer(
  parts: Omit<Served, "calls">,
  certificate: { key: string; cert: string } | null,
): Server | https.Server {
  const served: Served = { ...parts, calls: [] };
  const listen = (request: IncomingMessage, response: ServerResponse) => {
    answer(served, request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else sendHtml404(response);
    });
  };
  return certificate ? https.createServer(certificate, listen) : http.createServer(listen);
}

async function answer(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://panel");
  if (isRefusedOutright(request, url)) return sendHtml404(response);
  if (url.pathname === "/" || url.pathname.startsWith("/_"))
    return answerControl(served, request, response, url);

  const { panel } = served;
  const params = await readParams(request, url, panel.flavour);
  const action = params.get("action") ?? "";
  if (panel.faults.take("reset-before", action)) return reset(request);
  if (panel.faults.take("host-refused", action)) return send(response, 403, "text/html", "<h1>403</h1>");
  if (panel.faults.take("not-a-panel", action)) return send(response, 200, "text/html", "<h1>It works!</h1>");
  const isOff = panel.faults.take("api-off", action);
  const refusal = isOff ? "html404" : refusalOf(served, request, action, params);
  if (refusal === "html404") return sendHtml404(response);
  // Answers about the key are JSON called HTML.
  if (refusal) return send(response, 200, "text/html; charset=utf-8", JSON.stringify(refusal));
  response.setHeader("set-cookie", `${md5(panel.state.apiKey)}=sandbox; HttpOnly; Path=/; SameSite=Lax`);

  const began = Date.now();
  const result = await perform(served, request, url.pathname, action, params);
  noteCall(served, url.pathname, action, params, result, Date.now() - began);
  respond(request, response, result);
}

function refusalOf({ panel, guard }: Served, request: IncomingMessage, action: string, params: Params) {
  const address = request.socket.remoteAddress ?? "";
  if (panel.faults.take("ip-not-listed", action)) return guard.turnAway(panel, address);
  const checked = guard.check(panel, params, address);
  if (!panel.faults.take("wrong-key", action)) return checked;
  return { status: false, msg: say(panel.flavour, "keyFailed") } as const;
}

function respond(request: IncomingMessage, response: ServerResponse, result: Result): void {
  if (result.kind === "json") {
    send(response, 200, "application/json; charset=utf-8", JSON.stringify(result.value));
  } else if (result.kind === "html404") sendHtml404(response);
  else if (result.kind === "page") {
    send(response, 200, "text/html; charset=utf-8", "<!doctype html><title>Panel</title>");
  } else if (result.kind === "500") send(response, 500, "text/html", "<h1>Internal Server Error</h1>");
  else if (result.kind === "reset") reset(request);
}

type Result =
  | { kind: "json"; value: unknown }
  | { kind: "html404" | "page" | "reset" | "hang" | "500"; why?: string };

async function perform(
  { panel }: Served,
  request: IncomingMessage,
  path: string,
  action: string,
  params: Params,
): Promise<Result> {
  const { faults } = panel;
  if (request.method !== "POST" && postOnly.includes(path)) return { kind: "page" };
  const v2 = path === "/v2/system" && panel.flavour === "aapanel";
  const actions = v2 ? systemV2Actions : Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (!actions || !action) return { kind: "html404", why: "no such route or no action" };
  if (!Object.hasOwn(actions, action)) {
    return { kind: "json", value: { status: false, msg: say(panel.flavour, "badAction") } };
  }
  const delay = faults.take("delay", action);
  if (delay) await pause(delay.ms ?? 1000);
  if (faults.take("hang", action)) return { kind: "hang" };
  if (faults.take("http-500", action)) return { kind: "500" };
  if (faults.take("html404-before-work", action)) return { kind: "html404", why: "ordered" };
  try {
    const value = await actions[action]?.(panel, params);
    if (faults.take("html404-after-work", action)) return { kind: "html404", why: "ordered, after the work" };
    if (faults.take("reset-after-work", action)) return { kind: "reset" };
    return { kind: "json", value };
  } catch (error) {
    panel.save();
    const why = error instanceof HandlerCrashed ? error.message : String(error);
    return { kind: "html404", why };
  }
}

function noteCall(
  { calls }: Served,
  path: string,
  action: string,
  params: Params,
  result: Result,
  ms: number,
): void {
  const told = shownParams.flatMap((name) => {
    const value = params.get(name);
    return value === undefined ? [] : [`${name}=${value.slice(0, 120)}`];
  });
  calls.unshift({
    at: Date.now(),
    path,
    action,
    params: told.join(" "),
    answer: describe(result, action),
    ms,
  });
  calls.length = Math.min(calls.length, 100);
}

function describe(result: Result, action: string): string {
  if (result.kind !== "json") return result.why ? `${result.kind}: ${result.why}` : result.kind;
  if (["getData", "getFind", "getKey", "GetSSL", "AddSite"].includes(action)) return "answered";
  return (JSON.stringify(result.value) ?? "").slice(0, 160);
}

function reset(request: IncomingMessage): void {
  request.socket.resetAndDestroy();
}

function sendHtml404(response: ServerResponse): void {
  send(response, 404, "text/html; charset=utf-8", html404);
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body) }).end(body);
}
