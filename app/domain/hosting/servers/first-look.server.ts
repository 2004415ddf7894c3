import type { CertificateReader } from "#app/adapters/tls/tls.server.ts";
import { covers } from "../domains/certificate-rules.ts";

export type FirstLook =
  | { outcome: "plain" }
  | { outcome: "trusted" | "self-signed"; fingerprint: string; issuer: string; notAfter: Date }
  | { outcome: "no-answer"; reason: string };

/** What certificate a panel shows, before any key is sent there; `trusted` as any browser would judge it. */
export async function lookAtCertificate(
  { certificates }: { certificates: CertificateReader },
  url: string,
  now: Date,
): Promise<FirstLook> {
  const { protocol, hostname, port } = new URL(url);
  if (protocol !== "https:") return { outcome: "plain" };
  const seen = await certificates.read(`${hostname}:${port || 443}`, hostname);
  if (seen.outcome === "no-answer") return seen;
  const { fingerprint, issuer, notAfter, notBefore, names, isTrusted } = seen.certificate;
  const isGood = isTrusted && covers(names, hostname) && notBefore <= now && now < notAfter;
  return { outcome: isGood ? "trusted" : "self-signed", fingerprint, issuer, notAfter };
}
