import { Form } from "@remix-run/react";
import type { PlanSettings } from "#app/domain/catalog/plan-settings.server.ts";
import { LIMITS, type PlanTerms } from "#app/domain/catalog/plan-terms.ts";
import { Button } from "#app/ui/button.tsx";
import { HiddenField, SelectField, SubmitButton, TextField } from "#app/ui/form.tsx";
import { Section } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { planWords } from "./plans.words.ts";

type Props = {
  plan: PlanSettings;
  errors: Readonly<Record<string, string[]>>;
  values: Readonly<Record<string, string>>;
};

/** What staff decide about a plan: its terms, its prices, whether it is sold. */
export function PlanForms({ plan, errors, values }: Props) {
  const t = useWords(planWords);
  return (
    <>
      <Terms plan={plan} errors={errors} values={values} />
      <Prices plan={plan} errors={errors} values={values} />
      <Section title={t.sale}>
        <Form method="post">
          <HiddenField name="intent" value={plan.isOffered ? "withdraw" : "offer"} />
          <Button look={plan.isOffered ? "danger" : "secondary"}>
            {plan.isOffered ? t.withdraw : t.offer}
          </Button>
        </Form>
      </Section>
    </>
  );
}

function Terms({ plan, errors, values }: Props) {
  const t = useWords(planWords);
  return (
    <Section title={t.terms}>
      <p className="mb-5 text-soft">{t.termsLead}</p>
      <Form method="post" noValidate className="grid gap-5">
        <HiddenField name="intent" value="terms" />
        {(Object.keys(LIMITS) as (keyof PlanTerms)[]).map((name) => (
          <TextField
            key={name}
            name={name}
            label={t.fields[name]}
            errors={errors[name]}
            inputMode="numeric"
            defaultValue={values[name] ?? String(plan[name])}
          />
        ))}
        <SubmitButton>{t.save}</SubmitButton>
      </Form>
    </Section>
  );
}

function Prices({ errors, values }: Props) {
  const t = useWords(planWords);
  const cycles = (["monthly", "yearly"] as const).map((cycle) => ({ value: cycle, label: t[cycle] }));
  return (
    <Section title={t.prices}>
      <Form method="post" noValidate className="grid gap-5">
        <HiddenField name="intent" value="price" />
        <SelectField
          name="cycle"
          label={t.cycle}
          options={cycles}
          errors={errors.cycle}
          defaultValue={values.cycle ?? "monthly"}
        />
        <TextField
          name="amountIdr"
          label={t.amount}
          errors={errors.amountIdr}
          inputMode="numeric"
          defaultValue={values.amountIdr ?? ""}
        />
        <SubmitButton look="secondary">{t.replace}</SubmitButton>
      </Form>
    </Section>
  );
}
