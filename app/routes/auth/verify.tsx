import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { confirmEmail, readVerifyLink } from "#app/domain/accounts/email-verification.server.ts";
import { clientAddress } from "#app/http/client-address.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm } from "#app/http/form-data.server.ts";
import { keepRetryAfter, refuseForm, refuseTooMany } from "#app/http/form-fields.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { checkLimit } from "#app/http/rate-limits.server.ts";
import { currentUser, nextOf, startSession, withNext } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { accountFieldWords } from "#app/ui/account-fields.words.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { ErrorSummary } from "#app/ui/error-summary.tsx";
import { SubmitButton } from "#app/ui/form.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { authWords } from "./words.ts";

const GONE = 410;

export const headers = keepRetryAfter;
export const meta: MetaFunction = ({ matches }) => pageMeta(authWords[localeIn(matches)].verify.title);

export async function loader({ request, params }: LoaderFunctionArgs) {
  const next = nextOf(request);
  const link = await readVerifyLink(services, params.token ?? "", new Date());
  const email = link.outcome === "dead-link" ? "" : link.email;
  const page = { outcome: link.outcome, email, next, newLinkPath: withNext("/verify", next) };
  return data(page, { status: link.outcome === "dead-link" ? GONE : 200 });
}

/** Only the button confirms: programs that look into mail open every link, but press nothing. */
export async function action({ request, params }: ActionFunctionArgs) {
  await readForm(request);
  const now = new Date();
  const limit = await checkLimit(services.db, "verify-link", clientAddress(request), now);
  if (limit.outcome === "limited") {
    const t = accountFieldWords[await localeOf(request)];
    return refuseTooMany(t.tooMany, limit);
  }
  const result = await confirmEmail(services, params.token ?? "", now);
  if (result.outcome === "dead-link") return refuseForm({ errors: {}, values: {} }, { status: GONE });

  const next = nextOf(request);
  const headers = new Headers({ "set-cookie": await flash("email-verified") });
  // Only the browser that registered goes on at once. Elsewhere the password is asked for: the account may have been
  // opened by somebody else in this person's name.
  const user = await currentUser(request);
  if (user?.id !== result.userId) return redirect(withNext("/login", next), { status: 303, headers });
  if (result.outcome === "confirmed") {
    headers.append("set-cookie", await startSession(request, { userId: user.id }));
  }
  return redirect(next, { status: 303, headers });
}

export default function Verify() {
  const { outcome, email, next, newLinkPath } = useLoaderData<typeof loader>();
  const { errors = {} } = useActionData<typeof action>() ?? {};
  const t = useWords(authWords).verify;
  if (outcome === "dead-link") {
    return (
      <Page width="form">
        <PageHeader title={t.deadTitle} lead={t.dead} />
        <ButtonLink href={newLinkPath}>{t.newLink}</ButtonLink>
      </Page>
    );
  }
  if (outcome === "already-confirmed") {
    return (
      <Page width="form">
        <PageHeader title={t.doneTitle} lead={t.done(email)} />
        <ButtonLink href={next}>{t.goOn}</ButtonLink>
      </Page>
    );
  }
  return (
    <Page width="form">
      <PageHeader title={t.title} lead={t.lead(email)} />
      <Form method="post" className="grid gap-5">
        <ErrorSummary errors={errors} />
        <SubmitButton>{t.submit}</SubmitButton>
      </Form>
    </Page>
  );
}
