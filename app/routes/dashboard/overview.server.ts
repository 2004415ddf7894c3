import { creditBalance } from "#app/domain/billing/credit/credit.server.ts";
import { listOrders } from "#app/domain/billing/orders/orders.server.ts";
import { nextPayment } from "#app/domain/billing/renewals/subscriptions.server.ts";
import { listDeployments } from "#app/domain/hosting/deployments/deployments.server.ts";
import { siteUrl } from "#app/domain/hosting/websites/site-url.ts";
import { listWebsites } from "#app/domain/hosting/websites/websites.server.ts";
import type { SessionUser } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";

/** Sites whose last deployments are looked at; whoever has more finds them on the site's own page. */
const SITES_LOOKED_AT = 20;
const DEPLOYMENTS_SHOWN = 5;

/** All that the dashboard shows of one customer: only what is theirs. */
export async function readOverview(user: SessionUser) {
  const { db, settings } = services;
  const [sites, unpaid, next, creditIdr] = await Promise.all([
    listWebsites(db, user.id),
    listOrders({ db, settings }, user.id, { status: "awaiting-payment" }),
    nextPayment(db, user.id),
    creditBalance(db, user.id),
  ]);
  const lists = await Promise.all(
    sites.slice(0, SITES_LOOKED_AT).map(async (site) => {
      const rows = await listDeployments(db, user.id, site.id, { limit: 3 });
      return rows.map((row) => ({ ...row, siteId: site.id, host: site.address }));
    }),
  );
  const failed = lists.flatMap(([last]) => (last?.status === "failed" ? [last] : []));
  const recent = lists
    .flat()
    .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
    .slice(0, DEPLOYMENTS_SHOWN);
  return {
    user: {
      name: user.name,
      email: user.email,
      phone: user.phone,
      isVerified: user.isVerified,
      createdAt: user.createdAt,
    },
    sites: sites.map((site) => ({ ...site, url: siteUrl(site.address, settings.sitesDomain, site.isHttps) })),
    unpaid: unpaid.orders,
    next,
    creditIdr,
    failed,
    recent,
  };
}

export type Overview = Awaited<ReturnType<typeof readOverview>>;
