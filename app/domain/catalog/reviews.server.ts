import type { Db } from "#db/client.ts";

export type Review = { id: string; body: string; shownName: string; siteHost: string | null };

/** The newest reviews that customers wrote and the operator approved, six unless told. Empty while there are none. */
export async function listApprovedReviews(db: Db, limit = 6): Promise<Review[]> {
  return db
    .selectFrom("reviews")
    .select(["id", "body", "shown_name as shownName", "site_host as siteHost"])
    .where("approved_at", "is not", null)
    .orderBy("approved_at", "desc")
    .orderBy("id")
    .limit(limit)
    .execute();
}
