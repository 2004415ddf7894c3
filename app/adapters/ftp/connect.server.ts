import tls from "node:tls";
import { Client, FTPError } from "basic-ftp";

/** Where an FTP account is and how it is spoken to. */
export type TransferAddress = {
  host: string;
  port: number;
  /** Explicit TLS (AUTH TLS), for commands and data. */
  tls: boolean;
  /** SHA-256 of the server's certificate (hex, colons or not). Without it the certificate must be valid for `host`. */
  fingerprint?: string | null;
  user: string;
  password: string;
};

/** The server did not answer, or cut the connection more often than we try. */
export class TransferFailed extends Error {
  override name = "TransferFailed";
}

/** Name or password refused (530). */
export class TransferLoginRefused extends Error {
  override name = "TransferLoginRefused";
}

/** The server's certificate is neither valid nor the pinned one; it was told nothing. */
export class TransferUntrusted extends TransferFailed {
  override name = "TransferUntrusted";
}

const silenceMs = 30_000;

type Door = Pick<TransferAddress, "host" | "port" | "tls" | "fingerprint">;

/** A connection whose certificate was checked, before any log-in; `waitMs` of silence end it. The caller closes it. */
export async function greet({ host, port, tls, fingerprint }: Door, waitMs = silenceMs): Promise<Client> {
  const client = new Client(waitMs);
  try {
    await client.connect(host, port);
    if (tls) await startTls(client, host, fingerprint);
    return client;
  } catch (cause) {
    client.close();
    throw cause;
  }
}

/** A logged-in connection; nothing of the account is sent before the certificate was checked. The caller closes it. */
export async function connect(address: TransferAddress): Promise<Client> {
  const client = await greet(address);
  try {
    await client.sendIgnoringError("OPTS UTF8 ON");
    await client.login(address.user, address.password);
    const settle = client.useDefaultSettings.bind(client);
    await settle();
    return client;
  } catch (cause) {
    client.close();
    if (cause instanceof FTPError && cause.code === 530) {
      throw new TransferLoginRefused(`FTP refused the log-in of ${address.user}`, { cause });
    }
    throw cause;
  }
}

async function startTls(client: Client, host: string, fingerprint?: string | null): Promise<void> {
  if (fingerprint) return startPinnedTls(client, host, fingerprint);
  const start = client.useTLS.bind(client);
  await start({ host }).catch((cause: Error & { code?: string }) => {
    if (!/CERT|SIGNED|VERIFY/.test(cause.code ?? "")) throw cause;
    throw new TransferUntrusted(`The certificate of ${host} is not valid: ${cause.message}`, { cause });
  });
}

async function startPinnedTls(client: Client, host: string, fingerprint: string): Promise<void> {
  const wanted = fingerprint.replaceAll(":", "").toUpperCase();
  const isPinned = (shown: { fingerprint256?: string }) =>
    shown.fingerprint256?.replaceAll(":", "").toUpperCase() === wanted;
  const start = client.useTLS.bind(client);
  await start({ host, rejectUnauthorized: false });
  const shown = (client.ftp.socket as tls.TLSSocket).getPeerCertificate(true);
  if (!shown.raw || !isPinned(shown)) {
    throw new TransferUntrusted(`The certificate of ${host} is not the pinned one: ${shown.fingerprint256}`);
  }
  // each data connection is a handshake of its own: from here only this certificate is believed
  client.ftp.tlsOptions = {
    host,
    ca: [...tls.rootCertificates, ...chainOf(shown)],
    checkServerIdentity: (_host, certificate) =>
      isPinned(certificate) ? undefined : new Error("The data connection shows another certificate"),
  };
}

/** A certificate and those above it, as PEM. */
function chainOf(leaf: tls.DetailedPeerCertificate): string[] {
  const chain: string[] = [];
  for (let at = leaf; at?.raw && chain.length < 10; at = at.issuerCertificate) {
    chain.push(
      `-----BEGIN CERTIFICATE-----\n${at.raw.toString("base64").replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----`,
    );
    if (at.issuerCertificate === at) break;
  }
  return chain;
}
