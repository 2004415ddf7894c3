import { Form } from "@remix-run/react";
import type { ShownServer } from "#app/domain/hosting/servers/server-lists.server.ts";
import { Button } from "#app/ui/button.tsx";
import { Facts } from "#app/ui/facts.tsx";
import { CheckboxField, HiddenField, TextField } from "#app/ui/form.tsx";
import { Section } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { FingerprintField } from "./new-forms.tsx";
import { serverWords } from "./servers.words.ts";

type Props = { server: ShownServer; errors: Readonly<Record<string, string[]>> };

/** The certificate the panel shows now, to be pinned instead of the old one. */
export function Pin({ server, shown, errors }: Props & { shown: string }) {
  const t = useWords(serverWords);
  return (
    <Section title={t.pinTitle}>
      <p className="mb-3 text-soft">{t.pinLead}</p>
      <Facts items={[{ label: t.pinned, value: server.fingerprint ?? "–", mono: true }]} />
      <Form method="post" noValidate className="mt-3 grid gap-5">
        <HiddenField name="intent" value="pin" />
        <HiddenField name="fingerprint" value={shown} />
        <FingerprintField errors={errors} fingerprint={shown} />
        <Button look="danger">{t.pin}</Button>
      </Form>
    </Section>
  );
}

export function Key({ errors }: Pick<Props, "errors">) {
  const t = useWords(serverWords);
  return (
    <Section title={t.keyTitle}>
      <p className="mb-5 text-soft">{t.keyLead}</p>
      <Form method="post" noValidate className="grid gap-5">
        <HiddenField name="intent" value="key" />
        <TextField
          name="apiKey"
          label={t.apiKey}
          hint={t.apiKeyHint}
          errors={errors.apiKey}
          type="password"
          autoComplete="off"
        />
        <Button look="secondary">{t.changeKey}</Button>
      </Form>
    </Section>
  );
}

export function Remove({ server, errors }: Props) {
  const t = useWords(serverWords);
  return (
    <Section title={t.removeTitle}>
      <p className="mb-3 text-soft">{t.removeLead}</p>
      <Form method="post" noValidate className="grid gap-5">
        <HiddenField name="intent" value="remove" />
        <CheckboxField
          id="remove-confirmed"
          name="confirmed"
          label={t.removeConfirm(server.name)}
          value="yes"
          errors={errors.confirmed}
        />
        <Button look="danger">{t.remove}</Button>
      </Form>
    </Section>
  );
}
