import { record } from "#app/domain/audit/audit.server.ts";
import type { Db } from "#db/client.ts";

/** What invoices say of the buyer besides the name. `npwp` is 15 or 16 digits. */
export type BuyerDetails = { address: string | null; npwp: string | null };

/** What the customer wants on invoices. */
export async function findBuyerDetails(db: Db, userId: string): Promise<BuyerDetails> {
  return db
    .selectFrom("users")
    .select(["address", "npwp"])
    .where("id", "=", userId)
    .executeTakeFirstOrThrow();
}

/** Writes what the next invoices will say; those that are issued stay as they are. Written twice, it stays the same. */
export async function updateBuyerDetails(
  db: Db,
  { userId, address, npwp }: BuyerDetails & { userId: string },
  now: Date,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx.updateTable("users").set({ address, npwp }).where("id", "=", userId).execute();
    await record(tx, {
      actor: "customer",
      actorId: userId,
      subjectType: "user",
      subjectId: userId,
      event: "buyer-details-changed",
      now,
    });
  });
}
