import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "pino";
import { isPassing, PanelAuthFailed, PanelRefused } from "#app/adapters/aapanel/errors.ts";
import type { DnsLookup } from "#app/adapters/dns/dns.server.ts";
import type { CertificateReader, SeenCertificate } from "#app/adapters/tls/tls.server.ts";
import type { Vault } from "#app/adapters/vault/vault.server.ts";
import { endAttention } from "#app/domain/attention/attention.server.ts";
import type { Db } from "#db/client.ts";
import { type AtServer, type PanelOf, ServerLocked, withPanel } from "../servers/servers.server.ts";
import { noteNotIssued } from "./certificate-failures.server.ts";
import {
  certificateOf,
  claimTry,
  enqueueIssuing,
  enqueueRedirect,
  keepSeen,
} from "./certificate-rows.server.ts";
import { type CertificateProblem, covers, judgeCertificate } from "./certificate-rules.ts";
import { findOurs, passLater } from "./domain-binding.server.ts";
import { findRunning, hostsOf, type PlacedSite, standingOf, tlsAddressOf } from "./domain-places.server.ts";

export type CertificateDeps = {
  db: Db;
  dns: DnsLookup;
  certificates: CertificateReader;
  panelOf: PanelOf;
  vault: Vault;
  log: Logger;
  /** How long a certificate that was installed may take to be seen from outside, in milliseconds. */
  shownMs?: number;
};

export type Issuing = {
  outcome: "on" | "not-running" | "no-names" | "too-early" | "tries-again";
};

/** Let's Encrypt takes up to a hundred; what a validation costs grows with each. */
const MOST_NAMES = 30;
const SHOWN_MS = 15_000;

/**
 * Gets a site's hosts a certificate that works for three more weeks or longer, unless visitors are shown one already.
 * Only hosts that lead here and may be certified are asked for, and only for sites with a domain of the customer's.
 * The panel asks Let's Encrypt without our writer's lock, because that takes minutes and changes no site; installing
 * is done under it. The key is in memory between the two and nowhere else. Counts only when seen from outside. Each
 * request is counted before it is made; a run that comes too early leaves a job for the right time.
 */
export async function issueCertificate(
  deps: CertificateDeps,
  { websiteId }: { websiteId: string },
  now: Date,
): Promise<Issuing> {
  const { db } = deps;
  const placed = await findRunning(db, websiteId);
  if (!placed) return { outcome: "not-running" };
  const names = await namesFor(deps, placed);
  await certificateOf(db, websiteId);
  if (names.length === 0) {
    await noteProblem(db, websiteId, "no-names");
    return { outcome: "no-names" };
  }
  const shown = await lookOutside(deps, placed, names, now);
  if (shown) return keep(deps, placed, shown, now);
  const waitUntil = await claimTry(db, websiteId, now);
  if (waitUntil) {
    await enqueueIssuing(db, websiteId, waitUntil);
    await enqueueRedirect(db, websiteId);
    return { outcome: "too-early" };
  }
  const failed = await obtain(deps, placed, names, now).then(
    () => null,
    (error: unknown) => problemOf(error) ?? Promise.reject(error),
  );
  const seen = failed ? null : await untilShown(deps, placed, names, now);
  if (seen) return keep(deps, placed, seen, now);
  const problem = failed ?? { code: "not-shown" as const, text: "another certificate is seen from outside" };
  deps.log.warn({ websiteId, problem: problem.code, reason: problem.text }, "no certificate yet");
  await noteNotIssued(db, placed.site, problem, now);
  return { outcome: "tries-again" };
}

/** The hosts to certify: none unless one of them is a domain of the customer's. */
async function namesFor({ db, dns }: CertificateDeps, { site, server }: PlacedSite): Promise<string[]> {
  const own = await db
    .selectFrom("website_domains")
    .select("host")
    .where("website_id", "=", site.id)
    .where("status", "=", "bound")
    .execute();
  const standings = await standingOf(dns, server, await hostsOf(db, site));
  const good = standings.filter((one) => one.verdict === "points-here" && one.mayCertify);
  const names = good.map(({ host }) => host).slice(0, MOST_NAMES);
  return names.some((name) => own.some(({ host }) => host === name)) ? names : [];
}

/** The certificate that every one of these hosts shows, or null when any shows none that lasts. */
async function lookOutside(
  { certificates }: CertificateDeps,
  { server }: PlacedSite,
  names: string[],
  now: Date,
): Promise<SeenCertificate | null> {
  let first: SeenCertificate | null = null;
  for (const name of names) {
    const seen = await certificates.read(tlsAddressOf(server), name);
    if (judgeCertificate(seen, name, now).problem || seen.outcome !== "seen") return null;
    first ??= seen.certificate;
  }
  return first;
}

/** The web server takes a new certificate up a moment after the panel's answer. */
async function untilShown(deps: CertificateDeps, placed: PlacedSite, names: string[], now: Date) {
  const until = Date.now() + (deps.shownMs ?? SHOWN_MS);
  for (;;) {
    const seen = await lookOutside(deps, placed, names, now);
    if (seen || Date.now() > until) return seen;
    await pause(200);
  }
}

async function obtain(deps: CertificateDeps, { site, server }: PlacedSite, names: string[], now: Date) {
  await withPanel(deps, server.id, now, async ({ panel, write }) => {
    const made = await findOurs(panel, site);
    // The panel refuses to let its challenge be fetched while it sends visitors to HTTPS (observed on 8.10).
    if ((await panel.sslOf(made.name)).isForced) {
      await write(() => panel.unforceHttps(made.name).catch(passLater));
    }
    const certificate = await panel.applyForCertificate({ siteId: made.id, names });
    await install({ panel, write }, made.name, names, certificate);
  });
}

type Pem = { key: string; chain: string };

/** Tried three times at once: given up, another certificate would have to be asked for. */
async function install(
  { panel, write }: Pick<AtServer, "panel" | "write">,
  name: string,
  names: string[],
  pem: Pem,
) {
  for (let tries = 1; tries <= 3; tries++) {
    const ssl = await write(async () => {
      await panel.installCertificate(name, pem).catch(passLater);
      return panel.sslOf(name);
    });
    if (ssl.isOn && names.every((host) => covers(ssl.names, host))) return;
  }
  throw new PanelRefused(`SetSSL: the panel shows no certificate for ${names.join(", ")} afterwards`);
}

async function keep(
  deps: CertificateDeps,
  { site }: PlacedSite,
  seen: SeenCertificate,
  now: Date,
): Promise<Issuing> {
  await deps.db.transaction().execute(async (tx) => {
    await keepSeen(tx, site, seen, now);
    await enqueueRedirect(tx, site.id);
    await endAttention(tx, {
      kinds: ["certificate-failed", "certificate-expiring", "certificate-broken"],
      subject: site.id,
      now,
    });
  });
  return { outcome: "on" };
}

async function noteProblem(db: Db, websiteId: string, problem: CertificateProblem): Promise<void> {
  await db
    .updateTable("website_certificates")
    .set({ problem_code: problem, problem_detail: null })
    .where("website_id", "=", websiteId)
    .execute();
}

/** Why none came, for the pages and for staff; null for a fault of ours. The texts are the panel's and hold no key. */
function problemOf(error: unknown): { code: CertificateProblem; text: string } | null {
  const text = error instanceof Error ? error.message : "";
  if (isPassing(error) || error instanceof PanelAuthFailed || error instanceof ServerLocked)
    return { code: "server-unreachable", text };
  if (!(error instanceof PanelRefused)) return null;
  return { code: text.startsWith("apply_cert_api") ? "acme-refused" : "server-refused", text };
}
