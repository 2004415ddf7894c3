import fs from "node:fs";
import { parse } from "dotenv";
import { describe, expect, test, vi } from "vitest";

const example = parse(fs.readFileSync(".env.example", "utf8"));

/** The module reads the environment as it loads, so the example is put there first. */
async function readEnv(source: Record<string, string>) {
  for (const [name, value] of Object.entries(example)) vi.stubEnv(name, value);
  const module = await import("./env.server.ts");
  vi.unstubAllEnvs();
  return module.readEnv({ ...example, ...source });
}

const real = {
  NODE_ENV: "production",
  APP_URL: "https://lumicloud.co.id",
  SITES_DOMAIN: "situs-lumi.com",
  SESSION_SECRETS: "a".repeat(40),
  ENCRYPTION_KEYS: "b".repeat(40),
  IPAYMU_ENV: "production",
  IPAYMU_URL: "",
  IPAYMU_API_KEY: "11111111-2222-3333-4444-555555555555",
  AAPANEL_URL: "https://panel.lumicloud.co.id:7800",
  SMTP_URL: "smtp://127.0.0.1:25",
};

describe("the environment", () => {
  test("the example works unedited", async () => {
    const env = await readEnv({});
    expect(env.PORT).toBe(3010);
    expect(env.SESSION_SECRETS).toHaveLength(1);
  });

  test("secrets are read as a list, so that they can be rotated", async () => {
    const env = await readEnv({ SESSION_SECRETS: `${"n".repeat(32)}, ${"o".repeat(32)}` });
    expect(env.SESSION_SECRETS).toEqual(["n".repeat(32), "o".repeat(32)]);
  });

  test("a real production environment is accepted", async () => {
    expect((await readEnv(real)).NODE_ENV).toBe("production");
  });

  test.each([
    ["DATABASE_URL", { DATABASE_URL: "mysql://x" }],
    ["PORT", { PORT: "http" }],
    ["AAPANEL_FINGERPRINT", { AAPANEL_FINGERPRINT: "abc" }],
    ["IPAYMU_VA", { IPAYMU_VA: "" }],
    ["TAX_BASE", { TAX_BASE: "eleven" }],
    ["SESSION_SECRETS", { SESSION_SECRETS: "short" }],
    ["SESSION_SECRETS", { ...real, SESSION_SECRETS: "sample-secret-for-development-only-0001" }],
    ["ENCRYPTION_KEYS", { ...real, ENCRYPTION_KEYS: "sample-encryption-key-for-development-01" }],
    ["APP_URL", { ...real, APP_URL: "http://lumicloud.co.id" }],
    ["IPAYMU_URL", { ...real, IPAYMU_URL: "http://127.0.0.1:3001" }],
    ["AAPANEL_URL", { ...real, AAPANEL_URL: "http://localhost:3002" }],
    ["IPAYMU_API_KEY", { ...real, IPAYMU_API_KEY: "SANDBOX00000000-1111-2222-3333-444455556666" }],
    ["SITES_DOMAIN", { ...real, SITES_DOMAIN: "situs.lumicloud.co.id" }],
    ["SITES_DOMAIN", { ...real, SITES_DOMAIN: "localhost:8080" }],
  ])("a bad %s stops the start with a sentence that names it", async (name, source) => {
    await expect(readEnv(source)).rejects.toThrow(new RegExp(`^${name}(\\.\\d+)?: `, "m"));
  });
});
