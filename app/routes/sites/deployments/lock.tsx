import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { findLock, lockSite, unlockSite } from "#app/domain/hosting/deployments/site-locks.server.ts";
import { readForm, textOf } from "#app/http/form-data.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { services } from "#app/services.server.ts";
import { formatMoment } from "#app/ui/dates.ts";
import { HiddenField, SubmitButton, TextField } from "#app/ui/form.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page, PageHeader, Panel } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { requireSite } from "../own-site.server.ts";
import { detailsWords } from "./details.words.ts";

export const meta: MetaFunction = ({ matches }) => pageMeta(detailsWords[localeIn(matches)].lock.title);

const LONGEST = 200;

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const lock = await findLock(services.db, { userId: user.id, websiteId: site.id });
  return { siteId: site.id, host: site.address, lock };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const form = await readForm(request);
  const t = detailsWords[await localeOf(request)];
  const reason = textOf(form, "reason").trim();
  const refuse = (error: string) => data({ error, reason }, { status: 400 });
  const which = { userId: user.id, websiteId: site.id, now: new Date() };
  const intent = textOf(form, "intent");
  if (intent === "unlock") await unlockSite(services.db, which);
  else if (intent !== "lock") return refuse(t.problems.unknown);
  else if (reason.length > LONGEST) return refuse(t.lock.reasonLong);
  else await lockSite(services.db, { ...which, reason });
  throw redirect(`/sites/${site.id}/lock`, 303);
}

export default function Lock() {
  const { siteId, host, lock } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>();
  const t = useWords(detailsWords).lock;
  const locale = useLocale();
  return (
    <Page width="narrow">
      <PageHeader title={t.title} lead={host} back={{ href: `/sites/${siteId}`, label: t.back }} />
      <div className="grid gap-6">
        {lock && (
          <Notice tone="trouble" title={t.locked(lock.by, formatMoment(lock.at, locale))}>
            <span className="break-words">{lock.reason}</span>
          </Notice>
        )}
        {reply?.error && (
          <Notice tone="trouble" role="alert">
            {reply.error}
          </Notice>
        )}
        <Panel>
          <Form method="post" className="grid gap-5">
            <p>{t.lead}</p>
            <HiddenField name="intent" value={lock ? "unlock" : "lock"} />
            {!lock && (
              <TextField
                name="reason"
                label={t.reason}
                hint={t.reasonHint}
                maxLength={LONGEST}
                defaultValue={reply?.reason}
              />
            )}
            <SubmitButton>{lock ? t.unlock : t.lock}</SubmitButton>
          </Form>
        </Panel>
      </div>
    </Page>
  );
}
