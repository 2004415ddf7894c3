import type { startAapanelSandbox } from "./aapanel/server.ts";
import type { DnsSandbox } from "./dns/server.ts";
import type { startIpaymuSandbox } from "./ipaymu/server.ts";
import type { startMailSandbox } from "./mail/server.ts";

export type Sandboxes = {
  ipaymu: Awaited<ReturnType<typeof startIpaymuSandbox>>;
  aapanel: Awaited<ReturnType<typeof startAapanelSandbox>>;
  mail: Awaited<ReturnType<typeof startMailSandbox>>;
  dns: DnsSandbox;
};

/** The part of the environment that says where the systems outside are, pointing at these stand-ins. */
export function sandboxEnvironment({ ipaymu, aapanel, mail, dns }: Sandboxes) {
  return {
    IPAYMU_URL: ipaymu.url,
    IPAYMU_VA: ipaymu.va,
    IPAYMU_API_KEY: ipaymu.apiKey,
    IPAYMU_DIRECT: "true",
    AAPANEL_URL: aapanel.panelUrl,
    AAPANEL_API_KEY: aapanel.apiKey,
    AAPANEL_FTP_HOST: aapanel.ftpHost,
    AAPANEL_FTP_PORT: String(aapanel.ftpPort),
    AAPANEL_WEB_ADDRESS: aapanel.webAddress,
    AAPANEL_TLS_ADDRESS: aapanel.tlsAddress,
    AAPANEL_SITES_ROOT: aapanel.sitesRoot,
    SMTP_URL: mail.smtpUrl,
    DNS_SERVERS: dns.address,
  };
}
