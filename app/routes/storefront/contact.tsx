import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { services } from "#app/services.server.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { Facts } from "#app/ui/facts.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page, PageHeader, Panel, Section } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { contactWords } from "./contact.words.ts";

export const handle = { isForAll: true };

export const meta: MetaFunction = ({ matches }) => {
  const t = contactWords[localeIn(matches)];
  return pageMeta(t.title, t.metaDescription);
};

export function loader() {
  return { business: services.settings.business };
}

export default function Contact() {
  const { business } = useLoaderData<typeof loader>();
  const t = useWords(contactWords);
  const mailto = `mailto:${business.email}`;
  return (
    <Page width="narrow">
      <PageHeader title={t.title} lead={t.lead} />
      <Panel>
        <Facts
          items={[
            { label: t.email, value: <TextLink href={mailto}>{business.email}</TextLink> },
            {
              label: t.phone,
              value: (
                <TextLink href={`tel:${business.phone.replace(/[^+\d]/g, "")}`}>{business.phone}</TextLink>
              ),
            },
            // As the operator wrote them, in Indonesian.
            { label: t.hours, value: <span lang="id">{business.hours}</span> },
            { label: t.address, value: `${business.name}, ${business.address}` },
            ...(business.npwp ? [{ label: t.npwp, value: business.npwp }] : []),
          ]}
        />
        <div className="mt-5">
          <ButtonLink href={mailto}>{t.write}</ButtonLink>
        </div>
      </Panel>
      <Section title={t.before}>
        <ul className="grid list-disc gap-2 pl-5 text-soft">
          {t.include.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <div className="mt-6">
          <Notice>{t.never}</Notice>
        </div>
      </Section>
    </Page>
  );
}

function TextLink({ href, children }: { href: string; children: string }) {
  return (
    <a href={href} className="link inline-flex min-h-11 items-center">
      {children}
    </a>
  );
}
