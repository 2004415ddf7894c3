import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { findBuyerDetails, updateBuyerDetails } from "#app/domain/accounts/buyer-details.server.ts";
import { endSession, endSessions, listSessions } from "#app/domain/accounts/sessions.server.ts";
import { updateProfile } from "#app/domain/accounts/users.server.ts";
import { accountFields } from "#app/http/account-fields.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm, textOf } from "#app/http/form-data.server.ts";
import { readFields, refuseForm } from "#app/http/form-fields.server.ts";
import { localeCookie, localeOf } from "#app/http/locale.server.ts";
import { requireSession } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { accountFieldWords } from "#app/ui/account-fields.words.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { ErrorSummary } from "#app/ui/error-summary.tsx";
import { HiddenField, SelectField, SubmitButton, TextField } from "#app/ui/form.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader, Panel, Section } from "#app/ui/page.tsx";
import { locales, useWords } from "#app/ui/words.ts";
import { BuyerDetails } from "./buyer-details.tsx";
import { buyerFields } from "./buyer-fields.ts";
import { Devices } from "./devices.tsx";
import { Standing } from "./standing.tsx";
import { TokenSection } from "./token-section.tsx";
import { accountWords } from "./words.ts";

export const meta: MetaFunction = ({ matches }) => pageMeta(accountWords[localeIn(matches)].title);

export async function loader({ request }: LoaderFunctionArgs) {
  const { user, handle } = await requireSession(request);
  const sessions = await listSessions(services.db, user.id, new Date());
  const devices = sessions.map((session) => ({ ...session, isThis: session.handle === handle }));
  const { name, email, phone, locale, isVerified, createdAt } = user;
  const buyer = await findBuyerDetails(services.db, user.id);
  return { buyer, profile: { name, email, phone: phone ?? "", locale, isVerified, createdAt }, devices };
}

export async function action({ request }: ActionFunctionArgs) {
  const { user, handle } = await requireSession(request);
  const form = await readForm(request);
  const locale = await localeOf(request);
  switch (textOf(form, "intent")) {
    case "save-profile":
      return saveProfile(form, user.id, locale);
    case "save-buyer":
      return saveBuyer(form, user.id, locale);
    case "end-session":
      await endSession(services.db, { userId: user.id, handle: textOf(form, "session") });
      return done("session-ended");
    case "end-others":
      await endSessions(services.db, { userId: user.id, except: handle });
      return done("sessions-ended");
    default:
      return refuseForm({ errors: { "": [accountWords[locale].unknownAction] }, values: {} });
  }
}

async function saveProfile(form: FormData, userId: string, shown: "id" | "en") {
  const { name, phone } = accountFields(accountFieldWords[shown]);
  const language = z.enum(locales, accountWords[shown].languageWrong);
  const fields = readFields(form, z.object({ name, phone, language }));
  if (!fields.isRight) return refuseForm(fields.reply);
  const { language: locale, ...profile } = fields.value;
  await updateProfile(services.db, { ...profile, userId, locale }, new Date());
  return done("profile-saved", await localeCookie.serialize(locale));
}

async function saveBuyer(form: FormData, userId: string, shown: "id" | "en") {
  const fields = readFields(form, buyerFields(accountWords[shown]));
  if (!fields.isRight) return refuseForm(fields.reply);
  await updateBuyerDetails(services.db, { ...fields.value, userId }, new Date());
  return done("profile-saved");
}

async function done(kind: string, cookie?: string) {
  const headers = new Headers({ "set-cookie": await flash(kind) });
  if (cookie) headers.append("set-cookie", cookie);
  return redirect("/account", { status: 303, headers });
}

export default function Profile() {
  const { profile, buyer, devices } = useLoaderData<typeof loader>();
  const { errors = {}, values = {} } = useActionData<typeof action>() ?? {};
  const t = useWords(accountWords);
  const fields = useWords(accountFieldWords);
  const { name, phone, locale: language } = profile;
  const typed: Record<string, string> = { name, phone, language, ...values };
  return (
    <Page width="narrow">
      <PageHeader title={t.title} lead={t.lead} />
      <ErrorSummary errors={errors} />
      <Section title={t.profile}>
        <Panel>
          <Standing {...profile} />
          <Form method="post" noValidate className="mt-6 grid gap-5">
            <HiddenField name="intent" value="save-profile" />
            <TextField
              name="name"
              errors={errors.name}
              label={fields.name}
              autoComplete="name"
              required
              defaultValue={typed.name}
            />
            <TextField
              name="phone"
              errors={errors.phone}
              label={fields.phone}
              hint={fields.phoneHint}
              type="tel"
              autoComplete="tel"
              defaultValue={typed.phone}
            />
            <SelectField
              name="language"
              errors={errors.language}
              label={t.language}
              options={locales.map((value) => ({ value, label: t.languages[value] }))}
              defaultValue={typed.language}
            />
            <SubmitButton>{t.save}</SubmitButton>
          </Form>
        </Panel>
      </Section>
      <BuyerDetails buyer={buyer} errors={errors} values={values} />
      <Section title={t.papers}>
        <p className="mb-3 text-soft">{t.papersLead}</p>
        <div className="flex flex-wrap gap-3">
          <ButtonLink href="/account/invoices" look="secondary">
            {t.invoices}
          </ButtonLink>
          <ButtonLink href="/account/credit" look="secondary">
            {t.credit}
          </ButtonLink>
        </div>
      </Section>
      <TokenSection />
      <Section title={t.password}>
        <p className="mb-3 text-soft">{t.passwordLead}</p>
        <ButtonLink href="/account/password" look="secondary">
          {t.changePassword}
        </ButtonLink>
      </Section>
      <Devices devices={devices} />
    </Page>
  );
}
