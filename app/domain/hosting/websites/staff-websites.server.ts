import { sql } from "kysely";
import type { Db } from "#db/client.ts";
import { isUuid, type WebsiteRow } from "./websites.server.ts";

/** A website as staff see it: whose it is, why it is off, and how far its end is. */
export type StaffWebsite = {
  id: string;
  host: string;
  status: WebsiteRow["status"];
  suspendedReason: WebsiteRow["suspended_reason"];
  stopNote: string | null;
  /** Until when its owner, who deleted it, can take it back; also while staff hold it. */
  trashEndsAt: Date | null;
  liveDeploymentId: string | null;
  problemCode: string | null;
  email: string;
  planName: string;
  endsAt: Date;
  serverName: string | null;
  exportStatus: "waiting" | "ready" | "empty" | "waived" | "removed" | null;
  exportProblem: string | null;
  exportExpiresAt: Date | null;
  createdAt: Date;
};

const PAGE = 50;

/**
 * Websites whose host or owner's address contains the text, newest first, a page at a time; `before` is the last id of
 * the page before. For staff only: it names customers.
 */
export async function listStaffWebsites(
  db: Db,
  { search, before }: { search: string; before?: string | undefined },
): Promise<{ sites: StaffWebsite[]; older: string | null }> {
  let query = shown(db).orderBy("websites.created_at", "desc").orderBy("websites.id", "desc");
  if (search) {
    const like = `%${search.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
    query = query.where((of) =>
      of.or([of("websites.host", "like", like), of(sql`lower(users.email::text)`, "like", like)]),
    );
  }
  if (before && isUuid(before)) {
    // The column is finer than a JavaScript date, so the place is compared inside the database.
    query = query.where(
      sql<boolean>`(websites.created_at, websites.id) < (select created_at, id from websites where id = ${before})`,
    );
  }
  const rows = await query.limit(PAGE + 1).execute();
  const sites = rows.slice(0, PAGE).map(toStaffWebsite);
  return { sites, older: rows.length > PAGE ? (sites.at(-1)?.id ?? null) : null };
}

/** One website for staff, or null. */
export async function findStaffWebsite(db: Db, websiteId: string): Promise<StaffWebsite | null> {
  if (!isUuid(websiteId)) return null;
  const row = await shown(db).where("websites.id", "=", websiteId).executeTakeFirst();
  return row ? toStaffWebsite(row) : null;
}

function shown(db: Db) {
  return db
    .selectFrom("websites")
    .innerJoin("users", "users.id", "websites.user_id")
    .innerJoin("subscriptions", "subscriptions.id", "websites.subscription_id")
    .innerJoin("plans", "plans.id", "subscriptions.plan_id")
    .leftJoin("servers", "servers.id", "websites.server_id")
    .leftJoin("site_exports", "site_exports.website_id", "websites.id")
    .selectAll("websites")
    .select([
      "users.email",
      "subscriptions.ends_at",
      "plans.name as plan_name",
      "servers.name as server_name",
    ])
    .select([
      "site_exports.status as export_status",
      "site_exports.problem as export_problem",
      "site_exports.expires_at as export_expires_at",
    ]);
}

type Row = Awaited<ReturnType<ReturnType<typeof shown>["executeTakeFirstOrThrow"]>>;

function toStaffWebsite(row: Row): StaffWebsite {
  return {
    id: row.id,
    host: row.host,
    status: row.status,
    suspendedReason: row.suspended_reason,
    stopNote: row.stop_note,
    trashEndsAt: row.suspended_reason === "ended" ? null : row.trash_ends_at,
    liveDeploymentId: row.live_deployment_id,
    problemCode: row.problem_code,
    email: row.email,
    planName: row.plan_name,
    endsAt: row.ends_at,
    serverName: row.server_name,
    exportStatus: row.export_status,
    exportProblem: row.export_problem,
    exportExpiresAt: row.export_expires_at,
    createdAt: row.created_at,
  };
}
