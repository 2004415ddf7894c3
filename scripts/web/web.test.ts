import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import type { AppLoadContext, ServerBuild } from "@remix-run/node";
import pino from "pino";
import { test as base, expect } from "vitest";
import { download } from "#app/http/download.server.ts";
import { createWeb } from "./web.ts";

const ours = "http://lumi.test";
let ran = 0;
const route = {
  id: "routes/order",
  path: "order",
  module: {
    action: ({ request }: { request: Request }) => {
      ran++;
      return new Response(request.headers.get("x-lumi-address"));
    },
    loader: () => new Response("data: a\n\n", { headers: { "content-type": "text/event-stream" } }),
  },
};
let sent = 0;
const file = {
  id: "routes/file",
  path: "file",
  module: {
    loader: ({ request, context }: { request: Request; context: AppLoadContext }) => {
      async function* pieces() {
        const piece = new Uint8Array(64 * 1024);
        for (sent = 0; sent < 64 * 1024 * 1024; sent += piece.length) yield piece;
      }
      const type = new URL(request.url).searchParams.get("type") ?? "";
      return new Response(download(pieces(), context), { headers: { "content-type": type } });
    },
  },
};
const build = {
  entry: { module: { default: () => new Response("page") } },
  routes: {
    root: { id: "root", path: "", module: { default: () => null } },
    [route.id]: { ...route, parentId: "root" },
    [file.id]: { ...file, parentId: "root" },
    "routes/deploy": { ...route, id: "routes/deploy", path: "api/deploy/:site", parentId: "root" },
    "routes/verify": { ...route, id: "routes/verify", path: "verify/:token", parentId: "root" },
  },
  assets: { routes: {}, entry: { imports: [], module: "" }, url: "", version: "" },
  future: {
    v3_singleFetch: true,
    v3_fetcherPersist: true,
    v3_relativeSplatPath: true,
    v3_throwAbortReason: true,
  },
  publicPath: "/",
  basename: "/",
  mode: "production",
  isSpaMode: false,
} as unknown as ServerBuild;

type Web = {
  post: (address: string, headers?: Record<string, string>) => Promise<Response>;
  url: string;
  lines: string[];
};

const test = base.extend<{ web: Web }>({
  web: async ({}, use) => {
    const clientFolder = fs.mkdtempSync(path.join(os.tmpdir(), "lumicloud-web-"));
    fs.mkdirSync(path.join(clientFolder, "assets"));
    fs.writeFileSync(path.join(clientFolder, "assets", "page-abc.js"), "1");
    fs.writeFileSync(path.join(clientFolder, "robots.txt"), "User-agent: *");
    const lines: string[] = [];
    const log = pino({ base: null }, { write: (line: string) => lines.push(line) });
    const server = http.createServer(createWeb({ build, appUrl: ours, log, clientFolder }));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    ran = 0;
    await use({
      url,
      lines,
      post: (address, headers = {}) => fetch(url + address, { method: "POST", headers }),
    });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    fs.rmSync(clientFolder, { recursive: true });
  },
});

const foreign = [
  { origin: "https://evil.example" },
  { origin: "null" },
  { "sec-fetch-site": "cross-site" },
  // A customer's site on a neighbouring name is not ours either.
  { "sec-fetch-site": "same-site", origin: ours },
];

for (const headers of foreign) {
  for (const address of ["/order", "/order.data", "/order?_data=routes/order"]) {
    test(`a write to ${address} from ${JSON.stringify(headers)} never reaches its action`, async ({
      web,
    }) => {
      const response = await web.post(address, headers as Record<string, string>);
      expect(response.status).toBe(403);
      expect(ran).toBe(0);
    });
  }
}

test("a terminal that shows a token and no cookie is let in to deploy, and nowhere else", async ({ web }) => {
  const shown = { authorization: "Bearer lumi_x", origin: "https://evil.example" };
  expect((await web.post("/api/deploy/toko.example", shown)).status).toBe(200);
  for (const [address, headers] of [
    ["/api/deploy/toko.example", { ...shown, cookie: "session=x" }],
    ["/api/deploy/toko.example", { origin: "https://evil.example" }],
    ["/order", shown],
  ] as const) {
    expect((await web.post(address, headers)).status).toBe(403);
  }
  expect(ran).toBe(1);
});

test("our own forms and servers without an origin may write", async ({ web }) => {
  for (const headers of [{ origin: ours }, { "sec-fetch-site": "same-origin" }, {}]) {
    expect((await web.post("/order", headers as Record<string, string>)).status).toBe(200);
  }
  expect(ran).toBe(3);
});

test("a visitor cannot say from which address they come", async ({ web }) => {
  const response = await web.post("/order", { "x-lumi-address": "1.2.3.4" });
  expect(await response.text()).toBe("127.0.0.1");
});

