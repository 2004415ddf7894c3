import type { Db } from "#db/client.ts";
import { isUuid, recordWebsite } from "../websites/websites.server.ts";
import { WORKING_VERDICTS } from "./shown-address.server.ts";

type Wish = { userId: string; websiteId: string; domainId: string | null; now: Date };

/**
 * Makes one of the customer's domains the address their website is known by, or its own host again (null). Only a domain
 * that is bound and leads to the server; nothing changes there, where it answers already. Twice changes nothing more.
 */
export async function chooseAddress(
  db: Db,
  { userId, websiteId, domainId, now }: Wish,
): Promise<{ outcome: "chosen" | "not-working" | "gone" }> {
  if (!isUuid(websiteId) || (domainId !== null && !isUuid(domainId))) return { outcome: "gone" };
  return db.transaction().execute(async (tx) => {
    const site = await tx
      .selectFrom("websites")
      .selectAll()
      .where("id", "=", websiteId)
      .where("user_id", "=", userId)
      .forUpdate()
      .executeTakeFirst();
    if (!site) return { outcome: "gone" };
    if (site.address_domain_id === domainId) return { outcome: "chosen" };
    const domain =
      domainId === null
        ? null
        : await tx
            .selectFrom("website_domains")
            .select(["host", "status", "dns_verdict"])
            .where("id", "=", domainId)
            .where("website_id", "=", websiteId)
            .executeTakeFirst();
    if (domain === undefined || domain?.status === "removed") return { outcome: "gone" };
    if (domain && !isWorking(domain)) return { outcome: "not-working" };
    await tx
      .updateTable("websites")
      .set({ address_domain_id: domainId })
      .where("id", "=", websiteId)
      .execute();
    const who = { actor: "customer" as const, actorId: userId };
    const about = { id: websiteId, orderId: site.order_id };
    await recordWebsite(tx, about, "address-chosen", { host: domain?.host ?? site.host }, now, who);
    return { outcome: "chosen" };
  });
}

/** Whether a domain may be, and counts as, the address of its website. */
export function isWorking({ status, dns_verdict: verdict }: { status: string; dns_verdict: string | null }) {
  const working: readonly string[] = WORKING_VERDICTS;
  return status === "bound" && (verdict === null || working.includes(verdict));
}
