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

/** All websites, newest first, a page at a time; `before` is the last id of the page before. For staff only. */
export async function listStaffWebsites(
  db: Db,
  { before }: { before?: string | undefined },
): Promise<{ sites: StaffWebsite[]; older: string | null }> {
  let query = shown(db).orderBy("websites.created_at", "desc").orderBy("websites.id", "desc");
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

/**
 * The websites that what was typed leads to, newest first: its host or a domain of its owner's begins with it (pasted
 * from a browser's address line as well), or it is the owner's whole e-mail address, or the number of one of its orders.
 * At most a page; `isMore` when there were others. For staff only: it names customers.
 */
export async function findStaffWebsites(
  db: Db,
  typed: string,
): Promise<{ sites: StaffWebsite[]; isMore: boolean }> {
  const text = typed.trim().toLowerCase();
  const host = text.replace(/^https?:\/\//, "").replace(/[/?#].*$/, "");
  const found = await Promise.all([...(host ? byName(db, host) : []), ...byOwner(db, text)]);
  const ids = [...new Set(found.flat().map(({ id }) => id))];
  if (ids.length === 0) return { sites: [], isMore: false };
  const rows = await shown(db)
    .where("websites.id", "in", ids.slice(0, PAGE))
    .orderBy("websites.created_at", "desc")
    .orderBy("websites.id", "desc")
    .execute();
  return { sites: rows.map(toStaffWebsite), isMore: ids.length > PAGE };
}

/** After every name that begins alike, in the order of bytes. */
const LAST = "\u{10FFFF}";

function byName(db: Db, beginning: string): Promise<{ id: string }[]>[] {
  const begins = (column: string) => {
    const host = sql`${sql.ref(column)} collate "C"`;
    return sql<boolean>`${host} >= ${beginning} and ${host} < ${`${beginning}${LAST}`}`;
  };
  return [
    db
      .selectFrom("websites")
      .select("id")
      .where(begins("websites.host"))
      .orderBy(sql`host collate "C"`)
      .limit(PAGE + 1)
      .execute(),
    db
      .selectFrom("website_domains")
      .select("website_id as id")
      .where(begins("website_domains.host"))
      .where("status", "not in", ["given-up", "removed"])
      .orderBy(sql`host collate "C"`)
      .limit(PAGE + 1)
      .execute(),
  ];
}

function byOwner(db: Db, text: string): Promise<{ id: string }[]>[] {
  const sites = db
    .selectFrom("websites")
    .select("websites.id")
    .limit(PAGE + 1);
  const email = sites.innerJoin("users", "users.id", "websites.user_id").where("users.email", "=", text);
  const order = sites
    .innerJoin("orders", "orders.subscription_id", "websites.subscription_id")
    .where("orders.number", "=", text.toUpperCase());
  return [email.orderBy("websites.created_at", "desc").execute(), order.execute()];
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
