import { isPassing } from "#app/adapters/aapanel/errors.ts";
import type { HostingPanel } from "#app/adapters/aapanel/hosting-panel.ts";
import { payLink } from "#app/domain/billing/payments/pay-links.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { Db } from "#db/client.ts";
import { mustBeNoLinks } from "./php-guard.server.ts";
import { stopPageHtml } from "./stop-page.ts";
import type { WebsiteRow } from "./websites.server.ts";

/** Served while a website is stopped: a folder of its own, beside the releases, which stay as they are. */
export const STOP_PATH = "/.lumi-stopped";
/** What the panel's web server shows for the front page, and for every other address. */
const FILES = ["index.html", "404.html"];
const DAY_MS = 86_400_000;

/**
 * The page that visitors of a stopped website get. When a bill is why, it carries the amount and the signed link that
 * pays it; the link is the same all day, so that writing the page again changes nothing.
 */
export async function stopPage(
  { db, settings }: { db: Db; settings: Settings },
  site: WebsiteRow,
  now: Date,
): Promise<string> {
  const isUnpaid = site.suspended_reason === "unpaid";
  const bill = (isUnpaid && (await openBill(db, site.subscription_id))) || null;
  const today = new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS);
  return stopPageHtml({
    host: site.host,
    business: settings.business.name,
    contactUrl: `${settings.appUrl}/contact`,
    takeBackUrl: site.suspended_reason === "trash" ? `${settings.appUrl}/sites/${site.id}` : null,
    pay: bill && { amount: formatRupiah(bill.total_idr), url: payLink(settings, bill.id, today) },
  });
}

function openBill(db: Db, subscriptionId: string) {
  return db
    .selectFrom("orders")
    .select(["id", "total_idr"])
    .where("subscription_id", "=", subscriptionId)
    .where("kind", "=", "renewal")
    .where("status", "=", "awaiting-payment")
    .orderBy("period_starts_at")
    .executeTakeFirst();
}

/**
 * Has a website serve our page instead of its own. The run path is switched only after the panel shows the page as it
 * must be, because it says success for anything. Written again only when it changed. The panel writes as root, so nothing
 * is written where programs of the site may have put a link (`mayHoldLinks`): that throws.
 */
export async function showStopPage(
  panel: HostingPanel,
  {
    siteId,
    sitePath,
    html,
    mayHoldLinks,
  }: { siteId: number; sitePath: string; html: string; mayHoldLinks: boolean },
): Promise<void> {
  const folder = `${sitePath}${STOP_PATH}`;
  for (const name of FILES) {
    const path = `${folder}/${name}`;
    if (mayHoldLinks) await mustBeNoLinks(panel, sitePath, `${STOP_PATH}/${name}`);
    if ((await panel.readText(path)) === html) continue;
    await panel.createFolder(folder);
    await panel.writeText(path, html);
    if ((await panel.readText(path)) !== html) throw new Error(`${path} is not as we wrote it`);
  }
  await setRunPath(panel, siteId, STOP_PATH);
}

/** Has a website serve its own folder again, which must be there: the panel would accept one that is not. */
export async function showOwnPages(
  panel: HostingPanel,
  { siteId, sitePath, runPath }: { siteId: number; sitePath: string; runPath: string },
): Promise<void> {
  if ((await panel.runPath(siteId)) === runPath) return;
  const folder = runPath === "/" ? sitePath : `${sitePath}${runPath}`;
  if ((await panel.listFolder(folder)) === null) throw new Error(`${folder} is gone`);
  await setRunPath(panel, siteId, runPath);
}

async function setRunPath(panel: HostingPanel, siteId: number, runPath: string): Promise<void> {
  if ((await panel.runPath(siteId)) === runPath) return;
  // The answer may be lost after the work: the caller looks at what the panel shows.
  await panel.setRunPath(siteId, runPath).catch((error: unknown) => {
    if (!isPassing(error)) throw error;
  });
}
