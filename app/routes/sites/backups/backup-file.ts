import { findBackup } from "#app/domain/hosting/backups/backups-restore.server.ts";
import { download } from "#app/http/download.server.ts";
import { fileLoader, noFile, onlyToRead } from "#app/http/no-file.server.ts";
import { services } from "#app/services.server.ts";
import { requireSite } from "../own-site.server.ts";

/** One backup of one's own site, sent as it is read from the disk. */
export const loader = fileLoader(async ({ request, params, context }) => {
  const { user, site } = await requireSite(request, params);
  const which = { userId: user.id, websiteId: site.id, backupId: params.backup ?? "" };
  const found = await findBackup(services.db, which);
  const size = found?.key ? await services.store.size(found.key) : null;
  if (!found?.key || size === null) return noFile(request);
  const day = found.createdAt.toISOString().slice(0, 10);
  const headers = {
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
    "content-type": "application/zip",
    "content-length": String(size),
    "content-disposition": `attachment; filename="${site.host.replace(/[^a-z0-9.-]/g, "-")}-${day}.zip"`,
  };
  if (request.method === "HEAD") return new Response(null, { headers });
  return new Response(download(services.store.read(found.key), context), { headers });
});

export const action = onlyToRead;
