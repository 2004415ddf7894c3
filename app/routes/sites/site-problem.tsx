import { ButtonLink } from "#app/ui/button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { useWords } from "#app/ui/words.ts";
import { siteWords } from "./site.words.ts";

type Site = { status: string; problemCode: string | null };

/** Why a site is not on, that the money is safe, and what happens next; nothing for a site that is. */
export function SiteProblem({ site }: { site: Site }) {
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
