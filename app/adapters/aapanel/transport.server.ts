import { createHash } from "node:crypto";
import http from "node:http";
import https from "node:https";
import tls from "node:tls";
import { PanelAuthFailed, PanelHtmlAnswer, PanelUnreachable } from "./errors.ts";
import type { ServerAddress } from "./hosting-panel.ts";

export type Call = (
  path: string,
  action: string,
  params?: Record<string, string>,
  options?: { timeoutMs?: number; isRead?: boolean },
) => Promise<unknown>;

const readTimeoutMs = 15_000;
const answerLimit = 16 * 1024 * 1024;
/** Idle connections are dropped before the panel drops them, so that a call seldom meets a closing one. */
const idle = { keepAlive: true, timeout: 4_000 };
const plainAgent = new http.Agent(idle);
const checkedAgent = new https.Agent(idle);
const pinnedAgents = new Map<string, https.Agent>();

/**
 * One signed POST, answered by whatever JSON came back, whatever its content type said (aaPanel API, observed on
 * 8.10). Reads are asked once more when a kept connection was closed under them; writes never are.
 * Throws PanelUnreachable, PanelHtmlAnswer or PanelAuthFailed. Answers are never logged: they carry passwords.
 */
export function createTransport(address: ServerAddress): Call {
  const base = new URL(address.url);
  const agent = agentFor(base, address.fingerprint);
  // Never a credential, but with it the panel saves setting up a session for each call.
  let cookie = "";

  return async function call(path, action, params = {}, { timeoutMs = readTimeoutMs, isRead = true } = {}) {
    const what = `${path}?action=${action}`;
    const url = new URL(what, base);
    const send = () =>
      exchange(url, {
        agent,
        cookie,
        agentName: address.userAgent,
        body: sign(params, address.apiKey),
        timeoutMs,
      });
    const answer = await send().catch((error: unknown) => {
      if (isRead && error instanceof StaleConnection) return send();
      throw error;
    });
    cookie = answer.cookie || cookie;
    return parse(answer, what);
  };
}

/** The two parameters that authenticate a call: `md5(request_time + md5(api_key))`. No clock is checked. */
export function sign(params: Record<string, string>, apiKey: string, time = Date.now()): string {
  const request_time = String(Math.floor(time / 1000));
  const request_token = md5(request_time + md5(apiKey));
  return new URLSearchParams({ ...params, request_time, request_token }).toString();
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

type Answer = { status: number; type: string; text: string; cookie: string };

class StaleConnection extends PanelUnreachable {}

type Sending = { agent: http.Agent; cookie: string; agentName?: string; body: string; timeoutMs: number };

function exchange(url: URL, sending: Sending): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === "https:" ? https : http).request(url, {
      method: "POST",
      agent: sending.agent,
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "content-length": Buffer.byteLength(sending.body),
        "user-agent": sending.agentName ?? "LumiCloud",
        ...(sending.cookie ? { cookie: sending.cookie } : {}),
      },
    });
    const timer = setTimeout(
      () => request.destroy(new Error(`no answer in ${sending.timeoutMs} ms`)),
      sending.timeoutMs,
    );
    const fail = (cause: unknown, Kind = PanelUnreachable) => {
      clearTimeout(timer);
      const reason = cause instanceof Error ? cause.message : String(cause);
      reject(new Kind(`The panel did not answer ${url.pathname}${url.search}: ${reason}`, { cause }));
    };
    request.on("error", (cause: NodeJS.ErrnoException) =>
      fail(cause, request.reusedSocket && cause.code === "ECONNRESET" ? StaleConnection : PanelUnreachable),
    );
    request.on("response", (response) => {
      readText(response).then((text) => {
        clearTimeout(timer);
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers["content-type"] ?? "",
          text,
          cookie: (response.headers["set-cookie"] ?? []).map((line) => line.split(";")[0]).join("; "),
        });
      }, fail);
    });
    request.end(sending.body);
  });
}

async function readText(response: http.IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of response) {
    pieces.push(piece as Buffer);
    length += (piece as Buffer).length;
    if (length > answerLimit) {
      response.destroy();
      throw new Error("the answer is too long");
    }
  }
  return Buffer.concat(pieces).toString("utf8");
}

function parse({ status, type, text }: Answer, what: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new PanelHtmlAnswer(`The panel answered ${what} with a page (HTTP ${status})`);
  }
  // Refused signatures are the only JSON that is called HTML: HTTP 200, `{"status":false,"msg":…}`.
  if (type.startsWith("text/html") && isRefusal(value)) {
    throw new PanelAuthFailed(`The panel refused our key or address at ${what}: ${value.msg}`);
  }
  return value;
}

function isRefusal(value: unknown): value is { status: false; msg: string } {
  return (
    typeof value === "object" &&
    value !== null &&
    "status" in value &&
    value.status === false &&
    "msg" in value
  );
}

function agentFor(url: URL, fingerprint: string | null | undefined): http.Agent {
  if (url.protocol !== "https:") return plainAgent;
  if (!fingerprint) return checkedAgent;
  const wanted = fingerprint.replaceAll(":", "").toUpperCase();
  const known = pinnedAgents.get(wanted) ?? pinnedAgent(wanted);
  pinnedAgents.set(wanted, known);
  return known;
}

/** Hands a connection out only after the certificate's fingerprint was compared: nothing is sent to a stranger. */
function pinnedAgent(wanted: string): https.Agent {
  const agent = new https.Agent(idle);
  agent.createConnection = (options, callback) => {
    const socket = tls.connect({ ...(options as tls.ConnectionOptions), rejectUnauthorized: false });
    const fail = (error: Error) => callback?.(error, socket);
    socket.once("error", fail);
    socket.once("secureConnect", () => {
      socket.off("error", fail);
      const shown = socket.getPeerCertificate().fingerprint256?.replaceAll(":", "").toUpperCase();
      if (shown === wanted) return callback?.(null, socket);
      socket.destroy();
      fail(new Error("the certificate is not the pinned one"));
    });
    return undefined;
  };
  return agent;
}
