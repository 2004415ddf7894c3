import type { Db } from "#db/client.ts";

export type Cycle = "monthly" | "yearly";

/** A plan on sale. Sizes in bytes, amounts in whole rupiah for the whole term, without tax. */
export type Plan = {
  id: string;
  name: string;
  diskBytes: number;
  uploadBytes: number;
  unpackedBytes: number;
  maxFiles: number;
  maxDomains: number;
  releasesKept: number;
  isPopular: boolean;
  /** The current price rows: an order names the row it was sold at. */
  prices: Record<Cycle, { id: string; amountIdr: number }>;
};

/** The plans on sale, in the order they are shown. Without both a monthly and a yearly price a plan is not on sale. */
export async function listPlans(db: Db): Promise<Plan[]> {
  return (await plansOnSale(db).orderBy("plans.position").orderBy("plans.id").execute()).map(toPlan);
}

/** The plans on sale that take an archive of so many bytes, the smallest first. */
export async function plansTaking(db: Db, bytes: number): Promise<Pick<Plan, "name" | "uploadBytes">[]> {
  const plans = plansOnSale(db).where("plans.upload_bytes", ">=", bytes);
  const rows = await plans.orderBy("plans.upload_bytes").orderBy("plans.position").execute();
  return rows.map(toPlan).map(({ name, uploadBytes }) => ({ name, uploadBytes }));
}

/** One plan on sale, or null for a name that is unknown, withdrawn or has no price. */
export async function findPlan(db: Db, id: string | undefined): Promise<Plan | null> {
  if (!id || !/^[a-z0-9-]{2,30}$/.test(id)) return null;
  const row = await plansOnSale(db).where("plans.id", "=", id).executeTakeFirst();
  return row ? toPlan(row) : null;
}

function plansOnSale(db: Db) {
  return db
    .selectFrom("plans")
    .innerJoin("prices as monthly", (join) =>
      join
        .onRef("monthly.plan_id", "=", "plans.id")
        .on("monthly.cycle", "=", "monthly")
        .on("monthly.replaced_at", "is", null),
    )
    .innerJoin("prices as yearly", (join) =>
      join
        .onRef("yearly.plan_id", "=", "plans.id")
        .on("yearly.cycle", "=", "yearly")
        .on("yearly.replaced_at", "is", null),
    )
    .where("plans.withdrawn_at", "is", null)
    .selectAll("plans")
    .select([
      "monthly.id as monthly_id",
      "monthly.amount_idr as monthly_idr",
      "yearly.id as yearly_id",
      "yearly.amount_idr as yearly_idr",
    ]);
}

type Row = Awaited<ReturnType<ReturnType<typeof plansOnSale>["executeTakeFirstOrThrow"]>>;

function toPlan(row: Row): Plan {
  return {
    id: row.id,
    name: row.name,
    diskBytes: row.disk_bytes,
    uploadBytes: row.upload_bytes,
    unpackedBytes: row.unpacked_bytes,
    maxFiles: row.max_files,
    maxDomains: row.max_domains,
    releasesKept: row.releases_kept,
    isPopular: row.is_popular,
    prices: {
      monthly: { id: row.monthly_id, amountIdr: row.monthly_idr },
      yearly: { id: row.yearly_id, amountIdr: row.yearly_idr },
    },
  };
}
