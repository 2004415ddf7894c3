import pino from "pino";
import { createPanel, type ServerAddress } from "#app/adapters/aapanel/aapanel.server.ts";
import { createDns } from "#app/adapters/dns/dns.server.ts";
import { createTransfer } from "#app/adapters/ftp/ftp.server.ts";
import { whyNoFtp } from "#app/adapters/ftp/glance.server.ts";
import { createIpaymu, ipaymuHost } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { createMailer } from "#app/adapters/mail/mail.server.ts";
import { createPasswords } from "#app/adapters/passwords/passwords.server.ts";
import { openStore } from "#app/adapters/storage/storage.server.ts";
import { createCertificateReader } from "#app/adapters/tls/tls.server.ts";
import { createVault } from "#app/adapters/vault/vault.server.ts";
import { linkKeysFrom } from "#app/domain/billing/payments/pay-links.ts";
import type { Settings } from "#app/domain/settings.ts";
import { connect } from "#db/client.ts";
import { type Env, env } from "./env.server.ts";

/** Everything outside this process, built once. */
function build() {
  const log = pino({ level: env.LOG_LEVEL, base: null });
  return {
    log,
    db: connect(env.DATABASE_URL, {
      max: 20,
      onLostConnection: (error) => log.warn({ reason: error.message }, "lost a database connection"),
    }),
    gateway: createIpaymu({
      baseUrl: env.IPAYMU_URL ?? ipaymuHost(env.IPAYMU_ENV),
      va: env.IPAYMU_VA,
      apiKey: env.IPAYMU_API_KEY,
    }),
    mailer: createMailer({ url: env.SMTP_URL, from: env.MAIL_FROM }),
    passwords: createPasswords(),
    store: openStore(env.UPLOADS_URL),
    vault: createVault(env.ENCRYPTION_KEYS),
    panelOf: (address: ServerAddress) => createPanel(address),
    transferTo: createTransfer,
    whyNoFtp,
    dns: createDns({ servers: env.DNS_SERVERS }),
    certificates: createCertificateReader(),
    settings: settingsFrom(env),
  };
}

/** The part of the environment that rules need. */
function settingsFrom(source: Env): Settings {
  const [numerator = 1, denominator = 1] = source.TAX_BASE.split("/").map(Number);
  return {
    appUrl: source.APP_URL.replace(/\/$/, ""),
    linkKeys: linkKeysFrom(source.SESSION_SECRETS),
    sitesDomain: source.SITES_DOMAIN,
    tax: source.TAX_ENABLED
      ? { ratePercent: source.TAX_RATE_PERCENT, baseNumerator: numerator, baseDenominator: denominator }
      : null,
    payment: { isDirect: source.IPAYMU_DIRECT, feeBearer: source.IPAYMU_FEE },
    business: {
      name: source.BUSINESS_NAME,
      address: source.BUSINESS_ADDRESS,
      email: source.BUSINESS_EMAIL,
      phone: source.BUSINESS_PHONE,
      npwp: source.BUSINESS_NPWP ?? null,
      hours: source.BUSINESS_HOURS,
    },
  };
}

export type Services = ReturnType<typeof build>;

// Vite reloads this module at every save in development; the connections must not be opened again.
const kept = globalThis as { lumicloud?: Services };
kept.lumicloud ??= build();
export const services = kept.lumicloud;
