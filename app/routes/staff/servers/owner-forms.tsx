import type { ShownServer } from "#app/domain/hosting/servers/server-lists.server.ts";
import { Button } from "#app/ui/button.tsx";
import { Facts } from "#app/ui/facts.tsx";
import { CheckboxField, HiddenField, TextField } from "#app/ui/form.tsx";
import { useWords } from "#app/ui/words.ts";
import { Deed } from "./deed.tsx";
import { FingerprintField } from "./fingerprint-field.tsx";
import { FtpFields } from "./ftp-fields.tsx";
import { serverWords } from "./servers.words.ts";

type Props = { server: ShownServer; errors: Readonly<Record<string, string[]>> };

/** The certificate the panel shows now, to be pinned instead of the old one. */
export function Pin({ server, shown, errors }: Props & { shown: string }) {
  const t = useWords(serverWords);
  const pinned = (
    <div className="mb-3">
      <Facts items={[{ label: t.pinned, value: server.fingerprint ?? "–", mono: true }]} />
    </div>
  );
  return (
    <Deed title={t.pinTitle} lead={t.pinLead} shown={pinned} intent="pin">
      <HiddenField name="fingerprint" value={shown} />
      <FingerprintField errors={errors} fingerprint={shown} />
      <Button look="danger">{t.pin}</Button>
    </Deed>
  );
}

/** Where FTP answers; the accounts there are the server's own and stay. */
export function Ftp({
  server: { ftp },
  errors,
  values,
}: Props & { values: Readonly<Record<string, string>> }) {
  const t = useWords(serverWords);
  const now = {
    ftpHost: ftp.host,
    ftpPort: String(ftp.port),
    ftpMode: ftp.mode === "plain" ? "plain" : "tls",
    ftpFingerprint: ftp.fingerprint ?? "",
  };
  return (
    <Deed title={t.ftpTitle} lead={t.ftpLead} intent="ftp">
      <FtpFields errors={errors} values={{ ...now, ...values }} />
      <Button look="secondary">{t.changeFtp}</Button>
    </Deed>
  );
}

export function Key({ errors }: Pick<Props, "errors">) {
  const t = useWords(serverWords);
  return (
    <Deed title={t.keyTitle} lead={t.keyLead} intent="key">
      <TextField
        name="apiKey"
        label={t.apiKey}
        hint={t.apiKeyHint}
        errors={errors.apiKey}
        type="password"
        autoComplete="off"
      />
      <Button look="secondary">{t.changeKey}</Button>
    </Deed>
  );
}

export function Remove({ server, errors }: Props) {
  const t = useWords(serverWords);
  return (
    <Deed title={t.removeTitle} lead={t.removeLead} intent="remove">
      <CheckboxField
        id="remove-confirmed"
        name="confirmed"
        label={t.removeConfirm(server.name)}
        value="yes"
        errors={errors.confirmed}
      />
      <Button look="danger">{t.remove}</Button>
    </Deed>
  );
}
