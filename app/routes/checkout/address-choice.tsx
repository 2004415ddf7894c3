import type { ReactNode } from "react";
import { TextField } from "#app/ui/form.tsx";
import { useWords } from "#app/ui/words.ts";
import { checkoutWords } from "./words.ts";

type Props = {
  /** Free addresses end in this. */
  sitesDomain: string;
  values: Record<string, string>;
  errors: Record<string, string[]>;
};

/** A free name or a domain of one's own. Both fields stay in sight: without script nothing can unfold them. */
export function AddressChoice({ sitesDomain, values, errors }: Props) {
  const t = useWords(checkoutWords);
  const chosen = values.address ?? "free";
  return (
    <fieldset className="grid gap-4" aria-describedby="address-hint">
      <legend className="mb-1 text-title font-bold">{t.address}</legend>
      <p id="address-hint" className="text-small text-soft">
        {t.addressHint}
      </p>
      {errors.address && <p className="text-small font-semibold text-trouble">{errors.address.join(" ")}</p>}
      <Choice value="free" chosen={chosen} label={t.free} hint={t.freeHint(`toko-sari.${sitesDomain}`)}>
        <TextField
          name="label"
          label={t.label}
          hint={t.labelHint}
          errors={errors.label}
          defaultValue={values.label}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          maxLength={60}
        />
      </Choice>
      <Choice value="own" chosen={chosen} label={t.own} hint={t.ownHint}>
        <TextField
          name="domain"
          label={t.domain}
          errors={errors.domain}
          defaultValue={values.domain}
          inputMode="url"
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          maxLength={253}
        />
      </Choice>
    </fieldset>
  );
}

type ChoiceProps = { value: string; chosen: string; label: string; hint: string; children: ReactNode };

function Choice({ value, chosen, label, hint, children }: ChoiceProps) {
  const id = value === "free" ? "address" : `address-${value}`;
  return (
    <div className="grid gap-3 rounded-card border border-edge p-4 has-[input[type=radio]:checked]:border-ink has-[input[type=radio]:checked]:bg-paper has-[input[type=radio]:checked]:shadow-lift">
      <label htmlFor={id} className="flex min-h-11 items-start gap-3 py-1">
        <input
          id={id}
          type="radio"
          name="address"
          value={value}
          defaultChecked={chosen === value}
          className="mt-1 size-5 shrink-0 accent-ink"
        />
        <span>
          <span className="font-semibold">{label}</span>
          <span className="block text-small text-soft">{hint}</span>
        </span>
      </label>
      {children}
    </div>
  );
}
