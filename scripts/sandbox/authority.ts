import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** Issues certificates that only those believe who were given `certificate`: in place of Let's Encrypt. */
export type Authority = {
  /** The authority's own certificate, as PEM. */
  certificate: string;
  issue(domains: string[], options?: { days?: number }): Issued;
  /** From now on it issues at this moment instead of the real one. */
  setTime(at: Date): void;
};
export type Issued = { privateKey: string; certificate: string; chain: string };

const DAY_MS = 86_400_000;

/** Makes an authority with a key of its own; nothing is kept. Certificates are good for 90 days when not told. */
export function createAuthority(name = "Sandbox Authority"): Authority {
  const own = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const issuer = nameOf(name);
  let clock = () => new Date();
  const from = new Date(Date.now() - DAY_MS);
  const certificate = seal(
    {
      issuer,
      subject: issuer,
      from,
      to: new Date(from.getTime() + 3650 * DAY_MS),
      key: own.publicKey,
      extensions: [extension("551d13", true, sequence(der(0x01, Buffer.from([0xff]))))],
    },
    own.privateKey,
  );
  return {
    certificate,
    setTime(at) {
      clock = () => at;
    },
    issue(domains, { days = 90 } = {}) {
      const at = clock();
      const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const names = domains.map((domain) => der(0x82, Buffer.from(domain, "ascii")));
      const made = seal(
        {
          issuer,
          subject: nameOf(domains[0] ?? ""),
          // An hour back, as Let's Encrypt does for clocks that are late.
          from: new Date(at.getTime() - 3_600_000),
          to: new Date(at.getTime() + days * DAY_MS),
          key: pair.publicKey,
          extensions: [extension("551d11", false, sequence(...names))],
        },
        own.privateKey,
      );
      const privateKey = pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
      return { privateKey, certificate: made, chain: certificate };
    },
  };
}

type Content = {
  issuer: Buffer;
  subject: Buffer;
  from: Date;
  to: Date;
  key: KeyObject;
  extensions: Buffer[];
};

/** An X.509 certificate of version 3 (RFC 5280), signed with ECDSA and SHA-256. */
function seal({ issuer, subject, from, to, key, extensions }: Content, signer: KeyObject): string {
  const algorithm = sequence(oid("2a8648ce3d040302"));
  const serial = Buffer.concat([Buffer.from([0x01]), randomBytes(15)]);
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    algorithm,
    issuer,
    sequence(moment(from), moment(to)),
    subject,
    key.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = sign("sha256", content, signer);
  const whole = sequence(content, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = whole.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function nameOf(text: string): Buffer {
  const part = (id: string, value: string) =>
    der(0x31, sequence(oid(id), der(0x0c, Buffer.from(value, "utf8"))));
  return sequence(part("55040a", "Sandbox"), part("550403", text.slice(0, 64)));
}

function extension(id: string, isCritical: boolean, value: Buffer): Buffer {
  const critical = isCritical ? [der(0x01, Buffer.from([0xff]))] : [];
  return sequence(oid(id), ...critical, der(0x04, value));
}

/** Two-digit years until 2049, four after. */
function moment(at: Date): Buffer {
  const text = `${at.toISOString().replace(/[-:T]/g, "").slice(0, 14)}Z`;
  return at.getUTCFullYear() < 2050
    ? der(0x17, Buffer.from(text.slice(2), "ascii"))
    : der(0x18, Buffer.from(text, "ascii"));
}

const oid = (hex: string) => der(0x06, Buffer.from(hex, "hex"));
const sequence = (...parts: Buffer[]) => der(0x30, Buffer.concat(parts));

function der(tag: number, content: Buffer): Buffer {
  if (content.length < 128) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const length = Buffer.from(content.length.toString(16).padStart(content.length > 255 ? 4 : 2, "0"), "hex");
  return Buffer.concat([Buffer.from([tag, 0x80 + length.length]), length, content]);
}
