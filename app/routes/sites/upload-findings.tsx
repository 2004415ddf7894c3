import type { ReactNode } from "react";
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
  const others = [
    { title: t.localTitle, text: t.local, names: namesOf("local-link") },
    { title: t.clashTitle, text: t.clash, names: namesOf("case-clash") },
    { title: t.guessedTitle, text: t.guessed, names: namesOf("guessed-name") },
  ];
  const start = namesOf("no-index")[0];
  return (
    <>
      {secrets.length > 0 && (
        <Notice tone="trouble" title={t.secretsTitle}>
          {t.secrets}
          <Names names={secrets} />
        </Notice>
      )}
      {start !== undefined && (
        <Notice tone="trouble" title={t.noIndexTitle}>
          {t.noIndex(start && `“${start}”`)}
        </Notice>
      )}
      {others
        .filter(({ names }) => names.length > 0)
        .map(({ title, text, names }) => (
          <Notice key={title} title={title}>
            {text}
            <Names names={names} />
          </Notice>
        ))}
    </>
  );
}

/** What stays behind and what goes up unseen, folded away: most people need not read it. */
export function Dropped({ findings }: { findings: Findings }) {
  const t = useWords(uploadWords);
  const locale = useLocale();
  const { dropped, droppedCount, hidden = [] } = findings;
  const count = formatCount(droppedCount, locale);
  const names = dropped.map(({ path, reason }) => `${path} (${t[reason]})`);
  return (
    <>
      {droppedCount > 0 && (
        <Folded title={`${t.dropped} (${count})`} text={t.droppedText(count)}>
          <Names names={names} total={droppedCount} />
        </Folded>
      )}
      {hidden.length > 0 && (
        <Folded title={t.hidden} text={t.hiddenText}>
          <Names names={hidden} />
        </Folded>
      )}
    </>
  );
}

function Folded({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <details className="rounded-card border border-line bg-paper p-4">
      <summary className="min-h-11 content-center font-semibold">{title}</summary>
      <p className="text-small text-soft">{text}</p>
      {children}
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
