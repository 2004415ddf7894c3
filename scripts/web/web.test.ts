import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import type { ServerBuild } from "@remix-run/node";
import pino from "pino";
import { test as base, expect } from "vitest";
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
const build = {
  entry: { module: { default: () => new Response("page") } },
  routes: {
    root: { id: "root", path: "", module: { default: () => null } },
    [route.id]: { ...route, parentId: "root" },
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
