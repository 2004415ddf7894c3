import type { HostingPanel } from "#app/adapters/aapanel/hosting-panel.ts";
import type { WebsiteRow } from "./websites.server.ts";

/*
 * What stands between a site's programs and everything else on its server. All sites share the user www, and the panel
 * works as root and follows links.
 */

/** Something on the way to a folder is a link, or cannot be told from one: nothing may be done there as root. */
export class LinkInTheWay extends Error {
  override name = "LinkInTheWay";
}

/** Whether programs run at the site, or are about to. */
export function runsPhp(site: Pick<WebsiteRow, "php_version" | "php_wanted">): boolean {
  return site.php_version !== null || site.php_wanted !== null;
}

/** The panel lists no more than this of one folder: what lies beyond is not seen. */
const MOST_LISTED = 2_000;

/**
 * Looks that no folder on the way from a site's own to `path` (below it, "/releases/…") is a link. What is not there
 * yet is none. Throws `LinkInTheWay`. Only as good as its moment: programs that run can plant one right after.
 */
export async function mustBeNoLinks(panel: HostingPanel, sitePath: string, path: string): Promise<void> {
  let folder = sitePath;
  for (const name of path.split("/").filter(Boolean)) {
    const entries = await panel.listFolder(folder);
    if (entries === null) return;
    const found = entries.find((entry) => entry.name === name);
    if (found?.isLink || (!found && entries.length >= MOST_LISTED)) {
      throw new LinkInTheWay(`${folder}/${name} is a link, or lies among too many others to tell`);
    }
    if (!found) return;
    folder = `${folder}/${name}`;
  }
}

/**
 * Whether the panel's `.user.ini`, root's, shuts the programs of a folder that is served into the site's own
 * (aaPanel API §4.2: `open_basedir=<path>/:/tmp/`). A switch to a missing folder loses it without a word.
 */
export async function isGuarded(panel: HostingPanel, sitePath: string, runPath: string): Promise<boolean> {
  const file = `${sitePath}${runPath === "/" ? "" : runPath}/.user.ini`;
  const text = await panel.readText(file);
  const isShutIn = (text ?? "")
    .split("\n")
    .some((line) => line.replace(/\s/g, "").startsWith(`open_basedir=${sitePath}/:`));
  return isShutIn && (await panel.accessOf(file)).owner === "root";
}
