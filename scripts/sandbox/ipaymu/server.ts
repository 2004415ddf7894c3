import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import express, { type Request, type Response } from "express";
import { type Api, answerOf, refuseCaller } from "./api.ts";
import { type CallbackSettings, createCallbacks, DEFAULT_CALLBACKS } from "./callbacks.ts";
import { controlApi } from "./control.ts";
import { type ApiFault, createFaults, ENDPOINTS, type Endpoint } from "./faults.ts";
import { createGateway, type PayOptions, SandboxRefused } from "./gateway.ts";
import { openLedger } from "./ledger.ts";
import { peoplePages } from "./people.ts";
import { canonicalRequest, decodeRequest, type JsonObject } from "./signatures.ts";
import { type Answer, refused } from "./validation.ts";

export type Options = {
  /** 0 takes any free port. */
  port?: number;
  host?: string;
  va?: string;
  apiKey?: string;
  /** A JSON file that keeps sessions, transactions and undelivered callbacks across restarts. */
  stateFile?: string;
  /** The address people reach it under, when that is not the one it listens on. */
  publicUrl?: string;
  callbacks?: Partial<CallbackSettings>;
  /** A clock of its own, for years that pass in a minute; then nothing expires until `sweep` is called. */
  now?: () => Date;
};

export type IpaymuSandbox = Awaited<ReturnType<typeof startIpaymuSandbox>>;

const PATHS: Record<Endpoint, ["get" | "post", string]> = {
  payment: ["post", "/api/v2/payment"],
  direct: ["post", "/api/v2/payment/direct"],
  transaction: ["post", "/api/v2/transaction"],
  history: ["post", "/api/v2/history"],
  balance: ["post", "/api/v2/balance"],
  "payment-channels": ["get", "/api/v2/payment-channels"],
};

/**
 * Starts a stand-in for iPaymu API v2 on a real port: the API, the buyer's payment page, the notices, an
 * overview at `/` and JSON orders at `/_control`. Signatures are checked as the vendor checks them.
 */
