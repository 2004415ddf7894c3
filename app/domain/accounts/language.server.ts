import type { Db } from "#db/client.ts";

/** Keeps the language a customer reads, for pages and mails. Run twice, it changes nothing more. */
export async function keepLanguage(db: Db, choice: { userId: string; locale: "id" | "en" }): Promise<void> {
  await db.updateTable("users").set({ locale: choice.locale }).where("id", "=", choice.userId).execute();
}
