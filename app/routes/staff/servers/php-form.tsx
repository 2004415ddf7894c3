import { Form } from "@remix-run/react";
import type { ShownServer } from "#app/domain/hosting/servers/server-lists.server.ts";
import { Button } from "#app/ui/button.tsx";
import { CheckboxField, HiddenField } from "#app/ui/form.tsx";
import { Section } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { serverWords } from "./servers.words.ts";

type Props = { server: ShownServer; errors: Readonly<Record<string, string[]>> };

/** Whether sites here may run PHP, with what that means for all of them beside the switch. */
export function PhpForm({ server: { allowsPhp }, errors }: Props) {
  const t = useWords(serverWords);
  return (
    <Section title={t.phpTitle}>
      <p className="mb-3 text-soft">{allowsPhp ? t.phpOnLead : t.phpRisk}</p>
      <Form method="post" noValidate className="grid gap-5">
        <HiddenField name="intent" value="php" />
        <HiddenField name="allowed" value={allowsPhp ? "no" : "yes"} />
        {!allowsPhp && (
          <CheckboxField name="understood" label={t.phpUnderstood} value="yes" errors={errors.understood} />
        )}
        <Button look={allowsPhp ? "secondary" : "danger"}>{allowsPhp ? t.phpForbid : t.phpAllow}</Button>
      </Form>
    </Section>
  );
}
