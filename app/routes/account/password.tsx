import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useActionData } from "@remix-run/react";
import { z } from "zod";
import { changePassword } from "#app/domain/accounts/password-change.server.ts";
import { accountFields } from "#app/http/account-fields.ts";
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
import { requireUser, startSession } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { accountFieldWords } from "#app/ui/account-fields.words.ts";
import { ErrorSummary } from "#app/ui/error-summary.tsx";
import { PasswordField, SubmitButton } from "#app/ui/form.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader, Panel } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { accountWords } from "./words.ts";

export const headers = keepRetryAfter;
export const meta: MetaFunction = ({ matches }) =>
  pageMeta(accountWords[localeIn(matches)].passwordPage.title);

export async function loader({ request }: LoaderFunctionArgs) {
  await requireUser(request);
  return null;
}

export async function action({ request }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await readForm(request);
  const locale = await localeOf(request);
  const t = accountFieldWords[locale];
  const refused = (field: string, sentence: string) => ({ errors: { [field]: [sentence] }, values: {} });
  const { password, newPassword } = accountFields(t);
  const fields = readFields(form, z.object({ current: password, wanted: newPassword }), {
    secret: ["current", "wanted"],
  });
  if (!fields.isRight) return refuseForm(fields.reply);

  const now = new Date();
  const limit = await checkLimit(services.db, "change-password", user.id, now);
  if (limit.outcome === "limited") return refuseTooMany(t.tooMany, limit);
  const result = await changePassword(services, { userId: user.id, ...fields.value }, now);
  switch (result.outcome) {
    case "changed": {
      const headers = new Headers({ "set-cookie": await startSession(request, { userId: user.id }) });
      headers.append("set-cookie", await flash("password-changed"));
      return redirect("/account", { status: 303, headers });
    }
    case "wrong-password":
      return refuseForm(refused("current", accountWords[locale].passwordPage.wrong));
    case "weak-password":
      return refuseForm(refused("wanted", t.passwordProblems[result.problem]));
    case "busy":
      return refuseBusy(t.busy);
  }
}

export default function ChangePassword() {
  const { errors = {} } = useActionData<typeof action>() ?? {};
  const t = useWords(accountWords).passwordPage;
  const fields = useWords(accountFieldWords);
  return (
    <Page width="form">
      <PageHeader title={t.title} lead={t.lead} back={{ href: "/account", label: t.back }} />
      <Panel>
        <Form method="post" noValidate className="grid gap-5">
          <ErrorSummary errors={errors} />
          <PasswordField
            name="current"
            errors={errors.current}
            label={fields.currentPassword}
            autoComplete="current-password"
            required
          />
          <PasswordField
            name="wanted"
            errors={errors.wanted}
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
