import type { Db } from "#db/client.ts";
import { shownAddress } from "../domains/shown-address.server.ts";
import { isUuid } from "../websites/websites.server.ts";
import type { TokenHolder } from "./deploy-tokens.server.ts";

type Site = { id: string; host: string };

/** The site of this host name or id that the holder of a token may put live, or null. */
export async function findDeployableSite(
  db: Db,
  { userId, websiteId }: TokenHolder,
  name: string,
): Promise<Site | null> {
  if (!/^[a-z0-9.-]{1,253}$/i.test(name)) return null;
  const row = await sitesOf(db, userId, websiteId)
    .where(isUuid(name) ? "websites.id" : "host", "=", name.toLowerCase())
    .executeTakeFirst();
  return row ?? null;
}

/** The site of a deployment that the holder of a token may ask about, or null. */
export async function siteOfDeployment(
  db: Db,
  { userId, websiteId }: TokenHolder,
  deploymentId: string,
): Promise<Site | null> {
  if (!isUuid(deploymentId)) return null;
  const row = await sitesOf(db, userId, websiteId)
    .innerJoin("deployments", "deployments.website_id", "websites.id")
    .where("deployments.id", "=", deploymentId)
    .executeTakeFirst();
  return row ?? null;
}

function sitesOf(db: Db, userId: string, websiteId: string | null) {
  return db
    .selectFrom("websites")
    .select(["websites.id", shownAddress.as("host")])
    .where("websites.user_id", "=", userId)
    .where("websites.status", "<>", "deleted")
    .$if(websiteId !== null, (query) => query.where("websites.id", "=", websiteId));
}
