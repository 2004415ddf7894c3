import type { DeploymentDetails } from "#app/domain/hosting/deployments/deployment-details.server.ts";
import { formatCount } from "#app/ui/counts.ts";
import { Section } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { detailsWords } from "./details.words.ts";

const KINDS = ["added", "changed", "removed"] as const;

/** How many files came, changed and went; behind each count the first of their names. */
export function ChangeLists({ changes, comparedWith }: Pick<DeploymentDetails, "changes" | "comparedWith">) {
  const t = useWords(detailsWords);
  const locale = useLocale();
  if (!changes) return <Section title={t.changes}>{t.notPacked}</Section>;
  return (
    <Section title={t.changes}>
      <p className="mb-3 text-soft">{comparedWith === null ? t.first : t.comparedWith(comparedWith)}</p>
      {KINDS.map((kind) => {
        const { [kind]: count } = changes.counts;
        const paths = changes.paths[kind];
        const label = t.kinds[kind](formatCount(count, locale));
        if (paths.length === 0) return <p key={kind}>{label}</p>;
        return (
          <details key={kind}>
            <summary className="min-h-11 cursor-pointer py-2.5 font-semibold">{label}</summary>
            <ul className="mb-3 grid gap-1 pl-5 text-small wrap-anywhere">
              {paths.map((path) => (
                <li key={path}>{path}</li>
              ))}
            </ul>
            {count > paths.length && <p>{t.more(formatCount(count - paths.length, locale))}</p>}
          </details>
        );
      })}
    </Section>
  );
}
