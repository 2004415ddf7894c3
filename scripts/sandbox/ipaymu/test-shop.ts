import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export type Notice = { headers: IncomingHttpHeaders; body: string };

/** A shop that listens for notices and answers what it is told to; for the tests of this folder. */
export async function startShop() {
  const notices: Notice[] = [];
  const answers: number[] = [];
  let held = Promise.resolve();
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    notices.push({ headers: request.headers, body });
    await held;
    response.writeHead(answers.shift() ?? 200).end('{"status":"OK"}');
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    notices,
    /** The statuses of the form-encoded notices so far, in order of arrival. */
    statuses: () => notices.map((notice) => new URLSearchParams(notice.body).get("status")),
    /** The HTTP statuses of the next answers; 200 afterwards. */
    answerNext: (...statuses: number[]) => answers.push(...statuses),
    /** Leaves notices unanswered until the returned function is called. */
    hold: () => {
      let release = () => {};
      held = new Promise((resolve) => {
        release = resolve;
      });
      return () => release();
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

type Caller = { url: string; va: string; apiKey: string };

/** Signs and sends as the vendor's documents say, in as few words as they do. */
export async function call(to: Caller, path: string, body?: object, wrong: Record<string, string> = {}) {
  const method = body === undefined ? "GET" : "POST";
  const text = JSON.stringify(body ?? {});
  const hash = createHash("sha256").update(text).digest("hex");
  const signature = createHmac("sha256", to.apiKey)
    .update(`${method}:${to.va}:${hash}:${to.apiKey}`)
    .digest("hex");
  const response = await fetch(`${to.url}/api/v2/${path}`, {
    method,
    body: body === undefined ? undefined : text,
    headers: {
      "Content-Type": "application/json",
      va: to.va,
      signature,
      timestamp: "20261122100000",
      ...wrong,
    },
  });
  return { status: response.status, text: await response.text() };
}

/** The same, read as JSON. Loose on purpose: tests compare what they care about. */
export async function callJson(to: Caller, path: string, body?: object, wrong?: Record<string, string>) {
  const { status, text } = await call(to, path, body, wrong);
  return { status, body: JSON.parse(text) };
}

export function anOrder(shopUrl: string, differs: object = {}) {
  return {
    product: ["Hosting Starter 12 bulan"],
    qty: [1],
    price: [333000],
    description: ["INV-1"],
    returnUrl: `${shopUrl}/return/INV-1`,
    cancelUrl: `${shopUrl}/cancel/INV-1`,
    notifyUrl: `${shopUrl}/notify?order=1`,
    referenceId: "INV-1-A1",
    buyerName: "Budi Santoso",
    buyerEmail: "budi@example.com",
    buyerPhone: "081234567890",
    expired: 24,
    ...differs,
  };
}
