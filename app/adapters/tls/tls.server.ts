import net from "node:net";
import tls from "node:tls";

/** The certificate a server showed for a name, as a visitor's browser meets it. */
export type SeenCertificate = {
  /** Host names it is good for; may hold wildcards. */
  names: string[];
  issuer: string;
  notBefore: Date;
  notAfter: Date;
  /** SHA-256, upper-case, with colons. */
  fingerprint: string;
  /** Whether it leads to an authority that browsers believe; says nothing about names. */
  isTrusted: boolean;
};

export type Seen =
  | { outcome: "seen"; certificate: SeenCertificate }
  | { outcome: "no-answer"; reason: string };

export type CertificateReader = {
  /** Connects to `address` (host:port) asking for `host` and reads what it shows; no request is made. Never throws. */
  read(address: string, host: string): Promise<Seen>;
};

const answerMs = 7_000;

/** `authorities`: PEM certificates believed besides the usual ones. */
export function createCertificateReader({
  authorities = [],
}: {
  authorities?: string[];
} = {}): CertificateReader {
  const ca = authorities.length > 0 ? [...tls.rootCertificates, ...authorities] : undefined;
  return { read: (address, host) => look(address, host, ca) };
}

function look(address: string, host: string, ca: string[] | undefined): Promise<Seen> {
  const { hostname, port } = new URL(`https://${address}`);
  return new Promise((resolve) => {
    const socket = tls.connect({
      host: hostname.replace(/^\[|\]$/g, ""),
      port: Number(port || 443),
      // A bare address may not be asked for by name (RFC 6066).
      ...(net.isIP(host) ? {} : { servername: host }),
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      ...(ca ? { ca } : {}),
    });
    const timer = setTimeout(() => done({ outcome: "no-answer", reason: "no answer in time" }), answerMs);
    function done(seen: Seen) {
      clearTimeout(timer);
      socket.destroy();
      resolve(seen);
    }
    socket.on("error", (error) => done({ outcome: "no-answer", reason: error.message.slice(0, 200) }));
    socket.on("close", () => done({ outcome: "no-answer", reason: "the connection was closed" }));
    socket.on("secureConnect", () => {
      const shown = socket.getPeerCertificate();
      if (!shown?.valid_to) return done({ outcome: "no-answer", reason: "no certificate was shown" });
      done({ outcome: "seen", certificate: read(shown, isTrusted(socket)) });
    });
  });
}

/** Expiry is judged by whoever asks, with a clock of its own: an expired one can still be well signed. */
function isTrusted(socket: tls.TLSSocket): boolean {
  const reason = String(socket.authorizationError ?? "");
  return socket.authorized || /EXPIRED|NOT_YET_VALID/.test(reason);
}

function read(shown: tls.PeerCertificate, isTrusted: boolean): SeenCertificate {
  const names = (shown.subjectaltname ?? "").split(", ").filter((name) => name.startsWith("DNS:"));
  return {
    names: names.map((name) => name.slice(4).toLowerCase()),
    issuer: [shown.issuer.O, shown.issuer.CN].flat().filter(Boolean).join(" ").slice(0, 200),
    notBefore: new Date(shown.valid_from),
    notAfter: new Date(shown.valid_to),
    fingerprint: shown.fingerprint256,
    isTrusted,
  };
}
