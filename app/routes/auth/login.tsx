import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { accountFields } from "#app/http/account-fields.ts";
import { authenticator } from "#app/http/authenticator.server.ts";
import { readForm } from "#app/http/form-data.server.ts";
import {
  keepRetryAfter,
  readFields,
  refuseBusy,
  refuseForm,
  refuseTooMany,
  valuesOf,
} from "#app/http/form-fields.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { currentUser, nextOf, startSession, withNext } from "#app/http/session.server.ts";
import { accountFieldWords } from "#app/ui/account-fields.words.ts";
import { ErrorSummary } from "#app/ui/error-summary.tsx";
import { PasswordField, SubmitButton, TextField } from "#app/ui/form.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader, Panel } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { authWords } from "./words.ts";

export const headers = keepRetryAfter;
export const meta: MetaFunction = ({ matches }) => pageMeta(authWords[localeIn(matches)].login.title);

export async function loader({ request }: LoaderFunctionArgs) {
  const next = nextOf(request);
  if (await currentUser(request)) throw redirect(next, 303);
  return { registerPath: withNext("/register", next) };
}

export async function action({ request }: ActionFunctionArgs) {
  // Read once here for its limits and its fields; the authenticator reads the same body again.
  const form = await readForm(request.clone());
  const locale = await localeOf(request);
  const t = accountFieldWords[locale];
  const { email, password } = accountFields(t);
  const fields = readFields(form, z.object({ email, password }), { secret: ["password"] });
  if (!fields.isRight) return refuseForm(fields.reply);

  const values = valuesOf(form, ["email"]);
  const answer = await authenticator.authenticate("form", request);
  switch (answer.outcome) {
    case "welcome": {
      const cookie = await startSession(request, { userId: answer.userId });
      return redirect(nextOf(request), { status: 303, headers: { "set-cookie": cookie } });
    }
    case "no-match":
      return refuseForm({ errors: { "": [authWords[locale].login.noMatch] }, values });
    case "busy":
      return refuseBusy(t.busy, values);
    case "limited":
      return refuseTooMany(t.tooMany, answer, values);
  }
}

export default function LogIn() {
  const { registerPath } = useLoaderData<typeof loader>();
  const { errors = {}, values = {} } = useActionData<typeof action>() ?? {};
  const t = useWords(authWords).login;
  const fields = useWords(accountFieldWords);
  return (
    <Page width="form">
      <PageHeader title={t.title} lead={t.lead} />
      <Panel>
        <Form method="post" noValidate className="grid gap-5">
          <ErrorSummary errors={errors} />
          <TextField
            name="email"
            errors={errors.email}
            label={fields.email}
            type="email"
            autoComplete="username"
            required
            defaultValue={values.email}
          />
          <PasswordField
            name="password"
            errors={errors.password}
            label={fields.password}
            autoComplete="current-password"
            required
          />
          <SubmitButton>{t.submit}</SubmitButton>
          <a href="/forgot" className="link justify-self-center py-2.5">
            {t.forgot}
          </a>
        </Form>
      </Panel>
      <p className="mt-6 text-center">
        {t.noAccount}{" "}
        <a href={registerPath} className="link">
          {t.register}
        </a>
      </p>
    </Page>
  );
}