export async function startIpaymuSandbox(options: Options = {}) {
  const {
    host = "127.0.0.1",
    port = 0,
    va = "0000001234567890",
    apiKey = "SANDBOX00000000-1111-2222-3333-444455556666",
  } = options;
  const settings = { ...DEFAULT_CALLBACKS, ...options.callbacks };
  const ledger = openLedger(options.stateFile);
  const faults = createFaults();
  const callbacks = createCallbacks({ ledger, va, settings });
  const now = options.now ?? (() => new Date());
  const gateway = createGateway({ ledger, callbacks, faults, lateMs: settings.lateMs, now });
  const stopping = new AbortController();
  let url = "";
  const api: Api = { gateway, ledger, va, baseUrl: () => options.publicUrl ?? url };

  const app = express();
  app.disable("x-powered-by");
  app.use("/api", express.text({ type: () => true, limit: "1mb" }));
  for (const endpoint of ENDPOINTS) {
    const [method, path] = PATHS[endpoint];
    app[method](path, (request, response, next) => serve(endpoint, request, response).catch(next));
  }
  app.use("/api", (_, response) => response.status(404).json(refused(404, "Not Found").body));
  app.get(["/qr/:id", "/qr/template/:id"], (request, response) => {
    response.type("image/svg+xml").send(qrPlaceholder(Number(request.params.id)));
  });
  app.use("/_control", controlApi({ gateway, ledger, faults, callbacks }));
  app.use(peoplePages({ gateway, ledger, faults }));
  app.use(answerError);

  const server = app.listen(port, host);
  await once(server, "listening");
  url = `http://${host.includes(":") ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`;
  callbacks.resume();
  const sweep = options.now ? undefined : setInterval(gateway.expireOverdue, 1_000);
  sweep?.unref();

  async function serve(endpoint: Endpoint, request: Request, response: Response) {
    const struck = faults.takeForApi(endpoint);
    const has = (kind: ApiFault["kind"]) => struck.find((fault) => fault.kind === kind);
    const delay = has("delay");
    if (delay !== undefined)
      await pause(delay.ms ?? 1_000, null, { signal: stopping.signal }).catch(() => null);
    if (has("hang")) return;
    if (has("reset-before")) return reset(request);
    if (has("500")) return send(response, refused(500, "Internal Server Error"));
    if (has("502-html")) return response.status(502).type("html").send(BAD_GATEWAY);
    const error = has("error");
    if (error !== undefined)
      return send(response, refused(error.status ?? 400, error.message ?? "Failed from partner"));
    const answer = work(endpoint, request);
    if (has("reset-after")) return reset(request);
    if (has("garbage")) return response.type("json").send(JSON.stringify(answer.body).slice(0, -7));
    const lie = has("transaction-status");
    send(response, lie === undefined ? answer : withStatus(answer, lie.status ?? 99));
  }

  function work(endpoint: Endpoint, request: Request): Answer {
    const input = request.method === "GET" ? (request.query as JsonObject) : decodeRequest(bodyText(request));
    const call = {
      method: request.method,
      va: request.get("va"),
      signature: request.get("signature"),
      canonical: canonicalRequest(input),
    };
    return refuseCaller({ va, apiKey }, call) ?? answerOf(api, endpoint, input);
  }

  return {
    url,
    va,
    apiKey,
    async stop() {
      clearInterval(sweep);
      stopping.abort();
      await callbacks.stop();
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
      ledger.flush();
    },
    /**
     * Pays, choosing a channel first if none is waiting, and sends the notices. Takes a transaction number, a
     * session or a reference. A session paid already is paid again, by a second transaction.
     */
    async pay(target: string, how: PayOptions = {}) {
      return { trxId: String(gateway.pay(target, how).id) };
    },
    /** The buyer picks a channel: a transaction in status 0 and its pending notice. */
    async choose(target: string, channel?: string) {
      return { trxId: String(gateway.choose(target, channel).id) };
    },
    async expire(trxId: string) {
      gateway.settle(trxId, -2);
    },
    /** Moves to any status of the vendor's table; a notice goes out if the buyer's side of it changed. */
    async settle(trxId: string, status: number) {
      gateway.settle(trxId, status);
    },
    /** Status 3, without a notice: nobody has seen one. */
    async refund(trxId: string) {
      gateway.refund(trxId);
    },
    /** A notice of a payment that never was; "valid" is signed with the VA, as anyone could. */
    async forge(target: string, signature: "valid" | "wrong" = "valid") {
      return { trxId: String(gateway.forge(target, signature).id) };
    },
    /** Expires what has run out by the clock. */
    sweep: gateway.expireOverdue,
    transactions: ledger.transactions,
    sessions: ledger.sessions,
    callbacks: ledger.deliveries,
    faults: { set: faults.set, clear: faults.clear },
    /** Resolves when every callback planned so far has been delivered or given up. */
    idle: callbacks.idle,
  };
}

function send(response: Response, { status, body }: Answer) {
  response.status(status).json(body);
}

/** The connection ends with a reset, not a goodbye. */
function reset(request: Request) {
  request.socket.resetAndDestroy();
}

function bodyText(request: Request): string {
  return typeof request.body === "string" ? request.body : "";
}

function withStatus(answer: Answer, status: number): Answer {
  const body = answer.body as { Data?: object };
  return { ...answer, body: { ...body, Data: { ...body.Data, Status: status } } };
}

/** Four parameters make it express's error handler. */
function answerError(error: Error & { status?: number }, _: Request, response: Response, __: unknown) {
  if (response.headersSent) return response.destroy();
  send(response, refused(error instanceof SandboxRefused ? 404 : (error.status ?? 500), error.message));
}

function qrPlaceholder(trxId: number): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="240" height="240"><rect width="240" height="240" fill="#fff" stroke="#000"/><text x="120" y="125" text-anchor="middle" font-family="sans-serif" font-size="16">QRIS sandbox ${trxId}</text></svg>`;
}

const BAD_GATEWAY =
  "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";
