import { StatusMark, type Tone } from "#app/ui/status-mark.tsx";
import { useWords } from "#app/ui/words.ts";
import { homeWords } from "./home.words.ts";

/** What is true of the service, each beside a small picture of it in the product's own signs. */
const PROMISES: readonly { key: "once" | "checked" | "back" | "light"; tones: readonly Tone[] }[] = [
  { key: "once", tones: ["good", "off", "good"] },
  { key: "checked", tones: ["good", "good", "on"] },
  { key: "back", tones: ["on", "off", "off"] },
  { key: "light", tones: ["good", "good", "good"] },
];

export function Promises() {
  const t = useWords(homeWords);
  return (
    <section className="mx-auto max-w-page px-4 py-16 sm:px-6 sm:py-24">
      <h2 className="text-heading font-extrabold">{t.promises}</h2>
      <div className="mt-8 sm:mt-12">
        {PROMISES.map(({ key, tones }) => (
          <div
            key={key}
            className="grid gap-x-16 gap-y-6 border-t border-line py-8 sm:py-12 md:grid-cols-[1.15fr_1fr]"
          >
            <div>
              <h3 className="text-title">{t[key].title}</h3>
              <p className="mt-3 max-w-measure text-soft">{t[key].body}</p>
            </div>
            <Proof title={t[key].proof} steps={t[key].steps} tones={tones} />
          </div>
        ))}
      </div>
    </section>
  );
}

type ProofProps = { title: string; steps: readonly (readonly string[])[]; tones: readonly Tone[] };

function Proof({ title, steps, tones }: ProofProps) {
  return (
    <figure className="self-start rounded-card border border-line bg-paper">
      <figcaption className="border-b border-line px-5 py-3 text-small font-semibold text-soft">
        {title}
      </figcaption>
      <dl className="px-5 py-2">
        {steps.map(([what, result], position) => (
          <div key={what} className="flex flex-wrap items-baseline justify-between gap-x-4 py-2">
            <dt>{what}</dt>
            <dd>
              <StatusMark tone={tones[position] ?? "off"} label={result} />
            </dd>
          </div>
        ))}
      </dl>
    </figure>
  );
}
