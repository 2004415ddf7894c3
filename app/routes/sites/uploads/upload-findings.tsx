import type { ReactNode } from "react";
import type { Findings } from "#app/domain/hosting/archives/archives.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { formatCount } from "#app/ui/counts.ts";
import { Notice } from "#app/ui/notice.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { findingsWords } from "./findings.words.ts";

/** Names shown at once; the rest is counted. */
const LISTED = 20;

/** Whether the site's programs are run, and the page where that is chosen, if it can be. */
export type PhpHere = { isOn: boolean; href: string | null };

/** What the customer should know before the site is public. */
export function Warnings({
  findings,
  php,
  kept = [],
}: {
  findings: Findings;
  php?: PhpHere;
  /** Folders the site keeps: what the archive holds of them stays behind. */
  kept?: string[];
}) {
  const t = useWords(findingsWords);
  const namesOf = (code: string) =>
    findings.warnings.filter((one) => one.code === code).map((one) => one.entry);
  const secrets = namesOf("secret-dropped");
  const others = [
    { title: t.localTitle, text: t.local, names: namesOf("local-link") },
    { title: t.clashTitle, text: t.clash, names: namesOf("case-clash") },
    { title: t.guessedTitle, text: t.guessed, names: namesOf("guessed-name") },
  ];
  const leftOut = kept.filter((name) => findings.topFolders?.includes(name)).map((name) => `${name}/`);
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
      {leftOut.length > 0 && (
        <Notice title={t.keptTitle}>
          {t.kept}
          <Names names={leftOut} />
        </Notice>
      )}
      {namesOf("php-file").length > 0 && !php?.isOn && (
        <Notice
          title={t.phpTitle}
          actions={
            php?.href && (
              <ButtonLink look="secondary" href={php.href}>
                {t.phpChoose}
              </ButtonLink>
            )
          }
        >
          {php ? (php.href ? t.phpOff : t.phpNever) : t.phpUnsaid}
          <Names names={namesOf("php-file")} />
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
