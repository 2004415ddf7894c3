import http from "node:http";
import https from "node:https";
import tls from "node:tls";

/** Idle connections are dropped before the panel drops them, so that a call seldom meets a closing one. */
const idle = { keepAlive: true, timeout: 4_000 };
const plainAgent = new http.Agent(idle);
const checkedAgent = new https.Agent(idle);
const pinnedAgents = new Map<string, https.Agent>();

/** The code of the error for a certificate that is not the pinned one. */
export const NOT_PINNED = "NOT_PINNED";

/** The connections a call to a panel goes over; a pinned certificate is believed by its fingerprint alone. */
export function agentFor(url: URL, fingerprint: string | null | undefined): http.Agent {
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
      fail(Object.assign(new Error("the certificate is not the pinned one"), { code: NOT_PINNED }));
    });
    return undefined;
  };
  return agent;
}
