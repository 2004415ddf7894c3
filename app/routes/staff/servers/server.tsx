import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import {
  findServer,
  listSitesOn,
  type ShownServer,
} from "#app/domain/hosting/servers/server-lists.server.ts";
import { readForm, textOf } from "#app/http/form-data.server.ts";
import { keepRetryAfter, refuseForm } from "#app/http/form-fields.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { notFound } from "#app/http/responses.ts";
import { requireStaff } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { formatMoment } from "#app/ui/dates.ts";
import { ErrorSummary } from "#app/ui/error-summary.tsx";
import { Facts } from "#app/ui/facts.tsx";
import { pageMeta } from "#app/ui/meta.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page, PageHeader, Panel } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { deeds } from "./server-deeds.server.ts";
import { ServerForms } from "./server-forms.tsx";
import { DiskText, FtpText, PanelText, ServerMarks } from "./server-marks.tsx";
import { SitesThere } from "./server-sites.tsx";
import { serverWords } from "./servers.words.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => pageMeta(data?.server.name ?? "404");
export const headers = keepRetryAfter;

export async function loader({ request, params }: LoaderFunctionArgs) {
  const staff = await requireStaff(request);
  const server = await findServer(services.db, params.server ?? "", new Date());
  if (!server) return notFound();
  const sites = await listSitesOn(services.db, server.id);
  return { server, sites, isOwner: staff.role === "owner" };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const staff = await requireStaff(request);
  const now = new Date();
  const server = await findServer(services.db, params.server ?? "", now);
  if (!server) return notFound();
  const form = await readForm(request);
  const t = serverWords[await localeOf(request)];
  const intent = textOf(form, "intent");
  const deed = Object.hasOwn(deeds, intent) ? deeds[intent] : undefined;
  if (!deed) return refuseForm({ errors: { "": [t.unknownAction] }, values: {} });
  if (deed.isOwners && staff.role !== "owner")
    return refuseForm({ errors: { "": [t.ownerOnly] }, values: {} }, { status: 403 });
  const done = await deed.run({ form, t, server, by: { serverId: server.id, staffId: staff.id, now } });
  if ("reply" in done) return refuseForm(done.reply, done.how);
  return redirect(done.to, { status: 303, headers: done.headers });
}

export default function Server() {
  const { server, sites, isOwner } = useLoaderData<typeof loader>();
  const { errors = {}, values = {} } = useActionData<typeof action>() ?? {};
  const t = useWords(serverWords);
  return (
    <Page width="narrow">
      <PageHeader
        title={<span className="break-all">{server.name}</span>}
        lead={<ServerMarks server={server} />}
        back={{ href: "/staff/servers", label: t.backToList }}
      />
      <div className="grid gap-6">
        <ErrorSummary errors={errors} />
        {server.trouble && <Trouble trouble={server.trouble} />}
        <Panel>
          <About server={server} />
        </Panel>
      </div>
      <ServerForms server={server} isOwner={isOwner} errors={errors} values={values} />
      <SitesThere sites={sites} all={server.sites} />
    </Page>
  );
}

function Trouble({ trouble }: { trouble: NonNullable<ShownServer["trouble"]> }) {
  const t = useWords(serverWords);
  return (
    <Notice tone="trouble" title={t.troubleNames[trouble.kind]}>
      <p>{t.troubles[trouble.kind]}</p>
      {trouble.says && <p className="mt-1 text-small break-words">{t.says(trouble.says)}</p>}
    </Notice>
  );
}

function About({ server }: { server: ShownServer }) {
  const t = useWords(serverWords);
  const locale = useLocale();
  const { fingerprint, drainReason, lookedAt } = server;
  return (
    <Facts
      items={[
        { label: t.address, value: server.url, mono: true },
        { label: t.panel, value: <PanelText server={server} /> },
        { label: t.sites, value: t.sitesOf(server.sites, server.capacity) },
        { label: t.disk, value: <DiskText server={server} /> },
        { label: t.web, value: server.webAddress, mono: true },
        { label: t.ftp, value: <FtpText server={server} /> },
        ...(fingerprint ? [{ label: t.fingerprint, value: fingerprint, mono: true }] : []),
        { label: t.php, value: server.allowsPhp ? t.phpAllowed : t.phpNotAllowed },
        { label: t.lookedAt, value: lookedAt ? formatMoment(lookedAt, locale) : t.notLooked },
        ...(drainReason ? [{ label: t.drainReason, value: drainReason }] : []),
      ]}
    />
  );
}
