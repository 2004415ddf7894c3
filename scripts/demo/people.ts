import { createPasswords } from "#app/adapters/passwords/passwords.server.ts";
import { appointOwner } from "#app/domain/accounts/users.server.ts";
import { connect } from "#db/client.ts";
import { runSale } from "./sale.ts";
import type { Shop } from "./shop.ts";

/** Who can log in to the demo. Sari owns a site already; the owner sees what needs a person, at /staff. */
export const people = [
  { role: "customer", name: "Sari Wulandari", email: "sari@contoh.test", password: "lampu-teras-menyala" },
  { role: "owner", name: "Bayu Prakoso", email: "owner@contoh.test", password: "kunci-toko-cadangan" },
] as const;

/** Makes the sample log-ins at the first start: the owner directly, the customer by buying a site as anybody would. */
export async function addDemoPeople(shop: Shop, say: (line: string) => void): Promise<void> {
  const [customer, owner] = people;
  const db = connect(shop.databaseUrl, { max: 2 });
  const passwords = createPasswords();
  try {
    const known = await db
      .selectFrom("users")
      .select("id")
      .where("email", "=", customer.email)
      .executeTakeFirst();
    if (known) return;
    await appointOwner({ db, passwords }, owner, new Date());
    await runSale(shop, { buyer: customer, label: "toko-sari", megabytes: 1, say: () => {} });
    say("a first customer has bought and put up a site");
  } finally {
    await passwords.close();
    await db.destroy();
  }
}
