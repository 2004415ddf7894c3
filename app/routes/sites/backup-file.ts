import { Readable } from "node:stream";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { findBackup } from "#app/domain/hosting/backups-restore.server.ts";
import { notFound } from "#app/http/responses.ts";
import { services } from "#app/services.server.ts";
import { requireSite } from "./own-site.server.ts";

/** One backup of one's own site, sent as it is read from the disk. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const which = { userId: user.id, websiteId: site.id, backupId: params.backup ?? "" };
  const found = await findBackup(services.db, which);
  const size = found?.key ? await services.store.size(found.key) : null;
  if (!found?.key || size === null) return notFound();
  const day = found.createdAt.toISOString().slice(0, 10);
  const headers = {
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
    "content-type": "application/zip",
    "content-length": String(size),
    "content-disposition": `attachment; filename="${site.host.replace(/[^a-z0-9.-]/g, "-")}-${day}.zip"`,
  };
  if (request.method === "HEAD") return new Response(null, { headers });
  const body = Readable.toWeb(services.store.read(found.key)) as ReadableStream<Uint8Array>;
  return new Response(body, { headers });
}
