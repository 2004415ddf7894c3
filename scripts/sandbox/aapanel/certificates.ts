import { createPrivateKey, X509Certificate } from "node:crypto";
import { type Action, done, type Panel, type Params, refuse } from "./panel.ts";
import { saveAndReload, vhostOf } from "./vhosts.ts";

export const certificateActions: Record<string, Action> = {
  SetSSL,
  GetSSL,
  HttpToHttps,
  CloseToHttps,
  CloseSSLConf,
};
export const acmeActions: Record<string, Action> = { apply_cert_api };

function SetSSL(panel: Panel, params: Params) {
  const vhost = vhostOf(panel, params.need("siteName"));
  const [keyText, chain] = [params.need("key").trim(), params.need("csr").trim()];
  const key = attempt(() => createPrivateKey(keyText));
  if (!key) return refuse(panel, "badKey");
  const certificate = attempt(() => new X509Certificate(chain));
  if (!certificate) return refuse(panel, "badCertificate");
  if (!certificate.checkPrivateKey(key)) return refuse(panel, "keyMismatch");
  vhost.certificate = { key: keyText, chain };
  saveAndReload(panel);
  return done(panel, "certificateSaved");
}

/** Carries the private key, as the vendor's answer does; `status` means "SSL is on" here. */
function GetSSL(panel: Panel, params: Params) {
  const vhost = vhostOf(panel, params.need("siteName"));
  const { certificate } = vhost;
  return {
    status: certificate !== null,
    oid: -1,
    domain: vhost.domains.map((name) => ({ name })),
    key: certificate?.key ?? false,
    csr: certificate?.chain ?? false,
    type: certificate ? 0 : -1,
    httpTohttps: vhost.redirects > 0,
    cert_data: certificate ? certificateFacts(certificate.chain) : {},
    email: "",
    index: "",
    auth_type: "http",
    tls_versions: ["TLSv1.2", "TLSv1.3"],
    push: {},
  };
}

/** Each call adds one more redirect block; CloseToHttps removes them all. */
function HttpToHttps(panel: Panel, params: Params) {
  const vhost = vhostOf(panel, params.need("siteName"));
  if (!vhost.certificate) return refuse(panel, "noSsl");
  vhost.redirects += 1;
  saveAndReload(panel);
  return done(panel, "set");
}

function CloseToHttps(panel: Panel, params: Params) {
  vhostOf(panel, params.need("siteName")).redirects = 0;
  saveAndReload(panel);
  return done(panel, "set");
}

function CloseSSLConf(panel: Panel, params: Params) {
  const vhost = vhostOf(panel, params.need("siteName"));
  Object.assign(vhost, { certificate: null, redirects: 0 });
  saveAndReload(panel);
  return done(panel, "set");
}

/** There is no certificate authority in the sandbox: the failure of a server without internet. */
function apply_cert_api(_panel: Panel, params: Params) {
  params.need("domains");
  params.need("auth_to");
  const host = "acme-v02.api.letsencrypt.org";
  return {
    status: false,
    msg: ["Certificate request failed", { error: `curl: (6) Could not resolve host: ${host}` }],
    index: "",
  };
}

export function certificateFacts(chain: string) {
  const certificate = new X509Certificate(chain);
  const day = (text: string) => new Date(text).toISOString().slice(0, 10);
  const issuer = /CN=(.*)/.exec(certificate.issuer)?.[1] ?? "";
  const names = (certificate.subjectAltName ?? "").split(", ").map((name) => name.replace(/^DNS:/, ""));
  return {
    issuer,
    issuer_O: /O=(.*)/.exec(certificate.issuer)?.[1] ?? issuer,
    notAfter: day(certificate.validTo),
    notBefore: day(certificate.validFrom),
    dns: names.filter(Boolean),
    subject: /CN=(.*)/.exec(certificate.subject)?.[1] ?? "",
    endtime: Math.floor((Date.parse(certificate.validTo) - Date.now()) / 86_400_000),
  };
}

function attempt<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}
