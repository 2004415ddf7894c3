import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import {
  createDeployToken,
  listDeployTokens,
  revokeDeployToken,
  tokenDays,
  tokenLimit,
} from "#app/domain/hosting/deployments/deploy-tokens.server.ts";
import { listWebsites } from "#app/domain/hosting/websites/websites.server.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm, textOf } from "#app/http/form-data.server.ts";
import { keepRetryAfter, readFields, refuseForm, refuseTooMany } from "#app/http/form-fields.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { checkLimit } from "#app/http/rate-limits.server.ts";
import { requireVerifiedUser } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { ErrorSummary } from "#app/ui/error-summary.tsx";
import { HiddenField, SelectField, SubmitButton, TextField } from "#app/ui/form.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader, Panel, Section } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { NewToken, TokenTable } from "./token-table.tsx";
import { tokensWords } from "./tokens.words.ts";

export const headers = keepRetryAfter;
export const meta: MetaFunction = ({ matches }) => pageMeta(tokensWords[localeIn(matches)].title);

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireVerifiedUser(request);
  const now = Date.now();
  const tokens = (await listDeployTokens(services.db, user.id)).map((token) => ({
    ...token,
    isExpired: token.expiresAt.getTime() <= now,
  }));
  const sites = (await listWebsites(services.db, user.id)).map(({ id, host }) => ({ id, host }));
  return { tokens, sites, appUrl: services.settings.appUrl, days: [...tokenDays] };
}

export async function action({ request }: ActionFunctionArgs) {
  const user = await requireVerifiedUser(request);
  const form = await readForm(request);
  const now = new Date();
  const t = tokensWords[await localeOf(request)];
  const wrong = (sentence: string, field = "", values = {}) => ({ errors: { [field]: [sentence] }, values });
  switch (textOf(form, "intent")) {
    case "revoke":
      await revokeDeployToken(services.db, { userId: user.id, tokenId: textOf(form, "token"), now });
      throw redirect("/account/tokens", {
        status: 303,
        headers: { "set-cookie": await flash("token-revoked") },
      });
    case "create":
      return create();
    default:
      return refuseForm(wrong(t.unknown));
  }

  async function create() {
    const fields = readFields(form, fieldsOf(t));
    if (!fields.isRight) return refuseForm(fields.reply);
    const limit = await checkLimit(services.db, "make-token", user.id, now);
    if (limit.outcome === "limited") return refuseTooMany(t.limited, limit, fields.value);
    const { name, site, days } = fields.value;
    const wanted = { userId: user.id, name, websiteId: site || null, days: Number(days), now };
    const made = await createDeployToken(services.db, wanted);
    if (made.outcome === "created") return shown(made.token);
    if (made.outcome === "not-found") return refuseForm(wrong(t.siteWrong, "site", fields.value));
    return refuseForm(wrong(t.tooMany(tokenLimit), "", fields.value));
  }
}

/** Not a redirect: the secret is in this answer alone, and in no address and no cookie. */
function shown(token: string) {
  return data({ errors: {}, values: {}, token }, { headers: { "cache-control": "no-store" } });
}

function fieldsOf(t: (typeof tokensWords)["id"]) {
  return z.object({
    name: z.string(t.nameMissing).trim().min(1, t.nameMissing).max(60, t.nameMissing),
    site: z.string(t.siteWrong).max(36, t.siteWrong).default(""),
    days: z.enum(tokenDays.map(String), t.daysWrong),
  });
}

export default function Tokens() {
  const { tokens, sites, appUrl, days } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>();
  const { errors = {}, values = {} }: Reply = reply ?? {};
  const token = reply && "token" in reply ? reply.token : null;
  const t = useWords(tokensWords);
  const options = days.map((count) => ({ value: String(count), label: t.daysOf(count) }));
  const siteOptions = [
    { value: "", label: t.everySite },
    ...sites.map(({ id, host }) => ({ value: id, label: host })),
  ];
  return (
    <Page>
      <PageHeader title={t.title} lead={t.lead} back={{ href: "/account", label: t.back }} />
      <ErrorSummary errors={errors} />
      {token && <NewToken token={token} appUrl={appUrl} host={sites[0]?.host ?? "toko.example"} />}
      <Section title={t.list}>
        <TokenTable tokens={tokens} />
      </Section>
      <Section title={t.make}>
        <Panel>
          <Form method="post" noValidate className="grid gap-5">
            <HiddenField name="intent" value="create" />
            <TextField
              name="name"
              errors={errors.name}
              label={t.name}
              hint={t.nameHint}
              maxLength={60}
              required
              defaultValue={token ? "" : values.name}
            />
            <SelectField
              name="site"
              errors={errors.site}
              label={t.site}
              options={siteOptions}
              defaultValue={values.site}
            />
            <SelectField
              name="days"
              errors={errors.days}
              label={t.days}
              options={options}
              defaultValue={values.days ?? "90"}
            />
            <SubmitButton>{t.submit}</SubmitButton>
          </Form>
        </Panel>
      </Section>
    </Page>
  );
}

type Reply = { errors?: Record<string, string[]>; values?: Record<string, string> };
