import { accountFieldWords } from "#app/ui/account-fields.words.ts";
import { TextField } from "#app/ui/form.tsx";
import { useWords } from "#app/ui/words.ts";
import { checkoutWords } from "./words.ts";

type Props = { values: Record<string, string>; errors: Record<string, string[]> };

/** Who buys, as the account and the invoice name them. */
export function BuyerFields({ values, errors }: Props) {
  const t = useWords(checkoutWords);
  const account = useWords(accountFieldWords);
  return (
    <fieldset className="grid gap-4">
      <legend className="mb-1 text-title font-bold">{t.buyer}</legend>
      <p className="text-small text-soft">{t.buyerHint}</p>
      <TextField
        name="name"
        label={account.name}
        errors={errors.name}
        autoComplete="name"
        required
        defaultValue={values.name}
      />
      <TextField
        name="phone"
        type="tel"
        label={account.phone}
        errors={errors.phone}
        autoComplete="tel"
        defaultValue={values.phone}
      />
    </fieldset>
  );
}
