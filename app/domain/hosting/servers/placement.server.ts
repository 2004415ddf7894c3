import { type SelectQueryBuilder, sql } from "kysely";
import { askForAttention, endAttention } from "#app/domain/attention/attention.server.ts";
import { enqueueAll, job } from "#app/jobs/queue.server.ts";
import type { Tx } from "#db/client.ts";
import type { DB } from "#db/schema.ts";
import { provisioningJob, type WebsiteRow } from "../websites/websites.server.ts";
import type { Trouble } from "./panel-troubles.ts";
import type { ServerRow } from "./servers.server.ts";

/** A panel that missed so many looks in a row is down. */
export const DOWN_AFTER_MISSES = 3;
/** Troubles that do not pass by themselves: one look that finds them is enough. */
export const NEEDS_A_PERSON = [
  "certificate-changed",
  "certificate-untrusted",
  "key-wrong",
  "address-not-listed",
  "locked-out",
] as const satisfies Trouble[];
/** Room that is never promised to websites: logs, the panel itself, a release being unpacked. */
const KEPT_FREE_BYTES = 1024 ** 3;

/** Placements, and whatever takes a server away from them, wait for each other until their transaction ends. */
export async function placingAlone(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(7203)`.execute(tx);
}

/**
 * The server for a new website that may grow to `diskBytes`: one that is healthy, not draining, not left alone because
 * it refused our key, with a free place and the disk for it; of those the one that is emptiest for its size. Null when
 * there is none. Placements in other transactions wait for this one, so ten at once never overfill a server.
 */
export async function pickServer(
  tx: Tx,
  { diskBytes }: { diskBytes: number },
  now: Date,
): Promise<ServerRow | null> {
  await placingAlone(tx);
  const row = await takingServers(tx, now)
    .leftJoin("websites", (join) =>
      join.onRef("websites.server_id", "=", "servers.id").on("websites.status", "<>", "deleted"),
    )
    .leftJoin("subscriptions", "subscriptions.id", "websites.subscription_id")
    .leftJoin("plans", "plans.id", "subscriptions.plan_id")
    .selectAll("servers")
    .groupBy("servers.id")
    .having(sql<boolean>`count(websites.id) < servers.capacity`)
    // Those still being made have not filled their disk yet: it is promised to them.
    .having(
      sql<boolean>`(servers.disk_free_bytes is null or servers.disk_free_bytes >= ${diskBytes + KEPT_FREE_BYTES}
        + coalesce(sum(plans.disk_bytes) filter (where websites.status = 'provisioning'), 0))`,
    )
    .orderBy(sql`count(websites.id)::numeric / servers.capacity`)
    .orderBy("servers.capacity", "desc")
    .orderBy("servers.created_at")
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** The server for a website that was paid for, by its plan. Staff are asked while there is none. */
export async function findRoom(
  tx: Tx,
  { subscription_id, host }: Pick<WebsiteRow, "subscription_id" | "host">,
  now: Date,
): Promise<ServerRow | null> {
  const { disk_bytes: diskBytes } = await tx
    .selectFrom("subscriptions")
    .innerJoin("plans", "plans.id", "subscriptions.plan_id")
    .select("plans.disk_bytes")
    .where("subscriptions.id", "=", subscription_id)
    .executeTakeFirstOrThrow();
  const server = await pickServer(tx, { diskBytes }, now);
  if (server) await endAttention(tx, { kinds: ["servers-full"], now });
  else await askForAttention(tx, { kind: "servers-full", subject: "servers", detail: { host } });
  return server;
}

/** The part of the rule that needs no counting. */
function takingServers(tx: Tx, now: Date): SelectQueryBuilder<DB, "servers", object> {
  return tx
    .selectFrom("servers")
    .where("servers.removed_at", "is", null)
    .where("servers.is_draining", "=", false)
    .where("servers.misses", "<", DOWN_AFTER_MISSES)
    .where((where) =>
      where.or([where("servers.locked_until", "is", null), where("servers.locked_until", "<=", now)]),
    )
    .where((where) =>
      where.or([
        where("servers.problem", "is", null),
        where("servers.problem", "not in", [...NEEDS_A_PERSON]),
      ]),
    );
}

/** Lets the websites that wait for room try again now, if any server has some; others wait on as before. */
export async function wakeWaiting(tx: Tx, now: Date): Promise<{ woken: number }> {
  const waiting = await tx
    .selectFrom("websites")
    .select("id")
    .where("status", "=", "provisioning")
    .where("problem_code", "=", "no-server-room")
    .orderBy("created_at")
    .limit(500)
    .execute();
  if (waiting.length === 0 || !(await pickServer(tx, { diskBytes: 0 }, now))) return { woken: 0 };
  const jobs = waiting.map(({ id }) => job("provision-website", { websiteId: id }, provisioningJob(id)));
  await enqueueAll(tx, jobs);
  return { woken: waiting.length };
}
