import { setTimeout as pause } from "node:timers/promises";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { isFinished } from "#app/domain/hosting/deployments/deploy-status.ts";
import { deploymentTrace, findDeployment } from "#app/domain/hosting/deployments/deployments.server.ts";
import { notFound } from "#app/http/responses.ts";
import { services } from "#app/services.server.ts";
import { requireSite } from "../own-site.server.ts";

const LOOK_EVERY_MS = 500;
/** Shorter than a proxy's patience; the browser comes back by itself. */
const OPEN_FOR_MS = 55_000;

/** Says `change` whenever the deployment moved and `end` when it is over: a reason to ask the page again, no data. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const which = { userId: user.id, websiteId: site.id, deploymentId: params.deployment ?? "" };
  if (!(await findDeployment(services.db, which))) notFound();
  const events = watch(which);
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await events.next();
      if (done) controller.close();
      else controller.enqueue(new TextEncoder().encode(value));
    },
    // the visitor left
    cancel: () => void events.return(undefined),
  });
  const headers = {
    "content-type": "text/event-stream; charset=utf-8",
    // nothing on the way may hold it back
    "cache-control": "no-store, no-transform",
    "x-accel-buffering": "no",
  };
  return new Response(body, { headers });
}

async function* watch(which: Parameters<typeof findDeployment>[1]): AsyncGenerator<string, undefined> {
  yield "retry: 1000\n\n";
  const until = Date.now() + OPEN_FOR_MS;
  let seen = "";
  while (Date.now() < until) {
    const deployment = await findDeployment(services.db, which);
    if (!deployment || isFinished(deployment.status)) {
      yield `event: end\ndata: ${deployment?.status ?? "gone"}\n\n`;
      return;
    }
    const now = JSON.stringify([deployment.status, await deploymentTrace(services.db, which)]);
    // a line every time: an unread stream shows at the next write that the visitor has left
    yield now === seen ? ":\n\n" : `event: change\ndata: ${deployment.status}\n\n`;
    seen = now;
    await pause(LOOK_EVERY_MS);
  }
}
