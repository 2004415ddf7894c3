import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { askToCompare, lastComparison } from "#app/domain/billing/safety/comparison.server.ts";
import { cureByHand } from "#app/domain/billing/safety/cures.server.ts";
import { dealWith, listDifferences } from "#app/domain/billing/safety/differences.server.ts";
import { isUuid } from "#app/domain/hosting/websites/websites.server.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm, textOf } from "#app/http/form-data.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { requireStaff } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { Button } from "#app/ui/button.tsx";
import { formatMoment } from "#app/ui/dates.ts";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { HiddenField } from "#app/ui/form.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { DifferenceList } from "./difference-list.tsx";
import { differenceWords } from "./differences.words.ts";

export const meta: MetaFunction = ({ matches }) => pageMeta(differenceWords[localeIn(matches)].title);

const HERE = "/staff/differences";
const MOST_NOTE = 500;

export async function loader({ request }: LoaderFunctionArgs) {
  await requireStaff(request);
  const [last, differences] = await Promise.all([lastComparison(services.db), listDifferences(services.db)]);
  return { last, differences };
}

export async function action({ request }: ActionFunctionArgs) {
  const staff = await requireStaff(request);
  const form = await readForm(request);
  const intent = textOf(form, "intent");
  const differenceId = textOf(form, "difference");
  const t = differenceWords[await localeOf(request)];
  if (intent === "compare") {
    await askToCompare(services.db);
    return done("comparison-asked");
  }
  if (!isUuid(differenceId)) return redirect(HERE, 303);
  const deed = { differenceId, staffId: staff.id, now: new Date() };
  if (intent === "dealt") {
    const note = textOf(form, "note").trim();
    if (note === "" || note.length > MOST_NOTE)
      return data({ differenceId, note, error: t.noteMissing, outcome: null }, { status: 400 });
    // Somebody else may have dealt with it a moment ago: either way it is done.
    await dealWith(services.db, { ...deed, note });
    return done("difference-dealt-with");
  }
  if (intent !== "cure") return redirect(HERE, 303);
  const { outcome } = await cureByHand(services, deed);
  if (outcome === "not-possible" || outcome === "gateway-silent") {
    const status = outcome === "gateway-silent" ? 503 : 409;
    return data({ differenceId, note: "", error: null, outcome: t.outcomes[outcome] }, { status });
  }
  return done("difference-cured");
}

async function done(kind: string) {
  return redirect(HERE, { status: 303, headers: { "set-cookie": await flash(kind) } });
}

export default function Differences() {
  const { last, differences } = useLoaderData<typeof loader>();
  const failed = useActionData<typeof action>();
  const t = useWords(differenceWords);
  const locale = useLocale();
  return (
    <Page>
      <PageHeader
        title={t.title}
        lead={t.lead}
        back={{ href: "/staff", label: t.back }}
        actions={
          <Form method="post">
            <HiddenField name="intent" value="compare" />
            <Button look="secondary">{t.compareNow}</Button>
          </Form>
        }
      />
      {failed?.outcome && (
        <Notice tone="trouble" role="alert">
          {failed.outcome}
        </Notice>
      )}
      <p className="my-4 max-w-measure text-soft">
        {last
          ? `${t.last}: ${formatMoment(last.at, locale)}. ${t.looked(`${last.days.from} – ${last.days.to}`, last.transactions, last.sites)}`
          : t.never}
      </p>
      {last && last.silent.length > 0 && <Notice tone="trouble">{t.silent(last.silent.join(", "))}</Notice>}
      {differences.length === 0 ? (
        <EmptyState title={t.none}>{t.noneBody}</EmptyState>
      ) : (
        <DifferenceList differences={differences} failed={failed ?? null} />
      )}
    </Page>
  );
}
