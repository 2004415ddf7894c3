import type { RequestListener } from "node:http";
import https, { type Server } from "node:https";
import tls, { type SecureContext } from "node:tls";
import type { Vhost } from "./state.ts";
import type { Running } from "./web.ts";

/**
 * The sites that have a certificate, told apart by the name asked for in the handshake. As nginx does, a stranger's
 * name gets the first certificate there is; without any there is no handshake.
 */
export function createTlsServer(running: Running, answer: RequestListener): Server {
  const contexts = new Map<string, SecureContext>();
  function contextFor(name: string): SecureContext | null {
    const withOne = running.vhosts.filter((vhost) => vhost.certificate);
    const certificate = (withOne.find((vhost) => isNamed(vhost, name)) ?? withOne[0])?.certificate;
    if (!certificate) return null;
    const known = contexts.get(certificate.chain);
    if (known) return known;
    const made = tls.createSecureContext({ key: certificate.key, cert: certificate.chain });
    contexts.set(certificate.chain, made);
    return made;
  }
  const server = https.createServer(
    {
      SNICallback(name, done) {
        const context = contextFor(name.toLowerCase());
        if (context) done(null, context);
        else done(new Error("no certificate"));
      },
    },
    answer,
  );
  server.on("tlsClientError", (_, socket) => socket.destroy());
  return server;
}

function isNamed(vhost: Vhost, name: string): boolean {
  return vhost.domains.includes(name);
}
