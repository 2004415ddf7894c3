import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { selfSigned } from "#app/test/pure-ftpd.ts";
import { PanelUnreachable } from "./errors.ts";
import { createTransport } from "./transport.server.ts";

const { cert, key } = selfSigned;

/** A panel behind TLS that counts the bodies it was given. */
async function aSecurePanel() {
  const bodies: string[] = [];
  const server = https.createServer({ key, cert }, async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    bodies.push(body);
    response.setHeader("content-type", "application/json");
    response.end('{"status":true,"msg":"yes"}');
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies, stop };
}

test("a self-signed panel is believed by its fingerprint alone, and a stranger is told nothing", async () => {
  const panel = await aSecurePanel();
  const address = { url: panel.url, apiKey: "0123456789abcdef0123456789abcdef" };
  const { fingerprint256 } = new X509Certificate(cert);
  try {
    const call = createTransport({ ...address, fingerprint: fingerprint256.toLowerCase() });
    expect(await call("/system", "GetSystemTotal")).toEqual({ status: true, msg: "yes" });
    expect(await call("/system", "GetSystemTotal")).toEqual({ status: true, msg: "yes" });
    expect(panel.bodies).toHaveLength(2);

    const other = createTransport({ ...address, fingerprint: "AB".repeat(32) });
    await expect(other("/system", "GetSystemTotal")).rejects.toThrow(PanelUnreachable);
    const unpinned = createTransport(address);
    await expect(unpinned("/system", "GetSystemTotal")).rejects.toThrow(PanelUnreachable);
    expect(panel.bodies).toHaveLength(2);
  } finally {
    await panel.stop();
  }
});

test("a panel that never answers is given up after the time set", async () => {
  const server = https.createServer({ key, cert }, () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { fingerprint256: fingerprint } = new X509Certificate(cert);
  const call = createTransport({ url, apiKey: "0123456789abcdef0123456789abcdef", fingerprint });
  await expect(call("/site", "AddSite", {}, { timeoutMs: 200, isRead: false })).rejects.toThrow(
    "no answer in 200 ms",
  );
  server.closeAllConnections();
  server.close();
});
