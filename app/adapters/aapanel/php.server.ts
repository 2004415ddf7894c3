import { z } from "zod";
import { mustBeDone, readAs } from "./answers.ts";
import type { HostingPanel } from "./hosting-panel.ts";
import type { Call } from "./transport.server.ts";

const write = { timeoutMs: 60_000, isRead: false };
/** What the panel calls a site without PHP. */
const STATIC = "00";

/** BaoTa says of each version whether it runs; aaPanel lists only those that are installed. */
const Versions = z.array(
  z.object({ version: z.coerce.string(), name: z.string(), status: z.unknown().optional() }),
);
const OfSite = z.object({ phpversion: z.coerce.string() });

/** PHP of sites (aaPanel API §4.4, observed on 8.10). */
export function phpCalls(call: Call) {
  return {
    async phpVersions() {
      const found = readAs(Versions, await call("/site", "GetPHPVersion"), "GetPHPVersion");
      // beside "00" there is "other", a connection written by hand
      return found
        .filter(({ version, status }) => /^[1-9]\d{1,2}$/.test(version) && status !== false)
        .map(({ version }) => version);
    },
    async phpVersionOf(siteName) {
      const { phpversion } = readAs(
        OfSite,
        await call("/site", "GetSitePHPVersion", { siteName }),
        "GetSitePHPVersion",
      );
      return phpversion === STATIC ? null : phpversion;
    },
    async setPhpVersion(siteName, version) {
      const params = { siteName, version: version ?? STATIC };
      mustBeDone(await call("/site", "SetPHPVersion", params, write), "SetPHPVersion");
    },
  } satisfies Partial<HostingPanel>;
}
