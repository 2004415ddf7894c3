import { sql } from "kysely";
import { services } from "#app/services.server.ts";

/** Is this process alive and its database with it? 503 while the database is away. */
export async function loader() {
  const isThere = await sql`select 1`.execute(services.db).then(
    () => true,
    () => false,
  );
  const headers = { "cache-control": "no-store" };
  return new Response(isThere ? "ok" : "no database", { status: isThere ? 200 : 503, headers });
}