test("assets are kept for a year, and an old hash is a 404 instead of a page", async ({ web }) => {
  const found = await fetch(`${web.url}/assets/page-abc.js`);
  expect(found.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  const missing = await fetch(`${web.url}/assets/page-old.js`);
  expect(missing.status).toBe(404);
  expect(missing.headers.get("content-type")).toContain("text/plain");
});

test("the files beside the pages are sent as they are, and every other address is a page's", async ({
  web,
}) => {
  const robots = await fetch(`${web.url}/robots.txt`);
  expect(await robots.text()).toBe("User-agent: *");
  expect(robots.headers.get("cache-control")).toBe("public, max-age=3600");
  expect(await (await fetch(`${web.url}/order`)).text()).toBe("data: a\n\n");
});

test("an event stream is not compressed, so that its lines arrive at once", async ({ web }) => {
  const response = await fetch(`${web.url}/order`, { headers: { "accept-encoding": "gzip" } });
  expect(response.headers.get("content-encoding")).toBeNull();
});

test("the log has one line for a request, without query and without the token of a link", async ({ web }) => {
  await fetch(`${web.url}/verify/very-secret?email=sari@contoh.test`);
  await expect.poll(() => web.lines.length).toBe(1);
  expect(web.lines[0]).toContain("/verify/…");
  expect(web.lines[0]).not.toMatch(/very-secret|sari@/);
});

/** Sends bytes as they are: a browser's client would mend them first. */
function raw(url: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(new URL(url).port), "127.0.0.1", () => socket.write(text));
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("close", () => resolve(answer)).on("error", reject);
  });
}

const request = (line: string, headers = "host: lumi.test\r\n") =>
  `${line} HTTP/1.1\r\n${headers}connection: close\r\n\r\n`;

test.for([
  ["an address that cannot be decoded", request("GET /%E0%A4%A"), 400],
  ["bytes that are no text in an address", request("GET /%FF/..%00"), 400],
  ["a file's address that cannot be decoded", request("GET /assets/%E0%A4%A"), 400],
  ["a NUL in a file's address", request("GET /assets/%00"), 400],
  ["a way out of the folder", request("GET /assets/..%2f..%2fserver%2findex.js"), 403],
  ["an old hash", request("GET /assets/page-old.js"), 404],
  ["data asked for the old way", request("GET /order?_data=routes/order"), 400],
  ["a method that echoes", request("TRACE /order"), 405],
  ["a method of another protocol", request("PROPFIND /order"), 405],
] as const)("%s gets one line in both languages and no stack", async ([, bytes, status], { web }) => {
  const answer = await raw(web.url, bytes);
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(answer).toMatch(/content-type: text\/plain/i);
  expect(answer).toMatch(/\. \/ .+\./);
  expect(answer).not.toMatch(/node_modules|\n\s+at /);
});

test("whatever host a request or a proxy names, the shop has its own", async ({ web }) => {
  for (const headers of ["host: a b\r\n", "host: evil.example\r\n", "host: x\r\nx-forwarded-host: y\r\n"]) {
    const body = `POST /order HTTP/1.1\r\n${headers}origin: ${ours}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`;
    expect(await raw(web.url, body)).toMatch(/^HTTP\/1.1 200 /);
  }
});

test("every kind of answer says that it is what it says, and may run and frame nothing", async ({ web }) => {
  const answers = {
    page: await fetch(`${web.url}/order`),
    write: await web.post("/order"),
    refusal: await web.post("/order", { origin: "https://evil.example" }),
    asset: await fetch(`${web.url}/assets/page-abc.js`),
    missing: await fetch(`${web.url}/assets/page-old.js`),
    broken: await fetch(`${web.url}/order?_data=x`),
  };
  for (const [kind, { headers }] of Object.entries(answers)) {
    expect(headers.get("x-content-type-options"), kind).toBe("nosniff");
    expect(headers.get("content-security-policy"), kind).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers.get("referrer-policy"), kind).toBe("strict-origin-when-cross-origin");
    expect(headers.get("x-powered-by"), kind).toBeNull();
  }
});

for (const type of ["application/zip", "text/csv"]) {
  test(`a long ${type} is read no faster than its visitor takes it`, async ({ web }) => {
    const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
      const headers = { "accept-encoding": "gzip" };
      http.get(`${web.url}/file?type=${type}`, { headers }, resolve).on("error", reject);
    });
    answer.pause();
    let before = -1;
    await expect
      .poll(
        () => {
          const isStill = sent > 0 && sent === before;
          before = sent;
          return isStill;
        },
        { interval: 300, timeout: 20_000 },
      )
      .toBe(true);
    // what fits in the sockets of both ends; zeros shrink a thousandfold where they are compressed
    if (type === "application/zip") expect(sent).toBeLessThan(16 * 1024 * 1024);
    let received = 0;
    for await (const piece of answer) received += piece.length;
    expect(sent).toBe(64 * 1024 * 1024);
    if (type === "application/zip") expect(received).toBe(sent);
  });
}
