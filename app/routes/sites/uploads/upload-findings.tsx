import type { ReactNode } from "react";
import type { Findings } from "#app/domain/hosting/archives/archives.ts";
import { formatCount } from "#app/ui/counts.ts";
import { Notice } from "#app/ui/notice.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { findingsWords } from "./findings.words.ts";

/** Names shown at once; the rest is counted. */
const LISTED = 20;

/** What the customer should know before the site is public; `children` are what only some pages can tell. */
export function Warnings({ findings, children }: { findings: Findings; children: ReactNode }) {
  const t = useWords(findingsWords);
  const secrets = namesOf(findings, "secret-dropped");
  const start = namesOf(findings, "no-index")[0];
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
      {children}
      <About title={t.clashTitle} text={t.clash} names={namesOf(findings, "case-clash")} />
      <About title={t.guessedTitle} text={t.guessed} names={namesOf(findings, "guessed-name")} />
    </>
  );
}

export function namesOf(findings: Findings, code: string): string[] {
  return findings.warnings.filter((one) => one.code === code).map((one) => one.entry);
}

type AboutProps = { title: string; text: string; names: string[]; actions?: ReactNode };

/** Something about certain files; nothing when there are none. */
export function About({ title, text, names, actions }: AboutProps) {
  if (names.length === 0) return null;
  return (
    <Notice title={title} actions={actions}>
      {text}
      <Names names={names} />
    </Notice>
  );
}

/** What stays behind and what goes up unseen, folded away: most people need not read it. */
export function Dropped({ findings }: { findings: Findings }) {
  const t = useWords(findingsWords);
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
  const t = useWords(findingsWords);
  const locale = useLocale();
  const rest = total - Math.min(names.length, LISTED);
  return (
    <ul className="mt-2 font-mono text-small wrap-anywhere">
      {names.slice(0, LISTED).map((name) => (
        <li key={name}>{name}</li>
      ))}
      {rest > 0 && <li>{t.more(formatCount(rest, locale))}</li>}
    </ul>
  );
}
