import type { Findings } from "#app/domain/hosting/archives.ts";
import { formatBytes } from "#app/ui/bytes.ts";
import { formatMoment } from "#app/ui/dates.ts";
import { Facts } from "#app/ui/facts.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Panel } from "#app/ui/page.tsx";
import { type Locale, useLocale, useWords } from "#app/ui/words.ts";
import { uploadWords } from "./upload.words.ts";

/** Names shown at once; the rest is counted. */
const LISTED = 20;

type Upload = { fileName: string; sizeBytes: number; createdAt: Date; root: string | null };

/** What is in the archive and which part of it goes live. */
export function Found({ upload, findings }: { upload: Upload; findings: Findings }) {
  const t = useWords(uploadWords);
  const locale = useLocale();
  const chosen = findings.roots.find((root) => root.path === upload.root);
  const { fileCount, totalBytes } = chosen ?? findings;
  return (
    <Panel>
      <h2 className="mb-2 font-bold">{t.found}</h2>
      <Facts
        items={[
          { label: t.archive, value: formatBytes(upload.sizeBytes, locale) },
          { label: t.at, value: formatMoment(upload.createdAt, locale) },
          {
            label: t.files,
            value: t.filesText(formatCount(fileCount, locale), formatBytes(totalBytes, locale)),
          },
          ...(chosen ? [{ label: t.folder, value: chosen.path || t.top, mono: chosen.path !== "" }] : []),
        ]}
      />
    </Panel>
  );
}

/** What the customer should know before the site is public. */
export function Warnings({ findings }: { findings: Findings }) {
  const t = useWords(uploadWords);
  const namesOf = (code: string) =>
    findings.warnings.filter((one) => one.code === code).map((one) => one.entry);
  const secrets = namesOf("secret-dropped");
  const clashes = namesOf("case-clash");
  return (
    <>
      {secrets.length > 0 && (
        <Notice tone="trouble" title={t.secretsTitle}>
          {t.secrets}
          <Names names={secrets} />
        </Notice>
      )}
      {clashes.length > 0 && (
        <Notice title={t.clashTitle}>
          {t.clash}
          <Names names={clashes} />
        </Notice>
      )}
    </>
  );
}

/** What stays behind, folded away: most people need not read it. */
export function Dropped({ findings }: { findings: Findings }) {
  const t = useWords(uploadWords);
  const locale = useLocale();
  if (findings.droppedCount === 0) return null;
  return (
    <details className="rounded-card border border-line bg-paper p-4">
      <summary className="min-h-11 content-center font-semibold">
        {t.dropped} ({formatCount(findings.droppedCount, locale)})
      </summary>
      <p className="text-small text-soft">{t.droppedText(formatCount(findings.droppedCount, locale))}</p>
      <Names
        names={findings.dropped.map(({ path, reason }) => `${path} (${t[reason]})`)}
        total={findings.droppedCount}
      />
    </details>
  );
}

function Names({ names, total = names.length }: { names: string[]; total?: number }) {
  const t = useWords(uploadWords);
  const locale = useLocale();
  const rest = total - Math.min(names.length, LISTED);
  return (
    <ul className="mt-2 font-mono text-small break-all">
      {names.slice(0, LISTED).map((name) => (
        <li key={name}>{name}</li>
      ))}
      {rest > 0 && <li>{t.more(formatCount(rest, locale))}</li>}
    </ul>
  );
}

export function formatCount(count: number, locale: Locale): string {
  return new Intl.NumberFormat(locale === "id" ? "id-ID" : "en-GB").format(count);
}
