import { Form } from "@remix-run/react";
import { HiddenField, SubmitButton, TextField } from "#app/ui/form.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Panel } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { domainsWords } from "./domains.words.ts";

type Reply = { errors: Record<string, string[]>; values: Record<string, string> } | undefined;

/** Adds a domain of the customer's own, while their plan holds any. */
export function AddForm({ reply, maxDomains }: { reply: Reply; maxDomains: number }) {
  const t = useWords(domainsWords);
  if (maxDomains === 0) return <Notice>{t.noneInPlan}</Notice>;
  const field = { name: "domain", label: t.domain, hint: `${t.domainHint} ${t.allowance(maxDomains)}` };
  return (
    <Panel>
      <Form method="post" className="grid gap-5">
        <HiddenField name="intent" value="add" />
        <TextField
          {...field}
          errors={reply?.errors.domain}
          defaultValue={reply?.values.domain}
          autoCapitalize="none"
          spellCheck={false}
        />
        <SubmitButton>{t.add}</SubmitButton>
      </Form>
    </Panel>
  );
}
