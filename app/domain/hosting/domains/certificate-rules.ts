import type { Seen, SeenCertificate } from "#app/adapters/tls/tls.server.ts";

/** What is wrong with the certificate visitors of a host are shown. */
export type CertificateProblem =
  | "expires-soon"
  | "expired"
  | "not-yet-valid"
  | "wrong-name"
  | "untrusted"
  | "no-answer"
  /** Let's Encrypt, by way of the server, refused to issue one. */
  | "acme-refused"
  | "server-unreachable"
  | "server-refused"
  /** Installed, and from outside another one is seen. */
  | "not-shown"
  /** No host leads here, or its owner forbids Let's Encrypt by CAA. */
  | "no-names";

/** Days before the end at which a new one is asked for, staff are told, and the customer is told. */
const REISSUE_DAYS = 21;
export const ATTENTION_DAYS = 14;
export const LETTER_DAYS = 7;

const DAY_MS = 86_400_000;

export type Judgement = {
  problem: CertificateProblem | null;
  /** Whole days until it ends; negative after, null when none was seen. */
  daysLeft: number | null;
  /** Visitors are warned away or meet nothing. */
  isBroken: boolean;
};

/** Judges what a host showed, by a clock of the caller's. */
export function judgeCertificate(seen: Seen, host: string, now: Date): Judgement {
  if (seen.outcome === "no-answer") return { problem: "no-answer", daysLeft: null, isBroken: true };
  const { certificate } = seen;
  const daysLeft = Math.floor((certificate.notAfter.getTime() - now.getTime()) / DAY_MS);
  const broken = brokenBy(certificate, host, now);
  if (broken) return { problem: broken, daysLeft, isBroken: true };
  return { problem: daysLeft <= REISSUE_DAYS ? "expires-soon" : null, daysLeft, isBroken: false };
}

function brokenBy(certificate: SeenCertificate, host: string, now: Date): CertificateProblem | null {
  if (!covers(certificate.names, host)) return "wrong-name";
  if (certificate.notAfter <= now) return "expired";
  if (certificate.notBefore > now) return "not-yet-valid";
  return certificate.isTrusted ? null : "untrusted";
}

/** Whether one of a certificate's names is this host; a wildcard stands for exactly one label (RFC 6125). */
export function covers(names: readonly string[], host: string): boolean {
  const above = host.slice(host.indexOf("."));
  return names.some((name) => name === host || name === `*${above}`);
}

/** The judgement that needs most doing. */
export function worstOf(judgements: readonly Judgement[]): Judgement {
  const weight = ({ isBroken, problem, daysLeft }: Judgement) =>
    isBroken ? (problem === "no-answer" ? -10_000 : -20_000) : (daysLeft ?? 0);
  return [...judgements].sort((one, other) => weight(one) - weight(other))[0]!;
}

/** At most this many requests for one site in 24 hours: Let's Encrypt takes five equal ones a week. */
export const MOST_TRIES = 4;
const pauseMinutes = [10, 60, 240, 720];

/** When a certificate may be asked for again after so many failures in a row (from 1). */
export function nextTryAfter(failures: number, now: Date): Date {
  const minutes = pauseMinutes[failures - 1] ?? 1440;
  return new Date(now.getTime() + minutes * 60_000);
}
