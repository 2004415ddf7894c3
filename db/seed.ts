import { addStarterPlans } from "#app/domain/catalog/starter-plans.ts";
import type { Db } from "./client.ts";

/** What a new shop needs before its first visitor: plans and their prices. Run again, it changes nothing. */
export async function seed(db: Db): Promise<void> {
  await addStarterPlans(db);
}
