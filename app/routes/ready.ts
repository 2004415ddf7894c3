import { readiness } from "#app/jobs/readiness.server.ts";
import { services } from "#app/services.server.ts";

/** May visitors be sent here? Says in JSON what is missing. */
export async function loader() {
  const state = await readiness(services.db, new Date());
  return Response.json(state, { status: state.ready ? 200 : 503, headers: { "cache-control": "no-store" } });
}
