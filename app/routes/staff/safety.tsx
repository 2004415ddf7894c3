import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useLoaderData } from "@remix-run/react";
import {
  allowForToday,
  BRAKE,
  brakeState,
  type HeldSubscription,
} from "#app/domain/billing/safety/brake.server.ts";
import { believeTime } from "#app/domain/billing/safety/clock-guard.server.ts";
import { findMark, schedulerState } from "#app/domain/billing/safety/clock-marks.server.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm, textOf } from "#app/http/form-data.server.ts";
import { requireStaff } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { Button } from "#app/ui/button.tsx";
import { formatDate, formatMoment } from "#app/ui/dates.ts";
import { Facts } from "#app/ui/facts.tsx";
import { HiddenField } from "#app/ui/form.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader, Section } from "#app/ui/page.tsx";
import { StatusMark } from "#app/ui/status-mark.tsx";
import { Cell, DataTable, Row } from "#app/ui/table.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { safetyWords } from "./safety.words.ts";

export const meta: MetaFunction = ({ matches }) => pageMeta(safetyWords[localeIn(matches)].title);

export async function loader({ request }: LoaderFunctionArgs) {
  await requireStaff(request);
  const now = new Date();
  const [scheduler, mark, brake] = await Promise.all([
    schedulerState(services.db, now),
    findMark(services.db),
    brakeState(services.db, now),
  ]);
  const limits = { percent: BRAKE.share * 100, least: BRAKE.least };
  return { scheduler, isDoubted: Boolean(mark?.trouble), brake, limits };
}

export async function action({ request }: ActionFunctionArgs) {
  const staff = await requireStaff(request);
  const intent = textOf(await readForm(request), "intent");
  const who = { staffId: staff.id, now: new Date() };
  if (intent === "allow") {
    await allowForToday(services.db, who);
    return done("suspension-allowed");
  }
  if (intent === "believe") {
    await believeTime(services, who);
    return done("time-believed");
  }
  return redirect("/staff/safety", 303);
}

async function done(kind: string) {
  return redirect("/staff/safety", { status: 303, headers: { "set-cookie": await flash(kind) } });
}

export default function Safety() {
  const { scheduler, isDoubted, brake, limits } = useLoaderData<typeof loader>();
  const t = useWords(safetyWords);
  const locale = useLocale();
  const lastRun = scheduler.lastAt
    ? [{ label: t.lastRun, value: formatMoment(scheduler.lastAt, locale) }]
    : [];
  const state = {
    label: t.scheduler,
    value: (
      <StatusMark tone={scheduler.state === "on time" ? "good" : "trouble"}>
        {t.schedulerStates[scheduler.state]}
      </StatusMark>
    ),
  };
  const time = {
    label: t.time,
    value: (
      <StatusMark tone={isDoubted ? "trouble" : "good"}>{isDoubted ? t.timeBad : t.timeGood}</StatusMark>
    ),
  };
  const allowed = brake.allowedUntil
    ? [{ label: t.allowedUntil, value: formatMoment(brake.allowedUntil, locale) }]
    : [];
  return (
    <Page>
      <PageHeader title={t.title} lead={t.lead} back={{ href: "/staff", label: t.back }} />
      <Facts items={[state, ...lastRun, time]} />
      {isDoubted && (
        <Form method="post" className="mt-4 grid justify-items-start gap-3">
          <p className="max-w-measure">{t.timeLead}</p>
          <HiddenField name="intent" value="believe" />
          <Button look="danger">{t.believe}</Button>
        </Form>
      )}
      <div className="mt-10">
        <Section title={t.brake}>
          <p className="mb-4 max-w-measure text-soft">{t.brakeLead(limits.percent, limits.least)}</p>
          <Facts items={[{ label: t.taken, value: String(brake.taken) }, ...allowed]} />
        </Section>
        <Section title={t.held}>
          {brake.held.length === 0 ? <p className="text-soft">{t.heldNone}</p> : <Held held={brake.held} />}
        </Section>
      </div>
    </Page>
  );
}

function Held({ held }: { held: HeldSubscription[] }) {
  const t = useWords(safetyWords);
  const locale = useLocale();
  const columns = [t.customer, t.site, t.act, t.endedAt, t.since].map((label) => ({ label }));
  return (
    <>
      <Form method="post" className="mb-6 grid justify-items-start gap-3">
        <p className="max-w-measure">{t.allowLead}</p>
        <HiddenField name="intent" value="allow" />
        <Button look="danger">{t.allow}</Button>
      </Form>
      <DataTable caption={t.held} columns={columns}>
        {held.map((one) => (
          <Row key={one.subscriptionId}>
            <Cell>{one.customer}</Cell>
            <Cell label={t.site}>{`${one.host ?? "–"} (${one.planName})`}</Cell>
            <Cell label={t.act}>{t.acts[one.act]}</Cell>
            <Cell label={t.endedAt}>{formatDate(one.endsAt, locale)}</Cell>
            <Cell label={t.since}>{formatMoment(one.since, locale)}</Cell>
          </Row>
        ))}
      </DataTable>
    </>
  );
}
