import type { Params } from "@remix-run/react";
import { siteUrl } from "#app/domain/hosting/websites/site-url.ts";
import { findWebsite } from "#app/domain/hosting/websites/websites.server.ts";
import { notFound } from "#app/http/responses.ts";
import { requireUser } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";

/** Who is asking, and the site of theirs that the address names; anybody else's site is a 404. */
export async function requireSite(request: Request, params: Params) {
  const user = await requireUser(request);
  const found = await findWebsite(services.db, user.id, params.site ?? "");
  if (!found || found.status === "deleted") return notFound();
  return {
    user,
    site: { ...found, url: siteUrl(found.address, services.settings.sitesDomain, found.isHttps) },
  };
}

/** The page number of a list, from 1. */
export function pageOf(request: Request): number {
  const page = Number(new URL(request.url).searchParams.get("page"));
  return Number.isSafeInteger(page) && page >= 1 && page <= 100_000 ? page : 1;
}
