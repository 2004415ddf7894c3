import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { waiveExport } from "#app/domain/hosting/endings/exports-failures.server.ts";
import { letRunByStaff, stopByStaff } from "#app/domain/hosting/websites/staff-standing.server.ts";
import { findStaffWebsite } from "#app/domain/hosting/websites/staff-websites.server.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm, textOf } from "#app/http/form-data.server.ts";
import { readFields, refuseForm } from "#app/http/form-fields.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { notFound } from "#app/http/responses.ts";
import { requireStaff } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { formatDate, formatMoment } from "#app/ui/dates.ts";
import { ErrorSummary } from "#app/ui/error-summary.tsx";
import { Facts } from "#app/ui/facts.tsx";
import { SiteMark } from "#app/ui/hosting-marks.tsx";
import { pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader, Panel } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { StaffSiteActions } from "./site-actions.tsx";
import { staffSiteWords } from "./sites.words.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => pageMeta(data?.site.host ?? "404");

export async function loader({ request, params }: LoaderFunctionArgs) {
  await requireStaff(request);
  const site = await findStaffWebsite(services.db, params.site ?? "");
  return site ? { site } : notFound();
}

export async function action({ request, params }: ActionFunctionArgs) {
  const staff = await requireStaff(request);
  const websiteId = params.site ?? "";
  if (!(await findStaffWebsite(services.db, websiteId))) return notFound();
  const form = await readForm(request);
  const t = staffSiteWords[await localeOf(request)];
  const who = { websiteId, staffId: staff.id, now: new Date() };
  switch (textOf(form, "intent")) {
    case "stop": {
      const note = z.string(t.noteMissing).trim().min(1, t.noteMissing).max(500, t.noteLong);
      const fields = readFields(form, z.object({ note }));
      if (!fields.isRight) return refuseForm(fields.reply);
      const { outcome } = await stopByStaff(services.db, { ...who, ...fields.value });
      return done(websiteId, outcome === "stopped" ? "site-stopped" : "site-changed-meanwhile");
    }
    case "run": {
      const { outcome } = await letRunByStaff(services.db, who);
      return done(websiteId, outcome === "not-stopped" ? "site-changed-meanwhile" : `site-${outcome}`);
    }
    case "waive": {
      const { outcome } = await waiveExport(services.db, who);
      return done(websiteId, outcome === "waived" ? "export-waived" : "site-changed-meanwhile");
    }
    default:
      return refuseForm({ errors: { "": [t.unknownAction] }, values: {} });
  }
}

async function done(websiteId: string, kind: string) {
  const headers = { "set-cookie": await flash(kind) };
  return redirect(`/staff/sites/${websiteId}`, { status: 303, headers });
}

export default function StaffSite() {
  const { site } = useLoaderData<typeof loader>();
  const { errors = {}, values = {} } = useActionData<typeof action>() ?? {};
  const t = useWords(staffSiteWords);
  const locale = useLocale();
  const reason = site.suspendedReason && t.reasons[site.suspendedReason];
  return (
    <Page width="narrow">
      <PageHeader
        title={<span className="wrap-anywhere">{site.host}</span>}
        lead={<SiteMark site={site} />}
        back={{ href: "/staff/sites", label: t.back }}
      />
      <ErrorSummary errors={errors} />
      <Panel>
        <Facts
          items={[
            { label: t.owner, value: <span className="wrap-anywhere">{site.email}</span> },
            { label: t.plan, value: site.planName },
            { label: t.until, value: formatDate(site.endsAt, locale) },
            { label: t.server, value: site.serverName ?? "–" },
            ...(reason ? [{ label: t.reason, value: reason }] : []),
            ...(site.trashEndsAt
              ? [{ label: t.trashUntil, value: formatMoment(site.trashEndsAt, locale) }]
              : []),
            ...(site.stopNote ? [{ label: t.note, value: site.stopNote }] : []),
          ]}
        />
      </Panel>
      <StaffSiteActions site={site} errors={errors} values={values} />
    </Page>
  );
}
