import { CheckboxField } from "#app/ui/form.tsx";
import { useWords } from "#app/ui/words.ts";
import { serverWords } from "./servers.words.ts";

type FingerprintProps = {
  errors: Readonly<Record<string, string[]>>;
  fingerprint: string;
  isConfirmed?: boolean;
};

/** A fingerprint to compare, and the box that says somebody did. */
export function FingerprintField({ errors, fingerprint, isConfirmed }: FingerprintProps) {
  const t = useWords(serverWords);
  return (
    <div className="grid gap-1.5">
      <span className="font-semibold">{t.fingerprint}</span>
      <span className="font-mono text-small break-all select-all">{fingerprint}</span>
      <CheckboxField
        name="confirmed"
        label={t.confirm}
        value="yes"
        errors={errors.confirmed ?? errors.fingerprint}
        defaultChecked={isConfirmed}
      />
    </div>
  );
}
