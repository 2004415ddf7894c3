import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { resendVerification } from "#app/domain/accounts/email-verification.server.ts";
import { emailField } from "#app/http/account-fields.ts";
import { clientAddress } from "#app/http/client-address.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm } from "#app/http/form-data.server.ts";
import {
  keepRetryAfter,
  readFields,
  refuseForm,
  refuseTooMany,
  valuesOf,
} from "#app/http/form-fields.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { checkLimits } from "#app/http/rate-limits.server.ts";
import { awaitedEmail, currentUser, nextOf, withNext } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { accountFieldWords } from "#app/ui/account-fields.words.ts";
import { Button } from "#app/ui/button.tsx";
import { ErrorSummary } from "#app/ui/error-summary.tsx";
import { HiddenField, TextField } from "#app/ui/form.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader, Panel } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { authWords } from "./words.ts";

export const headers = keepRetryAfter;
export const meta: MetaFunction = ({ matches }) => pageMeta(authWords[localeIn(matches)].notice.title);

export async function loader({ request }: LoaderFunctionArgs) {
  const next = nextOf(request);
  const user = await currentUser(request);
  if (user?.isVerified) throw redirect(next, 303);
  const email = user?.email ?? (await awaitedEmail(request));
  return {
    email,
    isLoggedIn: user !== null,
    loginPath: withNext("/login", next),
    registerPath: withNext("/register", next),
    herePath: withNext("/verify", next),
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const form = await readForm(request);
  const t = accountFieldWords[await localeOf(request)];
  const fields = readFields(form, z.object({ email: emailField(t) }));
  if (!fields.isRight) return refuseForm(fields.reply);

  const { email } = fields.value;
  const now = new Date();
  const tries = { "letter-address": clientAddress(request), "verify-resend": email };
  const limit = await checkLimits(services.db, tries, now);
  if (limit.outcome === "limited") return refuseTooMany(t.tooMany, limit, valuesOf(form, ["email"]));
  const next = nextOf(request);
  await resendVerification(services.db, { email, next, now });
  return redirect(withNext("/verify", next), {
    status: 303,
    headers: { "set-cookie": await flash("verification-sent") },
  });
}

export default function VerifyNotice() {
  const { email, isLoggedIn, loginPath, registerPath, herePath } = useLoaderData<typeof loader>();
  const { errors = {}, values = {} } = useActionData<typeof action>() ?? {};
  const t = useWords(authWords).notice;
  const fields = useWords(accountFieldWords);
  return (
    <Page width="form">
      <PageHeader title={t.title} lead={email === null ? t.unknown : t.sentTo(email)} />
      <Panel>
        <Form method="post" noValidate className="grid gap-4">
          <ErrorSummary errors={errors} />
          <div>
            <h2 className="font-bold">{t.notHere}</h2>
            <p className="text-soft">{t.spam}</p>
          </div>
          {email === null ? (
            <TextField
              name="email"
              errors={errors.email}
              label={fields.email}
              type="email"
              autoComplete="email"
              required
              defaultValue={values.email}
            />
          ) : (
            <HiddenField name="email" value={email} />
          )}
          <Button look="secondary" size="full">
            {t.resend}
          </Button>
          {email !== null && (
            <a href={herePath} className="link justify-self-center py-2.5">
              {t.confirmed}
            </a>
          )}
        </Form>
      </Panel>
      {!isLoggedIn && (
        <p className="mt-6 text-center">
          {t.otherAccount}{" "}
          <a href={loginPath} className="link">
            {t.login}
          </a>{" "}
          ·{" "}
          <a href={registerPath} className="link">
            {t.registerAgain}
          </a>
        </p>
      )}
    </Page>
  );
}
