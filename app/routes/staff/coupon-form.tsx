import { Form } from "@remix-run/react";
import { ErrorSummary } from "#app/ui/error-summary.tsx";
import { HiddenField, SelectField, SubmitButton, TextField } from "#app/ui/form.tsx";
import { Panel, Section } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { couponWords } from "./coupons.words.ts";

type Props = {
  plans: readonly { id: string; name: string }[];
  values: Readonly<Record<string, string>>;
  errors: Readonly<Record<string, string[]>>;
};

export function CouponForm({ plans, values, errors }: Props) {
  const t = useWords(couponWords);
  const options = (names: Record<string, string>) =>
    Object.entries(names).map(([value, label]) => ({ value, label }));
  const planOptions = [
    { value: "", label: t.anyPlan },
    ...plans.map(({ id, name }) => ({ value: id, label: name })),
  ];
  const field = (name: string, label: string, hint?: string) => ({
    name,
    label,
    ...(hint && { hint }),
    errors: errors[name],
    defaultValue: values[name],
    autoComplete: "off",
  });
  return (
    <Section title={t.make}>
      <Panel>
        <Form method="post" noValidate className="grid max-w-form gap-5">
          <ErrorSummary errors={errors} />
          <HiddenField name="intent" value="create" />
          <TextField {...field("code", t.code, t.codeHint)} autoCapitalize="characters" spellCheck={false} />
          <SelectField {...field("kind", t.kind)} options={options(t.kinds)} />
          <TextField {...field("value", t.value, t.valueHint)} inputMode="numeric" />
          <SelectField {...field("payments", t.paymentsLabel)} options={options(t.payments)} />
          <SelectField {...field("planId", t.plan)} options={planOptions} />
          <TextField {...field("maxUses", t.maxUses, t.empty)} inputMode="numeric" />
          <TextField
            {...field("maxUsesEach", t.maxUsesEach)}
            defaultValue={values.maxUsesEach ?? "1"}
            inputMode="numeric"
          />
          <TextField {...field("email", t.email, t.emailHint)} inputMode="email" />
          <TextField {...field("startsOn", t.startsOn, t.startsHint)} type="date" />
          <TextField {...field("endsOn", t.endsOn, t.empty)} type="date" />
          <SubmitButton>{t.create}</SubmitButton>
        </Form>
      </Panel>
    </Section>
  );
}
