import { formatRupiah } from "#app/domain/catalog/money.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { formatBytes } from "#app/ui/bytes.ts";
import { formatMoment } from "#app/ui/dates.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Section } from "#app/ui/page.tsx";
import type { Tone } from "#app/ui/status-mark.tsx";
import { type Locale, useLocale, useWords } from "#app/ui/words.ts";
import { dashboardWords } from "./dashboard.words.ts";
import type { Overview } from "./overview.server.ts";

type Words = ReturnType<typeof useWords<(typeof dashboardWords)["id"]>>;
type Matter = { key: string; tone: Tone; title: string; text: string; href: string; action: string };

const ALMOST_FULL = 0.9;

/** What the customer should do or know first; nothing at all when everything is well. */
export function Attention({ shown }: { shown: Overview }) {
  const t = useWords(dashboardWords);
  const locale = useLocale();
  const matters = [
    ...accountMatters(shown, t),
    ...shown.unpaid.map((order) => unpaidMatter(order, t, locale)),
    ...shown.failed.map((deployment) => ({
      key: deployment.id,
      tone: "trouble" as const,
      title: t.failedTitle(deployment.host, deployment.number),
      text: t.failed,
      href: `/sites/${deployment.siteId}/deployments/${deployment.id}`,
      action: t.see,
    })),
    ...shown.sites.flatMap((site) => siteMatters(site, t, locale)),
  ];
  if (matters.length === 0) return null;
  return (
    <Section title={t.attention}>
      <div className="grid gap-4">
        {matters.map(({ key, tone, title, text, href, action }) => (
          <Notice
            key={key}
            tone={tone}
            title={title}
            actions={
              <ButtonLink look="secondary" href={href}>
                {action}
              </ButtonLink>
            }
          >
            {text}
          </Notice>
        ))}
      </div>
    </Section>
  );
}

function accountMatters({ user }: Overview, t: Words): Matter[] {
  if (user.isVerified) return [];
  const words = { title: t.verifyTitle, text: t.verify, action: t.verifyNow };
  return [{ key: "verify", tone: "waiting", href: "/verify", ...words }];
}

function unpaidMatter(order: Overview["unpaid"][number], t: Words, locale: Locale): Matter {
  return {
    key: order.id,
    tone: "waiting",
    title: order.kind === "renewal" ? t.billTitle(order.host) : t.unpaidTitle(order.number),
    text:
      order.kind === "renewal" && order.periodStartsAt
        ? t.bill(formatRupiah(order.totalIdr), formatMoment(order.periodStartsAt, locale))
        : t.unpaid(order.host, formatRupiah(order.totalIdr), formatMoment(order.expiresAt, locale)),
    href: `/orders/${order.number}`,
    action: t.pay,
  };
}

function siteMatters(site: Overview["sites"][number], t: Words, locale: Locale): Matter[] {
  const { id, address: host } = site;
  const of = (tone: Tone, title: string, text: string): Matter[] => [
    { key: id, tone, title, text, href: `/sites/${id}`, action: t.see },
  ];
  // Told by a notice of its own, with the button that takes it back.
  if (site.suspendedReason === "trash") return [];
  if (site.status === "failed") return of("trouble", t.siteFailedTitle(host), t.siteFailed);
  if (site.suspendedReason === "ended") return of("off", t.endedTitle(host), t.ended);
  if (site.status === "suspended") return of("trouble", t.suspendedTitle(host), t.suspended);
  if (site.status === "provisioning") {
    return site.problemCode
      ? of("trouble", t.delayedTitle(host), t.delayed)
      : of("waiting", t.provisioningTitle(host), t.provisioning);
  }
  if (site.diskUsedBytes === null || site.diskUsedBytes < ALMOST_FULL * site.diskBytes) return [];
  const amounts = t.disk(formatBytes(site.diskUsedBytes, locale), formatBytes(site.diskBytes, locale));
  return of("trouble", t.diskTitle(host), amounts);
}
