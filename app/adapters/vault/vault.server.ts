import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from "node:crypto";

/** Keeps secrets that must be read back (FTP passwords, panel keys) and marks those that are only looked up. */
export type Vault = {
  /** Encrypts with the first key. Twice the same text gives two different answers. */
  seal(text: string): string;
  /** Decrypts with whichever key sealed it; throws VaultError when none did or the text was changed. */
  open(sealed: string): string;
  /** A keyed hash for looking a secret up by value (session ids, link tokens). Stable while the first key stays. */
  mark(purpose: string, secret: string): string;
  /** The marks under every key, newest first: for look-ups while keys are being rotated. */
  marks(purpose: string, secret: string): string[];
};

class VaultError extends Error {
  override name = "VaultError";
}

/** AES-256-GCM under keys derived from `keys`; the first encrypts, all decrypt. */
export function createVault(keys: readonly string[]): Vault {
  const derived = keys.map((key) => {
    const secret = createHash("sha256").update(`lumicloud-vault:${key}`).digest();
    return { id: createHash("sha256").update(secret).digest("hex").slice(0, 8), secret };
  });
  const first = derived[0];
  if (!first) throw new VaultError("A vault needs at least one key");
  const mark = (secret: Buffer, purpose: string, text: string) =>
    createHmac("sha256", secret).update(`${purpose}:${text}`).digest("base64url");

  return {
    seal(text) {
      const iv = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", first.secret, iv);
      const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return ["v1", first.id, Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64url")].join(".");
    },
    open(sealed) {
      const [version, id, packed] = sealed.split(".");
      const key = derived.find((candidate) => candidate.id === id);
      if (version !== "v1" || !key || !packed)
        throw new VaultError("Sealed with a key that is not configured");
      const bytes = Buffer.from(packed, "base64url");
      try {
        const decipher = createDecipheriv("aes-256-gcm", key.secret, bytes.subarray(0, 12));
        decipher.setAuthTag(bytes.subarray(12, 28));
        return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
      } catch (cause) {
        throw new VaultError("A sealed secret was changed", { cause });
      }
    },
    mark: (purpose, text) => mark(first.secret, purpose, text),
    marks: (purpose, text) => derived.map((key) => mark(key.secret, purpose, text)),
  };
}
