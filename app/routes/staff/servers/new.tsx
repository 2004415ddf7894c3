import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { type MetaFunction, useActionData } from "@remix-run/react";
import { type FirstLook, lookAtCertificate } from "#app/domain/hosting/servers/first-look.server.ts";
import { addServer } from "#app/domain/hosting/servers/server-office.server.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm, textOf } from "#app/http/form-data.server.ts";
import {
  type FormReply,
  keepRetryAfter,
  readFields,
  refuseForm,
  valuesOf,
} from "#app/http/form-fields.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { requireOwner } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { ErrorSummary } from "#app/ui/error-summary.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { AddressForm, NewServerForm } from "./new-forms.tsx";
import { addressFields, newServerFields, toNewServer } from "./server-fields.ts";
import { errorsOf, statusOf } from "./server-refusals.ts";
import { type ServerWords, serverWords } from "./servers.words.ts";

export const meta: MetaFunction = ({ matches }) => pageMeta(serverWords[localeIn(matches)].newTitle);
export const headers = keepRetryAfter;

export async function loader({ request }: LoaderFunctionArgs) {
  await requireOwner(request);
  return null;
}

/** `look` is null until the panel's certificate was seen. */
type Reply = FormReply & { look: Exclude<FirstLook, { outcome: "no-answer" }> | null; isSecond: boolean };

export async function action({ request }: ActionFunctionArgs) {
  const owner = await requireOwner(request);
  const form = await readForm(request);
  const t = serverWords[await localeOf(request)];
  return textOf(form, "intent") === "add" ? add(form, t, owner.id) : look(form, t);
}

/** Answered with the page itself: what was seen belongs to this moment and to no address. */
async function look(form: FormData, t: ServerWords) {
  const fields = readFields(form, addressFields(t));
  if (!fields.isRight) return refuseForm<Reply>({ ...fields.reply, look: null, isSecond: false });
  const { address } = fields.value;
  const seen = await lookAtCertificate(services, address, new Date());
  if (seen.outcome === "no-answer") {
    const errors = { address: [t.troubles.unreachable, t.says(seen.reason)] };
    return refuseForm<Reply>({ errors, values: { address }, look: null, isSecond: false });
  }
  const fingerprint = seen.outcome === "self-signed" ? seen.fingerprint : "";
  const reply: Reply = { errors: {}, values: { address, fingerprint }, look: seen, isSecond: true };
  return data(reply);
}

async function add(form: FormData, t: ServerWords, staffId: string) {
  const schema = newServerFields(t);
  const shown = Object.keys(schema.shape).filter((name) => name !== "apiKey");
  const again = { values: valuesOf(form, shown), look: null, isSecond: true };
  const fields = readFields(form, schema);
  if (!fields.isRight) return refuseForm<Reply>({ errors: fields.reply.errors, ...again });
  if (fields.value.fingerprint !== null && fields.value.confirmed !== "yes")
    return refuseForm<Reply>({ errors: { confirmed: [t.confirmMissing] }, ...again });
  const now = new Date();
  const added = await addServer(services, { server: toNewServer(fields.value), staffId, now });
  switch (added.outcome) {
    case "added":
      return redirect(`/staff/servers/${added.serverId}`, {
        status: 303,
        headers: { "set-cookie": await flash("server-added") },
      });
    case "name-taken":
      return refuseForm<Reply>({ errors: { name: [t.nameTaken] }, ...again });
    case "panel-known":
      return refuseForm<Reply>({ errors: { address: [t.panelKnown] }, ...again });
    case "no-ftp":
      return refuseForm<Reply>({
        errors: { ftpHost: [t.ftpSilent, t.says(added.says), t.nothingStored] },
        ...again,
      });
    default:
      return refuseForm<Reply>(
        { errors: errorsOf(t, added, Object.keys(schema.shape)), ...again },
        statusOf(added),
      );
  }
}

export default function NewServer() {
  const { errors = {}, values = {}, look = null, isSecond = false } = useActionData<typeof action>() ?? {};
  const t = useWords(serverWords);
  return (
    <Page width="form">
      <PageHeader
        title={t.newTitle}
        lead={t.newLead}
        back={{ href: "/staff/servers", label: t.backToList }}
      />
      <div className="grid gap-6">
        <ErrorSummary errors={errors} />
        {isSecond ? (
          <NewServerForm errors={errors} values={values} look={look} />
        ) : (
          <AddressForm errors={errors} values={values} />
        )}
      </div>
    </Page>
  );
}
