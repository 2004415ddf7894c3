import { CheckboxField } from "#app/ui/form.tsx";
import { useWords } from "#app/ui/words.ts";
import { checkoutWords } from "./words.ts";

/** The agreement; what is agreed to opens beside the half-filled form. */
export function TermsField({ isChecked, errors }: { isChecked: boolean; errors: string[] | undefined }) {
  const t = useWords(checkoutWords);
  const label = (
    <>
      {t.terms} <NewTab href="/terms">{t.termsLink}</NewTab> {t.and}{" "}
      <NewTab href="/refunds">{t.refundsLink}</NewTab>.
    </>
  );
  return (
    <CheckboxField
      name="terms"
      value="yes"
      label={label}
      errors={errors}
      required
      defaultChecked={isChecked}
    />
  );
}

function NewTab({ href, children }: { href: string; children: string }) {
  return (
    <a href={href} target="_blank" rel="noopener" className="link">
      {children}
    </a>
  );
}
