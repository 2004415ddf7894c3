import { Form } from "@remix-run/react";
import type { ShownServer } from "#app/domain/hosting/servers/server-lists.server.ts";
import { Button } from "#app/ui/button.tsx";
import { HiddenField, SubmitButton, TextField } from "#app/ui/form.tsx";
import { useWords } from "#app/ui/words.ts";
import { Deed } from "./deed.tsx";
import { Ftp, Key, Pin, Remove } from "./owner-forms.tsx";
import { PhpForm } from "./php-form.tsx";
import { serverWords } from "./servers.words.ts";

type Props = {
  server: ShownServer;
  errors: Readonly<Record<string, string[]>>;
  values: Readonly<Record<string, string>>;
};

/** What can be done with a server; keys, certificates and its removal are the owners'. */
export function ServerForms({ isOwner, ...props }: Props & { isOwner: boolean }) {
  const { server } = props;
  return (
    <>
      <LookNow server={server} />
      {isOwner && server.shownFingerprint && (
        <Pin server={server} errors={props.errors} shown={server.shownFingerprint} />
      )}
      <Change {...props} />
      {server.isDraining ? <Open /> : <Drain {...props} />}
      {isOwner && <Ftp {...props} />}
      {isOwner && <PhpForm server={server} errors={props.errors} />}
      {isOwner && <Key errors={props.errors} />}
      {isOwner && server.sites === 0 && <Remove server={server} errors={props.errors} />}
    </>
  );
}

function LookNow({ server }: Pick<Props, "server">) {
  const t = useWords(serverWords);
  return (
    <Form method="post" className="mt-6 grid justify-items-start gap-3">
      <HiddenField name="intent" value="look" />
      {server.pausedUntil && <p className="text-soft">{t.lookPausedLead}</p>}
      <Button look="secondary">{t.lookNow}</Button>
    </Form>
  );
}

function Change({ server, errors, values }: Props) {
  const t = useWords(serverWords);
  return (
    <Deed title={t.change} intent="change">
      <TextField
        name="name"
        label={t.name}
        hint={t.nameHint}
        errors={errors.name}
        defaultValue={values.name ?? server.name}
      />
      <TextField
        name="capacity"
        label={t.capacity}
        hint={t.capacityHint}
        errors={errors.capacity}
        defaultValue={values.capacity ?? String(server.capacity)}
        inputMode="numeric"
      />
      <SubmitButton>{t.save}</SubmitButton>
    </Deed>
  );
}

function Drain({ errors, values }: Props) {
  const t = useWords(serverWords);
  return (
    <Deed title={t.drainTitle} lead={t.drainLead} intent="drain">
      <TextField
        name="reason"
        label={t.drainReason}
        errors={errors.reason}
        defaultValue={values.reason ?? ""}
      />
      <Button look="danger">{t.drain}</Button>
    </Deed>
  );
}

function Open() {
  const t = useWords(serverWords);
  return (
    <Deed title={t.openTitle} lead={t.drainLead} intent="open">
      <Button look="secondary">{t.open}</Button>
    </Deed>
  );
}
