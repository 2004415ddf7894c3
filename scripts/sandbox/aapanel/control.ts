import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { type Fault, type FaultKind, faultKinds } from "./faults.ts";
import { filesPage, homePage } from "./page.ts";
import type { Served } from "./panel-http.ts";
import { readBody } from "./request.ts";

const count = z.coerce.number().int().min(0).max(1_000_000_000);
const FaultForm = z.object({
  kind: z.enum(Object.keys(faultKinds) as [FaultKind, ...FaultKind[]]),
  action: z.string().max(60).optional(),
  times: count.default(1),
  ms: count.optional(),
  bytes: count.optional(),
});

/** The doors that are no vendor's: pages for people at `/`, JSON for tests and the demo at `/_control/…`. */
export async function answerControl(
  served: Served,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const { panel } = served;
  const door = `${request.method} ${url.pathname}`;
  if (request.method === "POST" && request.headers["sec-fetch-site"] === "cross-site") {
    return json(response, 403, { error: "another site cannot order this" });
  }
  if (door === "GET /") return page(response, homePage(served));
  if (door === "GET /_files")
    return page(response, await filesPage(served, url.searchParams.get("path") ?? "/"));
  if (door === "GET /_control/state") return json(response, 200, publicState(served));
  if (door === "GET /_control/faults") return json(response, 200, panel.faults.list());
  if (door === "POST /_control/faults") return orderFault(served, request, response);
  if (door === "DELETE /_control/faults" || door === "POST /_control/clear") panel.faults.clear();
  else if (door === "POST /_control/unlock") served.guard.unlock();
  else if (door === "POST /_control/reset") await served.resetAll();
  else return json(response, 404, { error: "no such door" });
  finish(request, response, { done: true });
}

async function orderFault(
  { panel }: Served,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = (await readBody(request)).toString("utf8");
  const read = FaultForm.safeParse(isJson(request) ? parseJson(body) : filledIn(body));
  if (!read.success) return json(response, 400, { error: z.prettifyError(read.error) });
  const fault: Fault = read.data;
  panel.faults.set(fault);
  finish(request, response, { ordered: fault });
}

function publicState({ panel, calls }: Served) {
  const { apiKey: _, logins, ftps, ...state } = panel.state;
  return {
    ...state,
    ftps: ftps.map(({ password: __, ...user }) => user),
    logins: logins.map(({ password: __, ...login }) => login),
    faults: panel.faults.list(),
    calls,
  };
}

/** A form without script goes back to the page; a program gets JSON. */
function finish(request: IncomingMessage, response: ServerResponse, value: object): void {
  const fromForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
  if (fromForm) response.writeHead(303, { location: "/" }).end();
  else json(response, 200, value);
}

function isJson(request: IncomingMessage): boolean {
  return request.headers["content-type"]?.startsWith("application/json") ?? false;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

function filledIn(body: string): Record<string, string> {
  return Object.fromEntries([...new URLSearchParams(body)].filter(([, value]) => value.trim() !== ""));
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response
    .writeHead(status, { "content-type": "application/json; charset=utf-8" })
    .end(JSON.stringify(value));
}

function page(response: ServerResponse, body: string): void {
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
  };
  response.writeHead(200, headers).end(body);
}
