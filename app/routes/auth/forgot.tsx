import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { requestReset } from "#app/domain/accounts/password-reset.server.ts";
import { emailField } from "#app/http/account-fields.ts";
import { clientAddress } from "#app/http/client-address.ts";
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
import { services } from "#app/services.server.ts";
import { accountFieldWords } from "#app/ui/account-fields.words.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { ErrorSummary } from "#app/ui/error-summary.tsx";
import { SubmitButton, TextField } from "#app/ui/form.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader, Panel } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { authWords } from "./words.ts";

export const headers = keepRetryAfter;
export const meta: MetaFunction = ({ matches }) => pageMeta(authWords[localeIn(matches)].forgot.title);

export function loader({ request }: LoaderFunctionArgs) {
  return { isSent: new URL(request.url).searchParams.has("sent") };
}

export async function action({ request }: ActionFunctionArgs) {
  const form = await readForm(request);
  const t = accountFieldWords[await localeOf(request)];
  const fields = readFields(form, z.object({ email: emailField(t) }));
  if (!fields.isRight) return refuseForm(fields.reply);

  const { email } = fields.value;
  const now = new Date();
  const tries = { "letter-address": clientAddress(request), "forgot-account": email };
  const limit = await checkLimits(services.db, tries, now);
  if (limit.outcome === "limited") return refuseTooMany(t.tooMany, limit, valuesOf(form, ["email"]));
  await requestReset(services.db, email, now);
  return redirect("/forgot?sent", 303);
}

export default function Forgot() {
  const { isSent } = useLoaderData<typeof loader>();
  const { errors = {}, values = {} } = useActionData<typeof action>() ?? {};
  const t = useWords(authWords).forgot;
  const fields = useWords(accountFieldWords);
  const back = { href: "/login", label: t.back };
  if (isSent && Object.keys(errors).length === 0) {
    return (
      <Page width="form">
        <PageHeader title={t.sentTitle} lead={t.sent} back={back} />
        <ButtonLink href="/forgot" look="secondary">
          {t.again}
        </ButtonLink>
      </Page>
    );
  }
  return (
    <Page width="form">
      <PageHeader title={t.title} lead={t.lead} back={back} />
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
          <SubmitButton>{t.submit}</SubmitButton>
        </Form>
      </Panel>
    </Page>
  );
}
