import { fileCalls } from "./files.server.ts";
import type { HostingPanel } from "./hosting-panel.ts";
import type { Call } from "./transport.server.ts";

/** Where the panel keeps the rewrite rules of its sites, whatever the sites' own root (read in aaPanel 8.10, BaoTa 11.7). */
const FOLDER = "/www/server/panel/vhost/rewrite";

/**
 * The part of a site's nginx configuration that is meant to be written by others. Saving a file whose path holds
 * "rewrite" makes the panel try the whole configuration: what nginx refuses is put back and answered with
 * `status: false`, else nginx is told to reload.
 */
export function rewriteCalls(call: Call) {
  const files = fileCalls(call);
  const fileOf = (siteName: string) => `${FOLDER}/${siteName}.conf`;
  return {
    async rewriteOf(siteName) {
      return (await files.readText(fileOf(siteName))) ?? "";
    },
    async setRewrite(siteName, text) {
      await files.writeText(fileOf(siteName), text);
    },
  } satisfies Partial<HostingPanel>;
}
