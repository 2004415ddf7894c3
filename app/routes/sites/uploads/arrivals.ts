import type { ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { beginArrival } from "#app/domain/hosting/uploads/arrivals.server.ts";
import { readForm, textOf } from "#app/http/form-data.server.ts";
import { checkLimit } from "#app/http/rate-limits.server.ts";
import { notFound } from "#app/http/responses.ts";
import { services } from "#app/services.server.ts";
import { requireSite } from "../own-site.server.ts";
import { sayProblem, type UploadProblem } from "./upload-problem.server.ts";

const Beginning = z.object({
  name: z.string().max(1000),
  size: z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .transform(Number),
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Only for the page's script, which posts to it. */
export const loader = () => notFound();

/** Opens the way for an archive in chunks, or tells how far the same file came before. Answers in JSON. */
export async function action({ request, params }: ActionFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  if (request.method !== "POST") return new Response(null, { status: 405, headers: { allow: "POST" } });
  const now = new Date();
  const form = await readForm(request);
  const fields = {
    name: textOf(form, "name"),
    size: textOf(form, "size"),
    fingerprint: textOf(form, "fingerprint"),
  };
  const told = Beginning.safeParse(fields);
  const refuse = async (problem: UploadProblem) => {
    const { sentence, status } = await sayProblem(request, site, problem, told.data?.size);
    return Response.json({ problem: sentence }, { status });
  };
  if (!told.success) return refuse("unreadable");
  const limit = await checkLimit(services.db, "upload", user.id, now);
  if (limit.outcome === "limited") return refuse({ limitedSeconds: limit.retryAfterSeconds });
  const { name: fileName, size: sizeBytes, fingerprint } = told.data;
  const whose = { userId: user.id, websiteId: site.id };
  const begun = await beginArrival(services, { ...whose, fileName, sizeBytes, fingerprint, now });
  if (begun.outcome !== "open") return refuse(begun.outcome);
  return Response.json({ id: begun.arrival.id, receivedBytes: begun.arrival.receivedBytes });
}
