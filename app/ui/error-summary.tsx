import { uiWords } from "./ui.words.ts";
import { useWords } from "./words.ts";

type ErrorSummaryProps = {
  /** Field name to its messages, as Conform's `form.allErrors` and `reply().error` are; `""` is the form itself. */
  errors?: Readonly<Record<string, readonly string[] | null | undefined>> | null;
  /** Where a field's id is not its name. */
  idOf?: (name: string) => string;
};

/** The list of what is wrong, on top of a form, each line leading to its field. Nothing when nothing is wrong. */
export function ErrorSummary({ errors, idOf = (name) => name }: ErrorSummaryProps) {
  const t = useWords(uiWords);
  const lines = Object.entries(errors ?? {}).flatMap(([name, messages]) =>
    (messages ?? []).map((message) => ({ name, message })),
  );
  if (lines.length === 0) return null;
  return (
    <div
      role="alert"
      aria-labelledby="error-summary"
      className="rounded-card border-2 border-trouble bg-trouble-wash p-4"
    >
      <h2 id="error-summary" className="text-base font-bold text-trouble">
        {t.errorSummary}
      </h2>
      <ul className="mt-1 list-disc pl-5">
        {lines.map(({ name, message }) => (
          <li key={`${name}:${message}`}>
            {name === "" ? (
              message
            ) : (
              <a href={`#${idOf(name)}`} className="link">
                {message}
              </a>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
