import { Form } from "@remix-run/react";
import { formatNpwp } from "#app/domain/accounts/npwp.ts";
import { HiddenField, SubmitButton, TextField } from "#app/ui/form.tsx";
import { Panel, Section } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { accountWords } from "./words.ts";

type Props = {
  buyer: { address: string | null; npwp: string | null };
  errors: Readonly<Record<string, string[]>>;
  /** What was typed, when it could not be saved. */
  values: Readonly<Record<string, string>>;
};

/** What invoices say of the buyer besides the name. */
export function BuyerDetails({ buyer, errors, values }: Props) {
  const t = useWords(accountWords);
  return (
    <Section title={t.buyer}>
      <Panel>
        <p className="mb-5 text-soft">{t.buyerLead}</p>
        <Form method="post" noValidate className="grid gap-5">
          <HiddenField name="intent" value="save-buyer" />
          <TextField
            name="address"
            errors={errors.address}
            label={t.buyerAddress}
            autoComplete="street-address"
            defaultValue={values.address ?? buyer.address ?? ""}
          />
          <TextField
            name="npwp"
            errors={errors.npwp}
            label={t.npwp}
            hint={t.npwpHint}
            inputMode="numeric"
            autoComplete="off"
            defaultValue={values.npwp ?? (buyer.npwp ? formatNpwp(buyer.npwp) : "")}
          />
          <SubmitButton>{t.saveBuyer}</SubmitButton>
        </Form>
      </Panel>
    </Section>
  );
}
