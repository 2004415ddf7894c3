import https from "node:https";
import net, { type AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { createAuthority } from "#scripts/sandbox/authority.ts";
import { createCertificateReader } from "./tls.server.ts";

const authority = createAuthority();

async function showing(days: number, work: (address: string) => Promise<void>): Promise<void> {
  const { privateKey, certificate } = authority.issue(["toko.test", "*.toko.test"], { days });
  const server = https.createServer({ key: privateKey, cert: certificate }, (_, response) =>
    response.end("ok"),
  );
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  try {
    await work(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
  }
}

test("names, issuer and end of a certificate are read, and whether its authority is believed", async () => {
  await showing(20, async (address) => {
    const believing = createCertificateReader({ authorities: [authority.certificate] });
    const seen = await believing.read(address, "toko.test");
    if (seen.outcome !== "seen") throw new Error(seen.reason);
    expect(seen.certificate).toMatchObject({
      names: ["toko.test", "*.toko.test"],
      issuer: "Sandbox Sandbox Authority",
      isTrusted: true,
    });
    expect(seen.certificate.notAfter.getTime()).toBeGreaterThan(Date.now() + 19 * 86_400_000);
    const stranger = await createCertificateReader().read(address, "toko.test");
    expect(stranger).toMatchObject({ outcome: "seen", certificate: { isTrusted: false } });
  });
});

test("an expired one is read all the same, and a port that is shut or speaks no TLS is no answer", async () => {
  const reader = createCertificateReader({ authorities: [authority.certificate] });
  await showing(-1 / 48, async (address) => {
    const seen = await reader.read(address, "toko.test");
    expect(seen).toMatchObject({ outcome: "seen", certificate: { isTrusted: true } });
  });
  const plain = net.createServer((socket) => {
    socket.on("error", () => {}).resume();
    socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
  });
  await new Promise<void>((done) => plain.listen(0, "127.0.0.1", done));
  const address = `127.0.0.1:${(plain.address() as AddressInfo).port}`;
  expect(await reader.read(address, "toko.test")).toMatchObject({ outcome: "no-answer" });
  await new Promise((done) => plain.close(done));
  expect(await reader.read(address, "toko.test")).toMatchObject({ outcome: "no-answer" });
});
