import { greet, type TransferAddress } from "./connect.server.ts";

/** How long somebody at a form waits for an FTP server. */
const WAIT_MS = 8_000;

/**
 * Looks once whether an FTP server answers at an address, and with TLS whether its certificate is the pinned one or
 * valid; nobody logs in. It may take `waitMs` milliseconds. Null when all is well, else why not in the words of the
 * network or the server.
 */
export async function whyNoFtp(
  address: Pick<TransferAddress, "host" | "port" | "tls" | "fingerprint">,
  waitMs = WAIT_MS,
): Promise<string | null> {
  try {
    const client = await greet(address, waitMs);
    client.close();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
