import { sql } from "kysely";
import { services } from "#app/services.server.ts";

/** Is this process alive and its database with it? */
export async function loader() {
  await sql`select 1`.execute(services.db);
  return new Response("ok", { headers: { "cache-control": "no-store" } });
}
