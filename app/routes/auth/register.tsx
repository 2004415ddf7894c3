import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { registerUser } from "#app/domain/accounts/registration.server.ts";
import { accountFields } from "#app/http/account-fields.ts";
import { clientAddress } from "#app/http/client-address.ts";
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
import { checkLimit } from "#app/http/rate-limits.server.ts";
import { currentUser, nextOf, startNothing, startSession, withNext } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { accountFieldWords } from "#app/ui/account-fields.words.ts";
import { ErrorSummary } from "#app/ui/error-summary.tsx";
import { CheckboxField, PasswordField, SubmitButton, TextField } from "#app/ui/form.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader, Panel } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { authWords } from "./words.ts";

const TYPED = ["name", "email", "phone", "terms"] as const;

export const headers = keepRetryAfter;
export const meta: MetaFunction = ({ matches }) => pageMeta(authWords[localeIn(matches)].register.title);

export async function loader({ request }: LoaderFunctionArgs) {
  const next = nextOf(request);
  if (await currentUser(request)) throw redirect(next, 303);
  return { loginPath: withNext("/login", next) };
}

export async function action({ request }: ActionFunctionArgs) {
  const form = await readForm(request);
  const locale = await localeOf(request);
  const t = accountFieldWords[locale];
  const { name, email, phone, newPassword } = accountFields(t);
  const terms = z.literal("yes", authWords[locale].register.termsMissing);
  const fields = readFields(form, z.object({ name, email, phone, password: newPassword, terms }), {
    secret: ["password"],
  });
  if (!fields.isRight) return refuseForm(fields.reply);

  const values = valuesOf(form, TYPED);
  const now = new Date();
  const limit = await checkLimit(services.db, "register", clientAddress(request), now);
  if (limit.outcome === "limited") return refuseTooMany(t.tooMany, limit, values);
  const next = nextOf(request);
  const result = await registerUser(services, { ...fields.value, locale, next }, now);
  if (result.outcome === "busy") return refuseBusy(t.busy, values);
  if (result.outcome === "weak-password") {
    return refuseForm({ errors: { password: [t.passwordProblems[result.problem]] }, values });
  }
  // The same answer, down to its cookie, whether or not the address was free.
  const waitingFor = fields.value.email;
  const cookie =
    result.outcome === "registered"
      ? await startSession(request, { userId: result.userId, waitingFor })
      : await startNothing(request, waitingFor);
  return redirect(withNext("/verify", next), { status: 303, headers: { "set-cookie": cookie } });
}

export default function Register() {
  const { loginPath } = useLoaderData<typeof loader>();
  const { errors = {}, values = {} } = useActionData<typeof action>() ?? {};
  const t = useWords(authWords).register;
  const fields = useWords(accountFieldWords);
  const about = (name: string) => ({ name, errors: errors[name] });
  const terms = (
    <>
      {t.terms}{" "}
      <a href="/terms" target="_blank" rel="noopener" className="link">
        {t.termsLink}
      </a>
    </>
  );
  return (
    <Page width="form">
      <PageHeader title={t.title} lead={t.lead} />
      <Panel>
        <Form method="post" noValidate className="grid gap-5">
          <ErrorSummary errors={errors} />
          <TextField
            {...about("name")}
            label={fields.name}
            autoComplete="name"
            required
            defaultValue={values.name}
          />
          <TextField
            {...about("email")}
            label={fields.email}
            type="email"
            autoComplete="email"
            required
            defaultValue={values.email}
          />
          <TextField
            {...about("phone")}
            label={fields.phone}
            hint={fields.phoneHint}
            type="tel"
            autoComplete="tel"
            defaultValue={values.phone}
          />
          <PasswordField
            {...about("password")}
            label={fields.password}
            hint={fields.passwordHint}
            autoComplete="new-password"
            required
          />
          <CheckboxField
            {...about("terms")}
            label={terms}
            value="yes"
            required
            defaultChecked={values.terms === "yes"}
          />
          <SubmitButton>{t.submit}</SubmitButton>
        </Form>
      </Panel>
      <p className="mt-6 text-center">
        {t.haveAccount}{" "}
        <a href={loginPath} className="link">
          {t.login}
        </a>
      </p>
    </Page>
  );
}
