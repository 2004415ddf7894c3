import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { services } from "#app/services.server.ts";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { useWords } from "#app/ui/words.ts";
import { LegalPage } from "./legal-page.tsx";
import { termsWords } from "./terms.words.ts";

const SINCE = new Date("2026-11-22T00:00:00+07:00");

export const handle = { isForAll: true };

export const meta: MetaFunction = ({ matches }) => {
  const t = termsWords[localeIn(matches)];
  return pageMeta(t.title, t.lead);
};

export function loader() {
  return { business: services.settings.business };
}

export default function Terms() {
  const { business } = useLoaderData<typeof loader>();
  const t = useWords(termsWords);
  return <LegalPage title={t.title} lead={t.lead} since={SINCE} business={business} sections={t.sections} />;
}
