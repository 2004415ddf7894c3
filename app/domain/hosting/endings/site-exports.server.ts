import type { Db } from "#db/client.ts";
import { isUuid } from "../websites/websites.server.ts";

/** The last export of a website as its owner sees it. Sizes in bytes. */
export type SiteExport = {
  state: "being-made" | "ready" | "none";
  key: string | null;
  sizeBytes: number | null;
  sha256: string | null;
  fileCount: number | null;
  /** Until when it can be fetched; after it the files are gone for good. */
  expiresAt: Date | null;
};

/** The last export of one of the customer's own websites, or null when the website has not ended. */
export async function findExport(db: Db, userId: string, websiteId: string): Promise<SiteExport | null> {
  if (!isUuid(websiteId)) return null;
  const row = await db
    .selectFrom("site_exports")
    .innerJoin("websites", "websites.id", "site_exports.website_id")
    .selectAll("site_exports")
    .where("site_exports.website_id", "=", websiteId)
    .where("websites.user_id", "=", userId)
    .executeTakeFirst();
  if (!row) return null;
  const state = row.status === "waiting" ? "being-made" : row.status === "ready" ? "ready" : "none";
  return {
    state,
    key: state === "ready" ? row.storage_key : null,
    sizeBytes: row.size_bytes,
    sha256: row.sha256,
    fileCount: row.file_count,
    expiresAt: row.expires_at,
  };
}
