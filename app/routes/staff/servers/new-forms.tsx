import { Form } from "@remix-run/react";
import type { FirstLook } from "#app/domain/hosting/servers/first-look.server.ts";
import { formatDate } from "#app/ui/dates.ts";
import { HiddenField, SubmitButton, TextField } from "#app/ui/form.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Panel } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { FingerprintField } from "./fingerprint-field.tsx";
import { FtpFields } from "./ftp-fields.tsx";
import { serverWords } from "./servers.words.ts";

type Props = {
  errors: Readonly<Record<string, string[]>>;
  values: Readonly<Record<string, string>>;
};

/** The first step: only what is needed to see the panel's certificate. */
export function AddressForm({ errors, values }: Props) {
  const t = useWords(serverWords);
  return (
    <Panel>
      <Form method="post" noValidate className="grid gap-5">
        <HiddenField name="intent" value="look" />
        <p className="text-soft">{t.addressLead}</p>
        <Address errors={errors} values={values} />
        <SubmitButton>{t.look}</SubmitButton>
      </Form>
    </Panel>
  );
}

function Address({ errors, values }: Props) {
  const t = useWords(serverWords);
  return (
    <TextField
      name="address"
      label={t.address}
      hint={t.addressHint}
      errors={errors.address}
      defaultValue={values.address}
      inputMode="url"
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
    />
  );
}

/** The second step: everything else. The key is never filled in again. */
export function NewServerForm({ errors, values, look }: Props & { look: FirstLook | null }) {
  const t = useWords(serverWords);
  const field = (name: string, label: string, hint?: string, usual?: string) => ({
    name,
    label,
    ...(hint && { hint }),
    errors: errors[name],
    defaultValue: values[name] ?? usual,
    autoComplete: "off",
    spellCheck: false,
  });
  return (
    <Panel>
      <Form method="post" noValidate className="grid gap-5">
        <HiddenField name="intent" value="add" />
        <Address errors={errors} values={values} />
        <Certificate errors={errors} values={values} look={look} />
        <TextField {...field("name", t.name, t.nameHint)} />
        <TextField {...field("apiKey", t.apiKey, t.apiKeyHint)} type="password" defaultValue={undefined} />
        <TextField {...field("webAddress", t.webAddress, t.webAddressHint)} />
        <TextField {...field("tlsAddress", t.tlsAddress, t.tlsAddressHint)} />
        <FtpFields errors={errors} values={{ ftpPort: "21", ...values }} />
        <TextField {...field("capacity", t.capacity, undefined, "200")} inputMode="numeric" />
        <TextField {...field("sitesRoot", t.sitesRoot, undefined, "/www/wwwroot")} />
        <SubmitButton>{t.addButton}</SubmitButton>
      </Form>
    </Panel>
  );
}

/** What the first look saw, and the fingerprint to confirm when there is one to pin. */
function Certificate({ errors, values, look }: Props & { look: FirstLook | null }) {
  const t = useWords(serverWords);
  const locale = useLocale();
  const { fingerprint = "" } = values;
  return (
    <>
      <HiddenField name="fingerprint" value={fingerprint} />
      {look?.outcome === "plain" && (
        <Notice tone="trouble" title={t.plainTitle}>
          {t.plainBody}
        </Notice>
      )}
      {look?.outcome === "trusted" && (
        <Notice tone="good" title={t.trustedTitle}>
          {t.trustedBody(look.issuer, formatDate(look.notAfter, locale))}
        </Notice>
      )}
      {fingerprint !== "" && (
        <>
          <Notice title={t.selfTitle}>{t.selfBody}</Notice>
          <FingerprintField
            errors={errors}
            fingerprint={fingerprint}
            isConfirmed={values.confirmed === "yes"}
          />
        </>
      )}
    </>
  );
}
