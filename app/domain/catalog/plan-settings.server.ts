import type { ExpressionBuilder } from "kysely";
import { record } from "#app/domain/audit/audit.server.ts";
import type { Db, Tx } from "#db/client.ts";
import type { DB } from "#db/schema.ts";
import type { PlanTerms } from "./plan-terms.ts";
import type { Cycle } from "./plans.server.ts";

export type PlanSettings = PlanTerms & {
  id: string;
  name: string;
  isOffered: boolean;
  /** Current prices in whole rupiah for the whole term; null when there is none. */
  pricesIdr: Record<Cycle, number | null>;
  subscribers: number;
};

/** Every plan with its settings, also those no longer offered. For staff. */
export async function listPlanSettings(db: Db): Promise<PlanSettings[]> {
  const rows = await db
    .selectFrom("plans")
    .selectAll()
    .select((of) => [
      priceNow(of, "monthly").as("monthly_idr"),
      priceNow(of, "yearly").as("yearly_idr"),
      of
        .selectFrom("subscriptions")
        .select((count) => count.fn.countAll<number>().as("count"))
        .whereRef("subscriptions.plan_id", "=", "plans.id")
        .where("subscriptions.status", "not in", ["ended", "terminated"])
        .as("subscribers"),
    ])
    .orderBy("position")
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    isOffered: row.withdrawn_at === null,
    pricesIdr: { monthly: row.monthly_idr, yearly: row.yearly_idr },
    subscribers: Number(row.subscribers ?? 0),
    renewalDaysMonthly: row.renewal_days_monthly,
    renewalDaysYearly: row.renewal_days_yearly,
    graceDays: row.grace_days,
    terminationDays: row.termination_days,
    exportDays: row.export_days,
    releasesKept: row.releases_kept,
  }));
}

function priceNow(of: ExpressionBuilder<DB, "plans">, cycle: Cycle) {
  return of
    .selectFrom("prices")
    .select("amount_idr")
    .whereRef("prices.plan_id", "=", "plans.id")
    .where("prices.cycle", "=", cycle)
    .where("prices.replaced_at", "is", null);
}

type ByStaff = { planId: string; staffId: string; now: Date };

/** Saves how a plan renews and ends; it holds from the next step of each subscription on. */
export async function savePlanTerms(
  db: Db,
  { planId, staffId, terms, now }: ByStaff & { terms: PlanTerms },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable("plans")
      .set({
        renewal_days_monthly: terms.renewalDaysMonthly,
        renewal_days_yearly: terms.renewalDaysYearly,
        grace_days: terms.graceDays,
        termination_days: terms.terminationDays,
        export_days: terms.exportDays,
        releases_kept: terms.releasesKept,
      })
      .where("id", "=", planId)
      .execute();
    await note(tx, { planId, staffId, now }, "plan-terms-saved", terms);
  });
}

/** Offers a plan or withdraws it; who has it keeps it. The same again changes nothing. */
export async function offerPlan(
  db: Db,
  { planId, staffId, isOffered, now }: ByStaff & { isOffered: boolean },
): Promise<{ outcome: "changed" | "unchanged" }> {
  return db.transaction().execute(async (tx) => {
    const changed = await tx
      .updateTable("plans")
      .set({ withdrawn_at: isOffered ? null : now })
      .where("id", "=", planId)
      .where("withdrawn_at", isOffered ? "is not" : "is", null)
      .returning("id")
      .executeTakeFirst();
    if (!changed) return { outcome: "unchanged" };
    await note(tx, { planId, staffId, now }, isOffered ? "plan-offered" : "plan-withdrawn", {});
    return { outcome: "changed" };
  });
}

/**
 * Replaces a price: the old row stays for everybody who bought at it. The amount that holds already changes nothing,
 * so that sending the form twice makes one row.
 */
export async function replacePrice(
  db: Db,
  { planId, staffId, cycle, amountIdr, now }: ByStaff & { cycle: Cycle; amountIdr: number },
): Promise<{ outcome: "replaced" | "unchanged" }> {
  return db.transaction().execute(async (tx) => {
    await tx.selectFrom("plans").select("id").where("id", "=", planId).forUpdate().executeTakeFirstOrThrow();
    const current = await tx
      .selectFrom("prices")
      .select(["id", "amount_idr"])
      .where("plan_id", "=", planId)
      .where("cycle", "=", cycle)
      .where("replaced_at", "is", null)
      .executeTakeFirst();
    if (current?.amount_idr === amountIdr) return { outcome: "unchanged" };
    if (current)
      await tx.updateTable("prices").set({ replaced_at: now }).where("id", "=", current.id).execute();
    await tx
      .insertInto("prices")
      .values({ plan_id: planId, cycle, amount_idr: amountIdr, created_at: now })
      .execute();
    const detail = { cycle, amountIdr, before: current?.amount_idr ?? null };
    await note(tx, { planId, staffId, now }, "price-replaced", detail);
    return { outcome: "replaced" };
  });
}

/** A plan has a name for its key, the log wants an id: its oldest price row stands for it. */
async function note(
  tx: Tx,
  { planId, staffId, now }: ByStaff,
  event: string,
  detail: Record<string, string | number | null>,
) {
  const first = await tx
    .selectFrom("prices")
    .select("id")
    .where("plan_id", "=", planId)
    .orderBy("created_at")
    .orderBy("id")
    .executeTakeFirst();
  if (!first) return;
  const who = { actor: "staff" as const, actorId: staffId };
  const about = {
    subjectType: "plan" as const,
    subjectId: first.id,
    event,
    detail: { plan: planId, ...detail },
  };
  await record(tx, { ...who, ...about, now });
}
