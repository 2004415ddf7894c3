import type { Business } from "#app/domain/settings.ts";
import { formatDate } from "#app/ui/dates.ts";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { legalWords } from "./legal.words.ts";

type LegalPageProps = {
  title: string;
  lead: string;
  since: Date;
  business: Business;
  sections: readonly { title: string; body: readonly string[] }[];
};

/** Numbered sections of plain paragraphs, who stands behind them, and whom to ask. Prints well. */
export function LegalPage({ title, lead, since, business, sections }: LegalPageProps) {
  const t = useWords(legalWords);
  const locale = useLocale();
  return (
    <Page width="narrow">
      <PageHeader title={title} lead={lead} />
      <p className="text-small text-soft">
        {t.since(formatDate(since, locale))} {t.seller(business.name, business.address)}
        {business.npwp && ` ${t.npwp(business.npwp)}`}
      </p>
      <div className="prose">
        {sections.map((section, position) => (
          <section key={section.title} id={`${position + 1}`}>
            <h2>
              {position + 1}. {section.title}
            </h2>
            {section.body.map((paragraph) => (
              <p key={paragraph}>{paragraph}</p>
            ))}
          </section>
        ))}
      </div>
      <p className="mt-10 border-t border-line pt-6">
        {t.questions}{" "}
        <a href={`mailto:${business.email}`} className="link">
          {business.email}
        </a>
      </p>
    </Page>
  );
}
