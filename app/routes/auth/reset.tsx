import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { readResetLink, resetPassword } from "#app/domain/accounts/password-reset.server.ts";
import { accountFields } from "#app/http/account-fields.ts";
import { clientAddress } from "#app/http/client-address.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm } from "#app/http/form-data.server.ts";
import {
  keepRetryAfter,
  readFields,
  refuseBusy,
  refuseForm,
  refuseTooMany,
} from "#app/http/form-fields.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { checkLimit } from "#app/http/rate-limits.server.ts";
import { services } from "#app/services.server.ts";
import { accountFieldWords } from "#app/ui/account-fields.words.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { ErrorSummary } from "#app/ui/error-summary.tsx";
import { PasswordField, SubmitButton } from "#app/ui/form.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader, Panel } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { authWords } from "./words.ts";

const GONE = 410;

export const headers = keepRetryAfter;
export const meta: MetaFunction = ({ matches }) => pageMeta(authWords[localeIn(matches)].reset.title);

export async function loader({ params }: LoaderFunctionArgs) {
  const link = await readResetLink(services, params.token ?? "", new Date());
  return data({ email: link?.email ?? null }, { status: link ? 200 : GONE });
}

export async function action({ request, params }: ActionFunctionArgs) {
  const form = await readForm(request);
  const t = accountFieldWords[await localeOf(request)];
  const refused = (field: string, sentence: string) => ({ errors: { [field]: [sentence] }, values: {} });
  const now = new Date();
  const limit = await checkLimit(services.db, "reset", clientAddress(request), now);
  if (limit.outcome === "limited") return refuseTooMany(t.tooMany, limit);
  const fields = readFields(form, z.object({ password: accountFields(t).newPassword }), {
    secret: ["password"],
  });
  if (!fields.isRight) return refuseForm(fields.reply);

  const { password } = fields.value;
  const result = await resetPassword(services, { token: params.token ?? "", password }, now);
  switch (result.outcome) {
    case "changed":
      return redirect("/login", { status: 303, headers: { "set-cookie": await flash("password-reset") } });
    case "weak-password":
      return refuseForm(refused("password", t.passwordProblems[result.problem]));
    case "busy":
      return refuseBusy(t.busy);
    case "dead-link":
      // The page below finds the link dead as well and says so.
      return refuseForm({ errors: {}, values: {} }, { status: GONE });
  }
}

export default function Reset() {
  const { email } = useLoaderData<typeof loader>();
  const { errors = {} } = useActionData<typeof action>() ?? {};
  const t = useWords(authWords).reset;
  const fields = useWords(accountFieldWords);
  if (email === null) {
    return (
      <Page width="form">
        <PageHeader title={t.deadTitle} lead={t.dead} />
        <ButtonLink href="/forgot">{t.newLink}</ButtonLink>
      </Page>
    );
  }
  return (
    <Page width="form">
      <PageHeader title={t.title} lead={t.lead(email)} />
      <Panel>
        <Form method="post" noValidate className="grid gap-5">
          <ErrorSummary errors={errors} />
          <PasswordField
            name="password"
            errors={errors.password}
            label={fields.newPassword}
            hint={fields.passwordHint}
            autoComplete="new-password"
            required
          />
          <SubmitButton>{t.submit}</SubmitButton>
        </Form>
      </Panel>
    </Page>
  );
}
