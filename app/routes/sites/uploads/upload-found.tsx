import type { Findings } from "#app/domain/hosting/archives/archives.ts";
import { formatBytes } from "#app/ui/bytes.ts";
import { formatCount } from "#app/ui/counts.ts";
import { formatMoment } from "#app/ui/dates.ts";
import { Facts } from "#app/ui/facts.tsx";
import { Panel } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { uploadWords } from "./upload.words.ts";

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
