import { readiness } from "#app/jobs/readiness.server.ts";
import { services } from "#app/services.server.ts";

/** May visitors be sent here? Says in JSON what is missing; the database too. */
export async function loader() {
  const state = await readiness(services.db, new Date()).catch(() => ({ ready: false, database: "away" }));
  return Response.json(state, { status: state.ready ? 200 : 503, headers: { "cache-control": "no-store" } });
}
