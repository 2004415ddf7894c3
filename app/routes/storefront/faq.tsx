import type { MetaFunction } from "@remix-run/react";
import { ButtonLink } from "#app/ui/button.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { faqWords } from "./faq.words.ts";
import { Questions } from "./questions.tsx";

export const handle = { isForAll: true };

export const meta: MetaFunction = ({ matches }) => {
  const t = faqWords[localeIn(matches)];
  return pageMeta(t.title, t.metaDescription);
};

export default function Faq() {
  const t = useWords(faqWords);
  return (
    <Page width="narrow">
      <PageHeader title={t.title} lead={t.lead} />
      {Object.entries(t.groups).map(([key, group]) => (
        <section key={key} id={key} className="mt-10">
          <h2 className="mb-3 text-title">{group.title}</h2>
          <Questions items={group.items} />
        </section>
      ))}
      <p className="mt-10 mb-3 text-soft">{t.more}</p>
      <ButtonLink href="/contact" look="secondary">
        {t.contact}
      </ButtonLink>
    </Page>
  );
}
