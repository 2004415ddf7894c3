import { z } from "zod";
import { mustBeDone, readAs } from "./answers.ts";
import type { HostingPanel } from "./hosting-panel.ts";
import type { Call } from "./transport.server.ts";

const write = { timeoutMs: 60_000, isRead: false };
/** Order, challenge and up to fifteen polls of five seconds for each name, all inside one call (§7). */
const applying = { timeoutMs: 600_000, isRead: false };

/** The answer carries the private key too; only these parts are taken from it. */
const Ssl = z.object({
  status: z.boolean(),
  httpTohttps: z.boolean().default(false),
  cert_data: z.object({ dns: z.array(z.string()).default([]) }).catch({ dns: [] }),
});
const Applied = z.object({
  status: z.literal(true),
  cert: z.string().min(1),
  root: z.string().default(""),
  private_key: z.string().min(1),
});

/** Certificates of sites (aaPanel API, observed on 8.10 and BaoTa 11.7). Keys pass through and are kept nowhere. */
export function certificateCalls(call: Call) {
  return {
    async sslOf(siteName) {
      const found = readAs(Ssl, await call("/site", "GetSSL", { siteName }), "GetSSL");
      return { isOn: found.status, isForced: found.httpTohttps, names: found.cert_data.dns };
    },
    async applyForCertificate({ siteId, names }) {
      const id = String(siteId);
      const params = {
        domains: JSON.stringify(names),
        auth_type: "http",
        auth_to: id,
        auto_wildcard: "0",
        id,
      };
      const made = readAs(Applied, await call("/acme", "apply_cert_api", params, applying), "apply_cert_api");
      return { key: made.private_key, chain: `${made.cert.trim()}\n${made.root}`.trim() };
    },
    async installCertificate(siteName, { key, chain }) {
      // `csr` is the chain, despite its name.
      mustBeDone(await call("/site", "SetSSL", { type: "1", siteName, key, csr: chain }, write), "SetSSL");
    },
    async forceHttps(siteName) {
      mustBeDone(await call("/site", "HttpToHttps", { siteName }, write), "HttpToHttps");
    },
    async unforceHttps(siteName) {
      mustBeDone(await call("/site", "CloseToHttps", { siteName }, write), "CloseToHttps");
    },
    async removeDomain(site, domain) {
      const params = {
        id: String(site.id),
        webname: site.name,
        domain: domain.name,
        port: String(domain.port),
      };
      mustBeDone(await call("/site", "DelDomain", params, write), "DelDomain");
    },
  } satisfies Partial<HostingPanel>;
}
