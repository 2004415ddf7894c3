import type { Bill } from "#app/domain/billing/renewals/subscriptions.server.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { formatMoment } from "#app/ui/dates.ts";
import { Notice } from "#app/ui/notice.tsx";
import { TrashNotice } from "#app/ui/trash-notice.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { siteWords } from "./site.words.ts";

type Site = {
  id: string;
  address: string;
  status: string;
  problemCode: string | null;
  suspendedReason: string | null;
  trashEndsAt: Date | null;
  endsAt: Date;
};

/** Why a site is not on, that the money is safe, and what happens next; nothing for a site that is. */
export function SiteProblem({ site, bill }: { site: Site; bill: Bill | null }) {
  const t = useWords(siteWords);
  const contact = (
    <ButtonLink look="secondary" href="/contact">
      {t.contact}
    </ButtonLink>
  );
  if (site.status === "provisioning") {
    if (!site.problemCode) return <Notice title={t.provisioningTitle}>{t.provisioning}</Notice>;
    const isFull = site.problemCode === "no-server-room";
    return (
      <Notice tone="trouble" title={isFull ? t.noRoomTitle : t.delayedTitle}>
        {isFull ? t.noRoom : t.delayed}
      </Notice>
    );
  }
  if (site.status === "failed") {
    return (
      <Notice tone="trouble" title={t.failedTitle} actions={contact}>
        {site.problemCode?.startsWith("host-taken") ? t.hostTaken : t.failed}
      </Notice>
    );
  }
  if (site.suspendedReason === "ended") {
    const actions = <ButtonLink href={`/sites/${site.id}/export`}>{t.lastExport}</ButtonLink>;
    return (
      <Notice tone="trouble" title={t.endedTitle} actions={actions}>
        {t.ended}
      </Notice>
    );
  }
  if (site.suspendedReason === "trash") return <TrashNotice site={site} />;
  if (site.suspendedReason !== "staff" && bill) return <Unpaid site={site} bill={bill} />;
  if (site.status !== "suspended") return null;
  const orders = (
    <ButtonLink look="secondary" href="/orders">
      {t.orders}
    </ButtonLink>
  );
  return (
    <Notice
      tone="trouble"
      title={t.suspendedTitle}
      actions={[orders, contact].map((action, at) => (
        <span key={at === 0 ? "orders" : "contact"}>{action}</span>
      ))}
    >
      {t.suspended}
    </Notice>
  );
}

/** The bill of the next period: while the site runs, when it is due; once it is off, how it comes on again. */
function Unpaid({ site, bill }: { site: Site; bill: Bill }) {
  const t = useWords(siteWords);
  const locale = useLocale();
  const isOff = site.suspendedReason === "unpaid";
  const amount = formatRupiah(bill.totalIdr);
  return (
    <Notice
      tone={isOff ? "trouble" : "waiting"}
      title={isOff ? t.unpaidTitle : t.billTitle}
      actions={<ButtonLink href={`/orders/${bill.number}`}>{t.payBill(amount)}</ButtonLink>}
    >
      {isOff
        ? t.unpaid(amount, formatMoment(bill.payableUntil, locale))
        : t.bill(amount, formatMoment(site.endsAt, locale))}
    </Notice>
  );
}
