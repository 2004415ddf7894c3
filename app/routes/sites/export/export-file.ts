import { findExport } from "#app/domain/hosting/endings/site-exports.server.ts";
import { download } from "#app/http/download.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { fileLoader, noFile, onlyToRead } from "#app/http/no-file.server.ts";
import { services } from "#app/services.server.ts";
import { requireSite } from "../own-site.server.ts";
import { exportWords } from "./export.words.ts";

/** The last export of one's own site, sent as it is read from the disk. */
export const loader = fileLoader(async ({ request, params, context }) => {
  const { user, site } = await requireSite(request, params);
  const found = await findExport(services.db, user.id, site.id);
  const size = found?.key ? await services.store.size(found.key) : null;
  const common = { "cache-control": "private, no-store", "x-content-type-options": "nosniff" };
  if (!found?.key || size === null) {
    return noFile(request, 404, exportWords[await localeOf(request)].missing);
  }
  const headers = {
    ...common,
    "content-type": "application/zip",
    "content-length": String(size),
    "content-disposition": `attachment; filename="${site.host.replace(/[^a-z0-9.-]/g, "-")}.zip"`,
  };
  if (request.method === "HEAD") return new Response(null, { headers });
  return new Response(download(services.store.read(found.key), context), { headers });
});

export const action = onlyToRead;
