import { record } from "#app/domain/audit/audit.server.ts";
import type { Db } from "#db/client.ts";

/**
 * Decides whether sites of a server may be switched to PHP. They share one system user there, and only PHP's own
 * open_basedir stands between them; so it is off until a person says otherwise. Switched off again, sites that run PHP
 * keep it. Setting it to what it is changes nothing.
 */
export async function setPhpAllowed(
  db: Db,
  { serverId, isAllowed, staffId, now }: { serverId: string; isAllowed: boolean; staffId: string; now: Date },
): Promise<{ outcome: "set" | "unchanged" }> {
  return db.transaction().execute(async (tx) => {
    const changed = await tx
      .updateTable("servers")
      .set({ allows_php: isAllowed })
      .where("id", "=", serverId)
      .where("allows_php", "<>", isAllowed)
      .returning("id")
      .executeTakeFirst();
    if (!changed) return { outcome: "unchanged" };
    const about = { subjectType: "server" as const, subjectId: serverId };
    const event = isAllowed ? "php-allowed" : "php-disallowed";
    await record(tx, { actor: "staff", actorId: staffId, ...about, event, now });
    return { outcome: "set" };
  });
}
