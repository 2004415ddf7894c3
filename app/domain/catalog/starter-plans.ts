import type { Db } from "#db/client.ts";

const MB = 1024 * 1024;
const GB = 1024 * MB;

/** What a new shop sells until its operator decides otherwise. Sizes in bytes, prices in rupiah. */
const starterPlans = [
  {
    id: "mulai",
    name: "Mulai",
    disk_bytes: 1 * GB,
    upload_bytes: 100 * MB,
    unpacked_bytes: 500 * MB,
    max_files: 10_000,
    max_domains: 1,
    releases_kept: 3,
    position: 1,
    is_popular: false,
    prices: { monthly: 25_000, yearly: 250_000 },
  },
  {
    id: "usaha",
    name: "Usaha",
    disk_bytes: 5 * GB,
    upload_bytes: 300 * MB,
    unpacked_bytes: 1536 * MB,
    max_files: 30_000,
    max_domains: 3,
    releases_kept: 5,
    position: 2,
    is_popular: true,
    prices: { monthly: 49_000, yearly: 490_000 },
  },
  {
    id: "bisnis",
    name: "Bisnis",
    disk_bytes: 20 * GB,
    upload_bytes: 1 * GB,
    unpacked_bytes: 4 * GB,
    max_files: 100_000,
    max_domains: 10,
    releases_kept: 10,
    position: 3,
    is_popular: false,
    prices: { monthly: 99_000, yearly: 990_000 },
  },
] as const;

/** Adds the starter plans and their prices. A plan that exists, changed or not, stays as it is. */
export async function addStarterPlans(db: Db): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (const { prices, ...plan } of starterPlans) {
      const added = await tx
        .insertInto("plans")
        .values(plan)
        .onConflict((conflict) => conflict.column("id").doNothing())
        .returning("id")
        .executeTakeFirst();
      if (!added) continue;
      await tx
        .insertInto("prices")
        .values([
          { plan_id: plan.id, cycle: "monthly", amount_idr: prices.monthly },
          { plan_id: plan.id, cycle: "yearly", amount_idr: prices.yearly },
        ])
        .execute();
    }
  });
}
