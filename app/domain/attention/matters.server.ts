import type { Db } from "#db/client.ts";

export type Matter = {
  id: string;
  kind: string;
  subject: string;
  detail: Record<string, string | number | boolean | null>;
  customer: string | null;
  orderNumber: string | null;
  openedAt: Date;
};

const MOST = 200;

/** What waits for a person, oldest first; at most 200. For staff only: it names customers. */
export async function listMatters(db: Db): Promise<Matter[]> {
  const rows = await db
    .selectFrom("attention_items")
    .leftJoin("users", "users.id", "attention_items.user_id")
    .leftJoin("orders", "orders.id", "attention_items.order_id")
    .selectAll("attention_items")
    .select(["users.email", "orders.number"])
    .where("resolved_at", "is", null)
    .orderBy("opened_at")
    .limit(MOST)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    detail: row.detail as Matter["detail"],
    customer: row.email,
    orderNumber: row.number,
    openedAt: row.opened_at,
  }));
}

/** Marks a matter as dealt with, by whom and when. Done twice, the first stands. */
export async function resolveMatter(
  db: Db,
  { matterId, staffId, now }: { matterId: string; staffId: string; now: Date },
): Promise<{ outcome: "resolved" | "not-open" }> {
  const resolved = await db
    .updateTable("attention_items")
    .set({ resolved_at: now, resolved_by: staffId })
    .where("id", "=", matterId)
    .where("resolved_at", "is", null)
    .returning("id")
    .executeTakeFirst();
  return { outcome: resolved ? "resolved" : "not-open" };
}
