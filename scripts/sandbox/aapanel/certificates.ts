import { createPrivateKey, X509Certificate } from "node:crypto";
import { type Action, done, HandlerCrashed, type Panel, type Params, refuse } from "./panel.ts";
import { saveAndReload, siteById, vhostOf } from "./vhosts.ts";

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
  if (panel.faults.take("certificate-ignored", "SetSSL")) return done(panel, "certificateSaved");
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

/** Not installed on the site by this: SetSSL has to follow. A refusal's `msg` can be an array. */
function apply_cert_api(panel: Panel, params: Params) {
  const domains = readNames(params.need("domains"));
  const site = siteById(panel, params.need("auth_to"));
  if (!site) return { status: false, msg: "Website lost, unable to continue applying for a certificate" };
  if (site.status === "0")
    return { status: false, msg: "The website has been stopped, please start it first" };
  if (domains.some((name) => name.startsWith("*."))) {
    return { status: false, msg: "Wildcard domain names can only be verified by DNS" };
  }
  const https = (panel.state.vhosts[site.name]?.redirects ?? 0) > 0;
  if (https && panel.flavour === "aapanel") {
    return { status: false, msg: "Please turn off forced HTTPS before applying for a certificate" };
  }
  if (!panel.issueCertificate) {
    const reason = "curl: (6) Could not resolve host: acme-v02.api.letsencrypt.org";
    return { status: false, msg: ["Certificate request failed", { error: reason }], index: "" };
  }
  const names = panel.state.vhosts[site.name]?.domains ?? [];
  const stranger = domains.find((name) => !names.includes(name));
  if (stranger || panel.faults.take("acme-refused", "apply_cert_api"))
    return acmeRefusal(stranger ?? domains[0]);
  const made = panel.issueCertificate(domains);
  return {
    status: true,
    msg: "Certificate issued",
    cert: made.certificate,
    root: made.chain,
    private_key: made.privateKey,
    cert_timeout: Math.floor(Date.parse(new X509Certificate(made.certificate).validTo) / 1000),
    domains,
    save_path: `/www/server/panel/vhost/cert/${site.name}`,
  };
}

/** The authority could not fetch its challenge: the panel answers with a title and the authority's own words. */
function acmeRefusal(name = "") {
  const detail = `Invalid response from http://${name}/.well-known/acme-challenge/x: 404`;
  const error = { type: "urn:ietf:params:acme:error:unauthorized", detail, status: 403 };
  return { status: false, msg: [`Domain name verification failed: ${name}`, error], index: "" };
}

function readNames(text: string): string[] {
  const parsed: unknown = attempt(() => JSON.parse(text));
  if (!Array.isArray(parsed)) throw new HandlerCrashed("domains is not a JSON array");
  return parsed.map(String);
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
