import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { takeSiteBack, trashOffer, trashSite } from "#app/domain/billing/changes/site-trash.server.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm, textOf } from "#app/http/form-data.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { notFound } from "#app/http/responses.ts";
import { services } from "#app/services.server.ts";
import { Button, ButtonLink } from "#app/ui/button.tsx";
import { formatMoment } from "#app/ui/dates.ts";
import { HiddenField, TextField } from "#app/ui/form.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page, PageHeader, Panel } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { requireSite } from "../own-site.server.ts";
import { trashWords } from "./trash.words.ts";

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  pageMeta(trashWords[localeIn(matches)].title(data?.host ?? ""));

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const which = { websiteId: site.id, userId: user.id, now: new Date() };
  const offer = (await trashOffer(services.db, which)) ?? notFound();
  return { siteId: site.id, host: site.address, offer, isUnpaid: site.endsAt <= which.now };
}

const MESSAGES = {
  trashed: "site-trashed",
  "in-trash": "site-trashed",
  "taken-back": "site-taken-back",
  "not-in-trash": "site-taken-back",
  "too-late": "subscription-over",
  over: "subscription-over",
  "stopped-by-staff": "site-held",
} as const;

export async function action({ request, params }: ActionFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const form = await readForm(request);
  const t = trashWords[await localeOf(request)];
  const which = { websiteId: site.id, userId: user.id, now: new Date() };
  if (textOf(form, "intent") === "take-back") {
    return told(site.id, (await takeSiteBack(services.db, which)).outcome);
  }
  const typed = textOf(form, "name");
  if (![site.address, site.host].includes(typed.trim().toLowerCase())) {
    return data({ problem: "name" as const, text: t.mismatch(site.address), typed }, { status: 400 });
  }
  const { outcome } = await trashSite(services, which);
  if (outcome === "gateway-silent" || outcome === "not-made") {
    const text = outcome === "not-made" ? t.standings[outcome] : t.silent;
    return data({ problem: "whole" as const, text, typed }, { status: 400 });
  }
  return told(site.id, outcome);
}

async function told(siteId: string, outcome: keyof typeof MESSAGES) {
  const headers = { "set-cookie": await flash(MESSAGES[outcome]) };
  throw redirect(`/sites/${siteId}`, { status: 303, headers });
}

export default function Delete() {
  const { siteId, host, offer } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const t = useWords(trashWords);
  const { standing } = offer;
  return (
    <Page width="narrow">
      <PageHeader
        title={<span className="break-all">{t.title(host)}</span>}
        back={{ href: `/sites/${siteId}`, label: t.back }}
      />
      {standing !== "can-go" ? (
        <Notice tone="waiting">{t.standings[standing]}</Notice>
      ) : (
        <div className="grid gap-6">
          {answer?.problem === "whole" && (
            <Notice tone="trouble" role="alert">
              {answer.text}
            </Notice>
          )}
          <Panel>
            <Consequences />
            <Form method="post" className="mt-6 grid gap-5" noValidate>
              <HiddenField name="intent" value="delete" />
              <TextField
                name="name"
                label={t.typeName(host)}
                error={answer?.problem === "name" ? answer.text : undefined}
                defaultValue={answer?.typed}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                required
              />
              <div className="flex flex-wrap gap-3">
                <Button look="danger">{t.yes}</Button>
                <ButtonLink href={`/sites/${siteId}`} look="secondary">
                  {t.no}
                </ButtonLink>
              </div>
            </Form>
          </Panel>
        </div>
      )}
    </Page>
  );
}

/** Exactly what deleting does to this site, one thing a line. */
function Consequences() {
  const { siteId, offer, isUnpaid } = useLoaderData<typeof loader>();
  const t = useWords(trashWords);
  const locale = useLocale();
  const end = formatMoment(offer.paidUntil, locale);
  const billing = isUnpaid ? t.bills : offer.willCancel ? t.cancels(end) : t.cancelled(end);
  return (
    <>
      <h2 className="font-bold">{t.whatTitle}</h2>
      <ul className="mt-3 grid list-disc gap-2 pl-5">
        <li>{t.off}</li>
        <li>{billing}</li>
        <li>{t.takeBack(formatMoment(offer.endsAt, locale))}</li>
        <li>{t.final}</li>
        <li>{offer.creditIdr > 0 ? t.credit(formatRupiah(offer.creditIdr)) : t.noCredit}</li>
      </ul>
      {offer.creditIdr === 0 && offer.willCancel && (
        <p className="mt-3">
          <a href={`/sites/${siteId}/cancel`} className="link inline-flex min-h-11 items-center">
            {t.cancelInstead}
          </a>
        </p>
      )}
    </>
  );
}
