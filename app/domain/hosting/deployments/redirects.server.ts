import type { DnsLookup } from "#app/adapters/dns/dns.server.ts";
import type { Vault } from "#app/adapters/vault/vault.server.ts";
import type { Db } from "#db/client.ts";
import { certificateOf } from "../domains/certificate-rows.server.ts";
import { covers } from "../domains/certificate-rules.ts";
import { findOurs, passLater } from "../domains/domain-binding.server.ts";
import { findRunning, hostsOf, type PlacedSite, standingOf } from "../domains/domain-places.server.ts";
import { type PanelOf, withPanel } from "../servers/servers.server.ts";
import { recordWebsite } from "../websites/websites.server.ts";

type Deps = { db: Db; dns: DnsLookup; panelOf: PanelOf; vault: Vault };

export type Redirect = { outcome: "on" | "off" | "not-running" };

/**
 * Makes the server send visitors to HTTPS, or not, as the customer wants: never without a certificate that works, and
 * never while a host that leads here is not in it, because the redirect holds for all of them. Looks before it acts,
 * since each call of the panel's adds another redirect; believed after reading back. Safe to run twice.
 */
export async function followRedirect(
  deps: Deps,
  { websiteId }: { websiteId: string },
  now: Date,
): Promise<Redirect> {
  const { db } = deps;
  const placed = await findRunning(db, websiteId);
  if (!placed) return { outcome: "not-running" };
  const { site } = placed;
  const isSafe = await isSafeToForce(deps, placed);
  const isOn = await withPanel(deps, placed.server.id, now, ({ panel, write }) =>
    write(async () => {
      const made = await findOurs(panel, site);
      const row = await certificateOf(db, websiteId);
      const ssl = await panel.sslOf(made.name);
      const isWanted = isSafe && row.status === "on" && row.is_redirect_wanted && ssl.isOn;
      if (ssl.isForced === isWanted) return isWanted;
      await (isWanted ? panel.forceHttps(made.name) : panel.unforceHttps(made.name)).catch(passLater);
      if ((await panel.sslOf(made.name)).isForced !== isWanted) {
        throw new Error(`the redirect of ${site.host} is not ${isWanted ? "on" : "off"} yet`);
      }
      return isWanted;
    }),
  );
  const changed = await db
    .updateTable("website_certificates")
    .set({ is_redirect_on: isOn })
    .where("website_id", "=", websiteId)
    .where("is_redirect_on", "<>", isOn)
    .returning("website_id")
    .executeTakeFirst();
  const event = isOn ? "redirect-on" : "redirect-off";
  if (changed) await recordWebsite(db, { id: site.id, orderId: site.order_id }, event, {}, now);
  return { outcome: isOn ? "on" : "off" };
}

async function isSafeToForce({ db, dns }: Deps, { site, server }: PlacedSite): Promise<boolean> {
  const { names } = await certificateOf(db, site.id);
  const left = (await hostsOf(db, site)).filter((host) => !covers(names, host));
  const standings = await standingOf(dns, server, left);
  // Name servers that do not answer say nothing: then it counts as leading here.
  return !standings.some(({ verdict }) => ["points-here", "mixed", "dns-failed"].includes(verdict));
}
