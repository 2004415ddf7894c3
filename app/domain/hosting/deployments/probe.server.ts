import { createHash } from "node:crypto";
import http from "node:http";
import https from "node:https";
import type { ManifestEntry } from "../archives/archive-manifest.server.ts";

/** One look at the public name: the address asked and what must come back. */
export type Probe = { urlPath: string; entry: string; sha256: string };

const answerMs = 5_000;
const probeLimit = 4;
const largest = 2 * 1024 * 1024;
const plainFile = /\.(css|gif|html?|ico|jpe?g|js|json|mjs|png|svg|txt|webp|woff2?|xml)$/i;

/**
 * The start page and up to four other files that a web server hands out as they are. Programs, hidden files and what
 * the panel's configuration always refuses are left out; with an `index.php`, the start page is what it computes.
 */
export function chooseProbes(manifest: ManifestEntry[]): Probe[] {
  const byPath = new Map(manifest.map((file) => [file.path, file]));
  const start = byPath.has("index.php") ? undefined : (byPath.get("index.html") ?? byPath.get("index.htm"));
  const others = manifest
    .filter((file) => file.size <= largest && isPlain(file.path) && file !== start)
    .filter((_, index, all) => index % Math.max(1, Math.floor(all.length / probeLimit)) === 0)
    .slice(0, probeLimit);
  return [
    ...(start ? [{ urlPath: "/", entry: start.path, sha256: start.sha256 }] : []),
    ...others.map((file) => ({ urlPath: toUrl(file.path), entry: file.path, sha256: file.sha256 })),
  ];
}

function isPlain(path: string): boolean {
  return plainFile.test(path) && !path.split("/").some((part) => part.startsWith("."));
}

function toUrl(path: string): string {
  return `/${path.split("/").map(encodeURIComponent).join("/")}`;
}

/** "unreachable" is no answer at all; otherwise whether the bytes were the ones sent, and the HTTP status. */
export type ProbeResult = { result: "same" | "different"; status: number } | { result: "unreachable" };

/**
 * Asks the server at `address` (host:port) for a page of the site `host`, on a connection of its own. Sent on to HTTPS
 * of the same host, it asks at `tlsAddress` as a visitor would.
 */
export async function askPublicName(
  address: string,
  host: string,
  probe: Probe,
  tlsAddress?: string,
): Promise<ProbeResult> {
  const plain = await ask(`http://${address}`, host, probe);
  if (!plain.isSentToHttps || !tlsAddress) return plain.answer;
  return (await ask(`https://${tlsAddress}`, host, probe)).answer;
}

type Asked = { answer: ProbeResult; isSentToHttps: boolean };

function ask(origin: string, host: string, { urlPath, sha256 }: Probe): Promise<Asked> {
  return new Promise((resolve) => {
    const headers = { host, "accept-encoding": "identity", "user-agent": "LumiCloud" };
    const url = new URL(urlPath, origin);
    const common = { headers, agent: false as const, signal: AbortSignal.timeout(answerMs) };
    // The content is compared by hash; whether the certificate is right is the watcher's question.
    const request =
      url.protocol === "https:"
        ? https.get(url, { ...common, servername: host, rejectUnauthorized: false })
        : http.get(url, common);
    const unreachable = () => resolve({ answer: { result: "unreachable" }, isSentToHttps: false });
    request.on("error", unreachable);
    request.on("response", (response) => {
      const hash = createHash("sha256");
      response.on("data", (piece: Buffer) => hash.update(piece));
      response.on("error", unreachable);
      response.on("end", () => {
        const status = response.statusCode ?? 0;
        const isSame = status === 200 && hash.digest("hex") === sha256;
        const isSentToHttps =
          status >= 301 && status <= 308 && (response.headers.location ?? "").startsWith(`https://${host}/`);
        resolve({ answer: { result: isSame ? "same" : "different", status }, isSentToHttps });
      });
    });
  });
}
