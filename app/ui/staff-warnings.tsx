import { Notice } from "./notice.tsx";
import { type StaffWarning, staffWarningWords } from "./staff-warnings.words.ts";
import { useWords } from "./words.ts";

/** Stands above every page of the staff while something is wrong with the clock's work. */
export function StaffWarnings({ warnings }: { warnings: readonly StaffWarning[] }) {
  const t = useWords(staffWarningWords);
  if (warnings.length === 0) return null;
  return (
    <div className="mx-auto grid w-full max-w-page gap-3 px-4 pt-4 sm:px-6 print:hidden">
      {warnings.map((warning) => (
        <Notice
          key={warning}
          tone="trouble"
          role="alert"
          actions={
            <a className="link" href="/staff/safety">
              {t.look}
            </a>
          }
        >
          {t.kinds[warning]}
        </Notice>
      ))}
    </div>
  );
}
