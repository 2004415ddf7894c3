import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { addSite, call, openPanel, visit } from "./test-panel.ts";

// A certificate for toko.test, signed by itself, good for a hundred years and of no use elsewhere.
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgM41CPJytqWW4WhFy
4OZFBwRuVFN9DXvioaHK3fMResOhRANCAAQKcQVXlmfVVtYUGT38Nhb66sQcV2KR
Woiq+M4G3q4/BCbPP+511EcL6BitDCgP5Ajva+00ZSMek0i9OGjcxRLS
-----END PRIVATE KEY-----`;
const certificate = `-----BEGIN CERTIFICATE-----
MIIBuTCCAV+gAwIBAgIUVRrEMGPCtFh+d8wojlz0+kIWbvswCgYIKoZIzj0EAwIw
JjESMBAGA1UEAwwJdG9rby50ZXN0MRAwDgYDVQQKDAdTYW5kYm94MCAXDTI2MTEy
MjE1MjM0NVoYDzIxMjYxMDI5MTUyMzQ1WjAmMRIwEAYDVQQDDAl0b2tvLnRlc3Qx
EDAOBgNVBAoMB1NhbmRib3gwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQKcQVX
lmfVVtYUGT38Nhb66sQcV2KRWoiq+M4G3q4/BCbPP+511EcL6BitDCgP5Ajva+00
ZSMek0i9OGjcxRLSo2kwZzAdBgNVHQ4EFgQUyaRBslWGX1tbVXtIuDXynE47zvEw
HwYDVR0jBBgwFoAUyaRBslWGX1tbVXtIuDXynE47zvEwDwYDVR0TAQH/BAUwAwEB
/zAUBgNVHREEDTALggl0b2tvLnRlc3QwCgYIKoZIzj0EAwIDSAAwRQIgI5DaGBm6
rX4nrsipWgPolvHwZ9mots9bBnqpPR7pgRICIQDpVv7qed0XJt3CJhIk3z4SwcXW
//qJRQ3jjWn7L5kQUQ==
-----END CERTIFICATE-----`;

test("a certificate request fails without internet, and the refusals before it are told first", async () => {
  const panel = await openPanel();
  const id = await addSite(panel, "toko.test");
  const apply = (domains: string[], auth_to = id) =>
    call(panel, "/acme", "apply_cert_api", {
      domains: JSON.stringify(domains),
      auth_type: "http",
      auth_to,
      id,
    });
  const failed = (await apply(["toko.test"])).json as { status: boolean; msg: unknown[] };
  expect(failed.status).toBe(false);
  expect(JSON.stringify(failed.msg)).toContain("Could not resolve host");
  expect((await apply(["*.toko.test"])).json).toMatchObject({ msg: expect.stringContaining("Wildcard") });
  expect((await apply(["toko.test"], "999")).json).toMatchObject({ msg: expect.stringContaining("lost") });
  await call(panel, "/site", "SiteStop", { id, name: "toko.test" });
  expect((await apply(["toko.test"])).json).toMatchObject({ msg: expect.stringContaining("stopped") });
});

test("a certificate is kept when it fits its key, and each forced HTTPS adds a block until all are closed", async () => {
  const panel = await openPanel({
    issueCertificate: () => ({ privateKey: key, certificate, chain: "" }),
  });
  const id = await addSite(panel, "toko.test");
  const params = { domains: '["toko.test"]', auth_type: "http", auth_to: id, id };
  const issued = (await call(panel, "/acme", "apply_cert_api", params)).json as Record<string, string>;
  expect(issued).toMatchObject({ status: true, private_key: key });
  const set = (key: string, csr: string) =>
    call(panel, "/site", "SetSSL", { type: "1", siteName: "toko.test", key, csr });
  const other = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const pem = other.export({ type: "pkcs8", format: "pem" }).toString();
  expect((await set(pem, certificate)).json).toMatchObject({ msg: "The key and certificate do not match." });
  expect((await set("nothing", certificate)).json).toMatchObject({ status: false });
  const https = (action: string) => call(panel, "/site", action, { siteName: "toko.test" });
  expect((await https("HttpToHttps")).json).toMatchObject({ msg: "SSL is NOT currently enabled" });
  expect((await set(issued.private_key ?? "", issued.cert ?? "")).json).toMatchObject({ status: true });
  expect((await https("GetSSL")).json).toMatchObject({
    status: true,
    type: 0,
    httpTohttps: false,
    cert_data: { subject: "toko.test", dns: ["toko.test"] },
  });
  await https("HttpToHttps");
  await https("HttpToHttps");
  expect(panel.state().vhosts["toko.test"]?.redirects).toBe(2);
  expect((await visit(panel, "toko.test", "/a?b=1")).headers.location).toBe("https://toko.test/a?b=1");
  await https("CloseToHttps");
  expect((await visit(panel, "toko.test")).status).toBe(200);
});
