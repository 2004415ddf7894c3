import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { cancelArrival, findArrival, takeChunk } from "#app/domain/hosting/uploads/arrivals.server.ts";
import { finishArrival } from "#app/domain/hosting/uploads/arrivals-finish.server.ts";
import { checkLimit } from "#app/http/rate-limits.server.ts";
import { services } from "#app/services.server.ts";
import { requireSite } from "../own-site.server.ts";
import { sayProblem, type UploadProblem } from "./upload-problem.server.ts";

/** How far this archive is: where the script continues after the connection was lost. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { refuse, which } = await open(request, params);
  const arrival = await findArrival(services.db, which);
  return arrival ? json(200, { receivedBytes: arrival.receivedBytes }) : refuse("gone");
}

/** `PUT` brings the next part, `POST` says it was the last, `DELETE` gives the archive up. Answers in JSON. */
export async function action({ request, params }: ActionFunctionArgs) {
  const opened = await open(request, params);
  switch (request.method) {
    case "PUT":
      return putChunk(request, opened);
    case "POST":
      return finish(opened);
    case "DELETE":
      await cancelArrival(services, opened.which);
      return new Response(null, { status: 204 });
    default:
      return new Response(null, { status: 405, headers: { allow: "GET, PUT, POST, DELETE" } });
  }
}

type Opened = Awaited<ReturnType<typeof open>>;

async function open(request: Request, params: LoaderFunctionArgs["params"]) {
  const { user, site } = await requireSite(request, params);
  return {
    site,
    which: { userId: user.id, websiteId: site.id, arrivalId: params.arrival ?? "", now: new Date() },
    async refuse(problem: UploadProblem) {
      const { sentence, status } = await sayProblem(request, site, problem);
      return json(status, { problem: sentence });
    },
  };
}

async function putChunk(request: Request, { which, refuse }: Opened): Promise<Response> {
  const offset = new URL(request.url).searchParams.get("offset") ?? "";
  const sha256 = request.headers.get("x-content-sha256") ?? "";
  const isTold = /^\d{1,15}$/.test(offset) && /^[0-9a-f]{64}$/.test(sha256);
  if (!isTold || !request.body) return refuse("unreadable");
  const limit = await checkLimit(services.db, "upload-part", which.userId, which.now);
  if (limit.outcome === "limited") return refuse({ limitedSeconds: limit.retryAfterSeconds });
  const stream = request.body as unknown as AsyncIterable<Uint8Array>;
  const taken = await takeChunk(services, { ...which, offset: Number(offset), sha256, stream });
  switch (taken.outcome) {
    case "taken":
      return json(200, { receivedBytes: taken.receivedBytes });
    case "elsewhere":
      return json(409, { receivedBytes: taken.receivedBytes });
    case "wrong-hash":
      return json(422, { receivedBytes: taken.receivedBytes });
    case "chunk-too-large":
    case "chunk-too-small":
      return refuse("unreadable");
    default:
      return refuse(taken.outcome);
  }
}

async function finish({ which, site, refuse }: Opened): Promise<Response> {
  const finished = await finishArrival(services, which);
  switch (finished.outcome) {
    case "received":
      return json(200, { location: `/sites/${site.id}/uploads/${finished.uploadId}` });
    case "assembling":
      return json(202, {});
    case "incomplete":
      return json(409, { receivedBytes: finished.receivedBytes });
    default:
      return refuse(finished.outcome);
  }
}

const json = (status: number, body: object) =>
  Response.json(body, { status, headers: { "cache-control": "no-store" } });
