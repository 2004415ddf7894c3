import { z } from "zod";

const list = z.string().transform((text) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean),
);
const flag = z
  .enum(["true", "false"])
  .default("false")
  .transform((text) => text === "true");
/** An empty line in .env means "not set". */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

const fingerprint = optional(z.string().regex(/^([0-9A-Fa-f]{2}:?){32}$/, "must be a SHA-256 fingerprint"));
const SAMPLE_SECRET = "sample-secret-for-development-only-0001";
const SAMPLE_KEY = "sample-encryption-key-for-development-01";

const Env = z
  .object({
    NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
    APP_URL: z.url().default("http://localhost:3000"),
    PORT: z.coerce.number().int().min(0).max(65535).default(3000),
    DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, "must start with postgres://"),
    SESSION_SECRETS: list.pipe(z.array(z.string().min(32)).min(1)).default([SAMPLE_SECRET]),
    ENCRYPTION_KEYS: list.pipe(z.array(z.string().min(32)).min(1)).default([SAMPLE_KEY]),
    IPAYMU_VA: z.string().regex(/^\d{6,20}$/, "must be the digits of the iPaymu account"),
    IPAYMU_API_KEY: z.string().min(8),
    IPAYMU_ENV: z.enum(["sandbox", "production"]).default("sandbox"),
    IPAYMU_URL: optional(z.url()),
    IPAYMU_DIRECT: flag,
    IPAYMU_FEE: z.enum(["merchant", "buyer"]).default("merchant"),
    AAPANEL_URL: optional(z.url()),
    AAPANEL_API_KEY: optional(z.string().min(16)),
    AAPANEL_FINGERPRINT: fingerprint,
    AAPANEL_FTP_HOST: optional(z.string().min(1)),
    AAPANEL_FTP_PORT: z.coerce.number().int().min(1).max(65535).default(21),
    AAPANEL_FTP_TLS: flag,
    AAPANEL_FTP_FINGERPRINT: fingerprint,
    AAPANEL_WEB_ADDRESS: optional(z.string().regex(/^[^/]+:\d+$/, "must be host:port")),
    AAPANEL_TLS_ADDRESS: optional(z.string().regex(/^[^/]+:\d+$/, "must be host:port")),
    AAPANEL_SITES_ROOT: z
      .string()
      .regex(/^\/[A-Za-z0-9._/-]+$/)
      .default("/www/wwwroot"),
    /** Free addresses are name.SITES_DOMAIN; a port may follow when the sites do not answer on 80. */
    SITES_DOMAIN: z
      .string()
      .regex(/^[a-z0-9.-]+(:\d+)?$/)
      .default("localhost:8080"),
    /** Name servers asked about customers' domains, `ip` or `ip:port`; those of the system when left out. */
    DNS_SERVERS: list.pipe(z.array(z.string().regex(/^[0-9a-fA-F.:[\]]+$/, "must be addresses"))).default([]),
    SMTP_URL: z.string().regex(/^smtps?:\/\//, "must start with smtp:// or smtps://"),
    MAIL_FROM: z.string().min(3).default("LumiCloud <halo@lumicloud.test>"),
    UPLOADS_URL: z
      .string()
      .regex(/^file:/, "must start with file:")
      .default("file:.data/uploads"),
    TAX_ENABLED: flag,
    TAX_RATE_PERCENT: z.coerce.number().min(0).max(100).default(12),
    TAX_BASE: z
      .string()
      .regex(/^\d+\/\d+$/, "must be a fraction such as 11/12")
      .default("11/12"),
    BUSINESS_NAME: z.string().default("LumiCloud"),
    BUSINESS_ADDRESS: z.string().default("Jl. Contoh No. 1, Malang, Jawa Timur 65111"),
    BUSINESS_EMAIL: z.email().default("halo@lumicloud.test"),
    BUSINESS_PHONE: z.string().default("+62 341 000 000"),
    BUSINESS_NPWP: optional(z.string()),
    BUSINESS_HOURS: z.string().default("Senin sampai Jumat, 09.00–17.00 WIB"),
    LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "silent"]).default("info"),
  })
  .superRefine((env, context) => {
    if (env.NODE_ENV !== "production") return;
    const refuse = (name: keyof typeof env, message: string) =>
      context.addIssue({ code: "custom", path: [name], message });
    if (env.SESSION_SECRETS.includes(SAMPLE_SECRET))
      refuse("SESSION_SECRETS", "is the sample; make your own");
    if (env.ENCRYPTION_KEYS.includes(SAMPLE_KEY))
      refuse("ENCRYPTION_KEYS", "is missing or the sample; make your own");
    if (!env.APP_URL.startsWith("https://")) refuse("APP_URL", "must be an https address in production");
    if (/test$|localhost/.test(env.SITES_DOMAIN)) refuse("SITES_DOMAIN", "is a test name");
    for (const name of ["IPAYMU_URL", "AAPANEL_URL", "SMTP_URL"] as const) {
      const host = env[name] && new URL(env[name]).hostname;
      if (host && isLoopback(host) && name !== "SMTP_URL")
        refuse(name, "points at a sandbox on this machine");
    }
    if (env.IPAYMU_API_KEY.startsWith("SANDBOX") && env.IPAYMU_ENV === "production") {
      refuse("IPAYMU_API_KEY", "is a sandbox key, but IPAYMU_ENV is production");
    }
    const siteHost = env.SITES_DOMAIN.split(":")[0]!;
    const appHost = new URL(env.APP_URL).hostname;
    if (registrable(siteHost) === registrable(appHost)) {
      refuse(
        "SITES_DOMAIN",
        "must be another registrable domain than the shop's: its sites could set cookies for it",
      );
    }
  });

function isLoopback(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost") || host.startsWith("127.") || host === "[::1]";
}

/** Good enough to compare two of our own names: the last two labels, three under .co.id and its like. */
function registrable(host: string): string {
  const labels = host.split(".");
  const isCountrySecond =
    /^(co|or|go|ac|web|sch|my|biz|com|net|org)$/.test(labels.at(-2) ?? "") && labels.at(-1)?.length === 2;
  return labels.slice(isCountrySecond ? -3 : -2).join(".");
}

export type Env = z.infer<typeof Env>;

/** Reads the environment, or throws one sentence for each bad value, naming it. */
export function readEnv(source: Record<string, string | undefined>): Env {
  const result = Env.safeParse(source);
  if (result.success) return result.data;
  const sentences = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The environment is not usable.\n${sentences.join("\n")}`);
}

/** The only place that reads `process.env`. */
export const env = ownEnv();

/** A bad value stops the start with its sentence: a stack would only hide it. */
function ownEnv(): Env {
  try {
    return readEnv(process.env);
  } catch (error) {
    console.error((error as Error).message);
    return process.exit(1);
  }
}
