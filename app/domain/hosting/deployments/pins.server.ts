import type { Db } from "#db/client.ts";
import { isUuid } from "../websites/websites.server.ts";
import { recordDeployment } from "./deploy-trace.server.ts";
import { lockOwnSite, ownRows } from "./deployments-rows.server.ts";

/** How many releases of one site may be kept beyond the plan's number. */
const pinLimit = 3;

type Which = { userId: string; websiteId: string; deploymentId: string; now: Date };

/**
 * Keeps a release of the customer's own website on the server however many newer ones come, or lets it go again. Only
 * one whose files are still there; at most `pinLimit` of a site. Twice changes nothing more.
 */
export async function pinRelease(
  db: Db,
  { userId, websiteId, deploymentId, now }: Which,
  isPinned: boolean,
): Promise<{ outcome: "done" | "not-found" | "not-kept" | "too-many" }> {
  if (!isUuid(websiteId) || !isUuid(deploymentId)) return { outcome: "not-found" };
  return db.transaction().execute(async (tx) => {
    const site = await lockOwnSite(tx, userId, websiteId);
    const row = await ownRows(tx, userId, websiteId).where("id", "=", deploymentId).executeTakeFirst();
    if (!site || !row) return { outcome: "not-found" };
    if (row.is_pinned === isPinned) return { outcome: "done" };
    if (isPinned) {
      const isThere = row.status === "live" || row.status === "superseded";
      if (!isThere || !row.is_kept) return { outcome: "not-kept" };
      const pinned = await ownRows(tx, userId, websiteId).where("is_pinned", "=", true).execute();
      if (pinned.length >= pinLimit) return { outcome: "too-many" };
    }
    await tx.updateTable("deployments").set({ is_pinned: isPinned }).where("id", "=", row.id).execute();
    const event = isPinned ? "release-pinned" : "release-unpinned";
    await recordDeployment(tx, row, event, { actorId: userId, now });
    return { outcome: "done" };
  });
}
