import type { ShownServer } from "#app/domain/hosting/servers/server-lists.server.ts";
import { Button } from "#app/ui/button.tsx";
import { CheckboxField, HiddenField } from "#app/ui/form.tsx";
import { useWords } from "#app/ui/words.ts";
import { Deed } from "./deed.tsx";
import { serverWords } from "./servers.words.ts";

type Props = { server: ShownServer; errors: Readonly<Record<string, string[]>> };

/** Whether sites here may run PHP, with what that means for all of them beside the switch. */
export function PhpForm({ server: { allowsPhp }, errors }: Props) {
  const t = useWords(serverWords);
  return (
    <Deed title={t.phpTitle} lead={allowsPhp ? t.phpOnLead : t.phpRisk} intent="php">
      <HiddenField name="allowed" value={allowsPhp ? "no" : "yes"} />
      {!allowsPhp && (
        <CheckboxField name="understood" label={t.phpUnderstood} value="yes" errors={errors.understood} />
      )}
      <Button look={allowsPhp ? "secondary" : "danger"}>{allowsPhp ? t.phpForbid : t.phpAllow}</Button>
    </Deed>
  );
}
