import { ButtonLink } from "#app/ui/button.tsx";
import { formatBytes } from "#app/ui/bytes.ts";
import { formatMoment } from "#app/ui/dates.ts";
import { Meter } from "#app/ui/meter.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Section } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { siteWords } from "./site.words.ts";

type Site = {
  id: string;
  status: string;
  planName: string;
  diskBytes: number;
  diskUsedBytes: number | null;
  diskMeasuredAt: Date | null;
};

const WARNED_PERCENT = 80;

/** The disk as last measured, with a word of warning from 80 %. */
export function DiskUse({ site }: { site: Site }) {
  const t = useWords(siteWords);
  const locale = useLocale();
  if (site.status !== "active") return null;
  const limit = formatBytes(site.diskBytes, locale);
  if (site.diskUsedBytes === null || site.diskMeasuredAt === null) {
    return <Section title={t.disk}>{t.diskUnknown(limit)}</Section>;
  }
  const used = formatBytes(site.diskUsedBytes, locale);
  const percent = Math.floor((site.diskUsedBytes / site.diskBytes) * 100);
  return (
    <Section title={t.disk}>
      <Meter
        label={site.planName}
        used={site.diskUsedBytes}
        limit={site.diskBytes}
        text={t.diskText(used, limit)}
      />
      <p className="mt-2 text-small text-soft">{t.measured(formatMoment(site.diskMeasuredAt, locale))}</p>
      {percent >= WARNED_PERCENT && (
        <div className="mt-4">
          <Notice
            tone={percent >= 95 ? "trouble" : "waiting"}
            title={percent >= 100 ? t.diskFullTitle : t.diskFillingTitle(percent)}
            actions={<ButtonLink href={`/sites/${site.id}/plan`}>{t.changePlan}</ButtonLink>}
          >
            {percent >= 100 ? t.diskFull : t.diskFilling}
          </Notice>
        </div>
      )}
    </Section>
  );
}
