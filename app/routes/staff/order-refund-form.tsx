import { Form } from "@remix-run/react";
import { Button } from "#app/ui/button.tsx";
import { CheckboxField, HiddenField, SelectField, TextField } from "#app/ui/form.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Panel } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { staffOrderWords } from "./order.words.ts";

export type RefundProblem = keyof (typeof staffOrderWords)["id"]["errors"];
type Said = { amount: string; way: string; reference: string; reason: string; ends: string };
type Props = {
  formKey: string;
  answer: { problem: RefundProblem; said: Said } | null;
  hasSubscription: boolean;
};

/** Records money given back: how much, how, why. */
export function RefundForm({ formKey, answer, hasSubscription }: Props) {
  const t = useWords(staffOrderWords);
  const said = answer?.said ?? { amount: "", way: "credit", reference: "", reason: "", ends: "" };
  const at = (field: RefundProblem) => (answer?.problem === field ? t.errors[field] : undefined);
  const isField = answer && ["amount", "way", "reference", "proof", "reason"].includes(answer.problem);
  const ways = Object.entries(t.ways).map(([value, label]) => ({ value, label }));
  return (
    <Panel>
      <Form method="post" encType="multipart/form-data" className="grid max-w-form gap-4">
        {answer && !isField && (
          <div role="alert">
            <Notice tone="trouble">{t.errors[answer.problem]}</Notice>
          </div>
        )}
        <HiddenField name="key" value={formKey} />
        <TextField
          name="amount"
          label={t.amount}
          inputMode="numeric"
          defaultValue={said.amount}
          error={at("amount")}
        />
        <SelectField name="way" label={t.way} options={ways} defaultValue={said.way} error={at("way")} />
        <TextField
          name="reference"
          label={t.reference}
          hint={t.referenceHint}
          defaultValue={said.reference}
          error={at("reference")}
        />
        <TextField
          type="file"
          name="proof"
          label={t.proof}
          hint={t.proofHint}
          accept=".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg"
          error={at("proof")}
        />
        <TextField
          name="reason"
          label={t.reason}
          hint={t.reasonHint}
          defaultValue={said.reason}
          error={at("reason")}
        />
        {hasSubscription && (
          <CheckboxField name="ends" label={t.ends} value="yes" defaultChecked={said.ends === "yes"} />
        )}
        <div>
          <Button>{t.record}</Button>
        </div>
      </Form>
    </Panel>
  );
}
