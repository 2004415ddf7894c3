import { lazy, Suspense } from "react";
import type { Diagnosis } from "#app/domain/hosting/archives/archive-doctor.ts";
import { Button } from "#app/ui/button.tsx";
import { formatBytes } from "#app/ui/bytes.ts";
import { formatCount } from "#app/ui/counts.ts";
import { Notice } from "#app/ui/notice.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { findingsWords } from "./findings.words.ts";
import { About, Dropped, namesOf, Warnings } from "./upload-findings.tsx";
import { kitWords } from "./upload-kit.words.ts";

/** Every reason there is; loaded only once there is one. */
const RefusalText = lazy(() => import("./refusal-text.tsx"));

/** What was seen in an archive before it is sent: the same words as after it arrived. */
export function UploadDiagnosis({
  diagnosis,
  onAnyway,
}: {
  diagnosis: Diagnosis | null;
  onAnyway?: () => void;
}) {
  const t = useWords(kitWords);
  if (diagnosis === null) return <p role="status">{t.looking}</p>;
  if (diagnosis.outcome === "refused")
    return (
      <Notice
        tone="trouble"
        role="alert"
        title={t.refusedTitle}
        actions={
          onAnyway && (
            <Button type="button" look="quiet" onClick={onAnyway}>
              {t.anyway}
            </Button>
          )
        }
      >
        <Suspense>
          <RefusalText refusal={diagnosis.refusal} />
        </Suspense>{" "}
        {onAnyway && t.refused}
      </Notice>
    );
  return diagnosis.outcome === "accepted" ? <Contents findings={diagnosis.findings} /> : null;
}

function Contents({ findings }: { findings: Extract<Diagnosis, { outcome: "accepted" }>["findings"] }) {
  const t = useWords(kitWords);
  const { phpTitle, phpUnsaid } = useWords(findingsWords);
  const locale = useLocale();
  const chosen = findings.roots.find(({ path }) => path === findings.root) ?? findings;
  return (
    <div className="grid gap-3">
      <p role="status">
        {t.content(formatCount(chosen.fileCount, locale), formatBytes(chosen.totalBytes, locale))}{" "}
        {findings.root && t.root(findings.root)}
        {findings.root === null && findings.roots.length > 1 && t.choose}
      </p>
      <Warnings findings={findings}>
        <About title={phpTitle} text={phpUnsaid} names={namesOf(findings, "php-file")} />
      </Warnings>
      <Dropped findings={findings} />
    </div>
  );
}
