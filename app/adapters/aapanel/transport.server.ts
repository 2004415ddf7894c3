import { createHash } from "node:crypto";
import http from "node:http";
import https from "node:https";
import { agentFor, NOT_PINNED } from "./agents.server.ts";
import {
  type AuthRefusal,
  PanelAuthFailed,
  PanelCertificateRefused,
  PanelHtmlAnswer,
  PanelUnreachable,
} from "./errors.ts";
import type { ServerAddress } from "./hosting-panel.ts";

export type Call = (
  path: string,
  action: string,
  params?: Record<string, string>,
  options?: { timeoutMs?: number; isRead?: boolean },
) => Promise<unknown>;

const readTimeoutMs = 15_000;
const answerLimit = 16 * 1024 * 1024;

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
  // What refused once refuses again, and each time counts: whoever goes on calling is told so without a call.
  let refused: PanelAuthFailed | null = null;

  return async function call(path, action, params = {}, { timeoutMs = readTimeoutMs, isRead = true } = {}) {
    if (refused) throw refused;
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
    try {
      return parse(answer, what);
    } catch (error) {
      if (error instanceof PanelAuthFailed) refused = error;
      throw error;
    }
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
    const fail = (cause: unknown) => {
      clearTimeout(timer);
      reject(failureOf(cause, `${url.pathname}${url.search}`, request.reusedSocket));
    };
    request.on("error", fail);
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

function failureOf(cause: unknown, what: string, isReused: boolean): PanelUnreachable {
  const error: NodeJS.ErrnoException = cause instanceof Error ? cause : new Error(String(cause));
  const code = error.code ?? "";
  const text = `The panel did not answer ${what}: ${error.message}`;
  if (code === NOT_PINNED) return new PanelCertificateRefused(text, { cause, isPinned: true });
  if (/CERT|SELF_SIGNED|UNABLE_TO/.test(code))
    return new PanelCertificateRefused(text, { cause, isPinned: false });
  if (isReused && code === "ECONNRESET") return new StaleConnection(text, { cause });
  return new PanelUnreachable(text, { cause });
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
    throw new PanelHtmlAnswer(`The panel answered ${what} with a page (HTTP ${status})`, status);
  }
  // Refused signatures are the only JSON that is called HTML: HTTP 200, `{"status":false,"msg":…}`.
  if (type.startsWith("text/html") && isRefusal(value)) {
    const says = String(value.msg)
      .replace(/<[^>]*>/g, " ")
      .trim()
      .slice(0, 300);
    const message = `The panel refused our key or address at ${what}: ${says}`;
    throw new PanelAuthFailed(message, { reason: reasonIn(says), says });
  }
  return value;
}

/** The sentences are translated, their figures are not: `[1.2.3.4]` is our address, 20 the number of wrong tries. */
function reasonIn(says: string): AuthRefusal {
  if (/\[[0-9a-f.:]{3,}\]/i.test(says)) return "address";
  return /\b20\b|20次/.test(says) ? "locked-out" : "key";
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
