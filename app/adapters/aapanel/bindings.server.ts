import { z } from "zod";
import { mustBeDone, readAs } from "./answers.ts";
import type { HostingPanel } from "./hosting-panel.ts";
import type { Call } from "./transport.server.ts";

const write = { timeoutMs: 60_000, isRead: false };
const Bindings = z.object({
  binding: z.array(z.object({ id: z.number(), domain: z.string(), path: z.string() })),
});

/** Host names that show one folder of a site (aaPanel API, AddDirBinding and its like, observed on 8.10). */
export function bindingCalls(call: Call) {
  return {
    async folderBindings(siteId) {
      const answer = await call("/site", "GetDirBinding", { id: String(siteId) });
      const { binding } = readAs(Bindings, answer, "GetDirBinding");
      return binding.map(({ id, domain, path }) => ({
        id,
        host: domain,
        folder: path.replace(/^\.\.\//, ""),
      }));
    },
    async bindFolder(siteId, host, folder) {
      // Looked for under the run path first, then under the site itself.
      const params = { id: String(siteId), domain: host, dirName: folder.replace(/^\/+/, "") };
      mustBeDone(await call("/site", "AddDirBinding", params, write), "AddDirBinding");
    },
    async unbindFolder(bindingId) {
      mustBeDone(await call("/site", "DelDirBinding", { id: String(bindingId) }, write), "DelDirBinding");
    },
  } satisfies Partial<HostingPanel>;
}
