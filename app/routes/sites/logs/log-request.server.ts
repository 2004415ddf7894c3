import type { LoaderFunctionArgs } from "@remix-run/node";
import { type LogKind, readSiteLog } from "#app/domain/hosting/websites/site-logs.server.ts";
import { checkLimit } from "#app/http/rate-limits.server.ts";
import { services } from "#app/services.server.ts";
import { requireSite } from "../own-site.server.ts";

export const pageSizes = [50, 100, 500] as const;

/** What the address asks of the log, and the log; anything odd in the address is the default. */
export async function readLog({ request, params }: Pick<LoaderFunctionArgs, "request" | "params">) {
  const { user, site } = await requireSite(request, params);
  const query = new URL(request.url).searchParams;
  const kind: LogKind = query.get("kind") === "error" ? "error" : "access";
  const filter = (query.get("filter") ?? "").replaceAll("\0", "").slice(0, 100);
  const size = pageSizes.find((one) => String(one) === query.get("size")) ?? pageSizes[0];
  const now = new Date();
  const limit = await checkLimit(services.db, "site-log", user.id, now);
  const log =
    limit.outcome === "limited"
      ? ({ outcome: "limited", minutes: Math.ceil(limit.retryAfterSeconds / 60) } as const)
      : await readSiteLog(services, { userId: user.id, websiteId: site.id, kind, filter, now });
  return { site, kind, filter, size, log };
}
