import { ButtonLink } from "#app/ui/button.tsx";
import { Section } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { accountWords } from "./words.ts";

/** The way to the tokens that terminals use. */
export function TokenSection() {
  const t = useWords(accountWords);
  return (
    <Section title={t.tokens}>
      <p className="mb-3 text-soft">{t.tokensLead}</p>
      <ButtonLink href="/account/tokens" look="secondary">
        {t.showTokens}
      </ButtonLink>
    </Section>
  );
}
