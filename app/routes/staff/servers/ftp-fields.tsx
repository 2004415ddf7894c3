import { SelectField, TextField } from "#app/ui/form.tsx";
import { useWords } from "#app/ui/words.ts";
import { serverWords } from "./servers.words.ts";

type Props = {
  errors: Readonly<Record<string, string[]>>;
  values: Readonly<Record<string, string>>;
};

/** Where a server's FTP answers, and how it is spoken to. */
export function FtpFields({ errors, values }: Props) {
  const t = useWords(serverWords);
  const field = (name: string, label: string, hint?: string) => ({
    name,
    label,
    ...(hint && { hint }),
    errors: errors[name],
    defaultValue: values[name],
    autoComplete: "off",
    spellCheck: false,
  });
  const modes = (["plain", "tls"] as const).map((value) => ({ value, label: t.ftpModes[value] }));
  return (
    <>
      <TextField {...field("ftpHost", t.ftpHost, t.ftpHostHint)} />
      <TextField {...field("ftpPort", t.ftpPort)} inputMode="numeric" />
      <SelectField
        name="ftpMode"
        label={t.ftpMode}
        errors={errors.ftpMode}
        defaultValue={values.ftpMode ?? "plain"}
        options={modes}
      />
      <TextField {...field("ftpFingerprint", t.ftpFingerprint, t.ftpFingerprintHint)} />
    </>
  );
}
