import { randomUUID } from "node:crypto";
import { createPasswords } from "#app/adapters/passwords/passwords.server.ts";
import type { Db } from "#db/client.ts";
import { type Served, throughProxy } from "./bench-shop.ts";

export type Customer = { id: string; email: string };
const PASSWORD = "kata-sandi-bench-2026";

/** Customers with confirmed addresses, all with one password (hashed once: the hashing is not what is measured). */
export async function addCustomers(db: Db, count: number): Promise<Customer[]> {
  const passwords = createPasswords();
  const password_hash = await passwords.hash(PASSWORD).finally(() => passwords.close());
  const rows = Array.from({ length: count }, () => ({
    email: `pembeli-${randomUUID().slice(0, 12)}@bench.example`,
    name: "Pembeli Bench",
    phone: "081234567890",
    password_hash,
    email_verified_at: new Date(),
  }));
  return db.insertInto("users").values(rows).returning(["id", "email"]).execute();
}

/** Logs in as a browser would and returns the cookie header of the session. */
export async function logIn(
  { url, origin }: Pick<Served, "url" | "origin">,
  { email }: Customer,
): Promise<string> {
  const response = await fetch(`${url}/login`, {
    method: "POST",
    redirect: "manual",
    headers: throughProxy(origin),
    body: new URLSearchParams({ email, password: PASSWORD }),
  });
  await response.body?.cancel();
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
  if (response.status >= 400 || cookies.length === 0) throw new Error(`Log-in answered ${response.status}`);
  return cookies.join("; ");
}
