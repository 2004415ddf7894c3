import type { Findings } from "#app/domain/hosting/archives/archives.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { useWords } from "#app/ui/words.ts";
import { findingsWords } from "./findings.words.ts";
import { inspectedWords } from "./inspected.words.ts";
import { About, namesOf, Warnings } from "./upload-findings.tsx";

/** Whether the site's programs are run, and the page where that is chosen, if it can be. */
type PhpHere = { isOn: boolean; href: string | null };

type Props = {
  findings: Findings;
  php: PhpHere;
  /** Folders the site keeps: what the archive holds of them stays behind. */
  kept: string[];
};

/** What is to be known of an archive that was read through, and of this site taking it. */
export function Inspected({ findings, php, kept }: Props) {
  const t = useWords(inspectedWords);
  const { phpTitle } = useWords(findingsWords);
  const leftOut = kept.filter((name) => findings.topFolders?.includes(name)).map((name) => `${name}/`);
  const choose = php.href && (
    <ButtonLink look="secondary" href={php.href}>
      {t.phpChoose}
    </ButtonLink>
  );
  return (
    <Warnings findings={findings}>
      <About title={t.keptTitle} text={t.kept} names={leftOut} />
      {!php.isOn && (
        <About
          title={phpTitle}
          text={php.href ? t.phpOff : t.phpNever}
          names={namesOf(findings, "php-file")}
          actions={choose}
        />
      )}
      <About title={t.localTitle} text={t.local} names={namesOf(findings, "local-link")} />
    </Warnings>
  );
}
