import { trashNoticeWords } from "#app/ui/trash.words.ts";
import { useWords } from "#app/ui/words.ts";
import { CancelLink } from "./cancel-standing.tsx";
import { siteWords } from "./site.words.ts";

type Props = { site: { id: string; status: string; suspendedReason: string | null } } & Pick<
  Parameters<typeof CancelLink>[0],
  "offer"
>;

/** The ways to all else that belongs to a site. */
export function SiteLinks({ site, offer }: Props) {
  const t = useWords(siteWords);
  const { link: deleteIt } = useWords(trashNoticeWords);
  const base = `/sites/${site.id}`;
  return (
    <nav aria-label={t.more} className="mt-4 grid justify-items-start gap-x-6 sm:grid-cols-2">
      <PlainLink href={`${base}/uploads`}>{t.archives}</PlainLink>
      <PlainLink href={`${base}/plan`}>{t.changePlan}</PlainLink>
      <PlainLink href={`${base}/deployments`}>{t.deployments}</PlainLink>
      <PlainLink href={`${base}/lock`}>{t.lock}</PlainLink>
      {site.status === "active" && <PlainLink href={`${base}/domains`}>{t.domains}</PlainLink>}
      {site.status === "active" && <PlainLink href={`${base}/ftp`}>{t.ftp}</PlainLink>}
      {site.status === "active" && <PlainLink href={`${base}/php`}>{t.php}</PlainLink>}
      <PlainLink href={`${base}/backups`}>{t.backups}</PlainLink>
      {site.status === "active" && <PlainLink href={`${base}/logs`}>{t.logs}</PlainLink>}
      <CancelLink siteId={site.id} offer={offer} />
      {isDeletable(site) && <PlainLink href={`${base}/delete`}>{deleteIt}</PlainLink>}
    </nav>
  );
}

function isDeletable({ status, suspendedReason }: Props["site"]): boolean {
  const isMade = status === "active" || status === "suspended";
  return isMade && (suspendedReason === null || suspendedReason === "unpaid");
}

function PlainLink({ href, children }: { href: string; children: string }) {
  return (
    <a href={href} className="link inline-flex min-h-11 items-center">
      {children}
    </a>
  );
}
