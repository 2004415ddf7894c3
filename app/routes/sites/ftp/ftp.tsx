import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import {
  changeFtp,
  type FtpAccess,
  type FtpChange,
  ftpStanding,
  revealFtp,
} from "#app/domain/hosting/websites/ftp-access.server.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm, textOf } from "#app/http/form-data.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { checkLimit } from "#app/http/rate-limits.server.ts";
import { services } from "#app/services.server.ts";
import { CopyButton } from "#app/ui/copy-button.tsx";
import { Facts } from "#app/ui/facts.tsx";
import { SubmitButton } from "#app/ui/form.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page, PageHeader, Panel } from "#app/ui/page.tsx";
import { RefreshHint } from "#app/ui/refresh-hint.tsx";
import { useWords } from "#app/ui/words.ts";
import { requireSite } from "../own-site.server.ts";
import { useRefresh } from "../use-refresh.ts";
import { ftpWords } from "./ftp.words.ts";
import { FtpSwitches } from "./ftp-switches.tsx";

const REFRESH_SECONDS = 4;

/** Only for the copy buttons; the page works without. */
export const handle = { script: true };

export const meta: MetaFunction = ({ matches }) => pageMeta(ftpWords[localeIn(matches)].title);

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const standing = await ftpStanding(services.db, user.id, site.id);
  const refreshSeconds = standing?.isChanging ? REFRESH_SECONDS : null;
  return { siteId: site.id, standing, refreshSeconds };
}

const CHANGES: readonly FtpChange[] = ["reset", "on", "off"];

/** Answered with the page itself, not a redirect: the password must stand in no address and no store. */
export async function action({ request, params }: ActionFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const intent = textOf(await readForm(request), "intent");
  const t = ftpWords[await localeOf(request)];
  const now = new Date();
  const limit = await checkLimit(services.db, "ftp-reveal", user.id, now);
  if (limit.outcome === "limited") {
    const problem = t.limited(Math.ceil(limit.retryAfterSeconds / 60));
    return data({ access: null, problem }, { status: 429 });
  }
  const change = CHANGES.find((one) => one === intent);
  if (change) {
    const { outcome } = await changeFtp(services, { userId: user.id, websiteId: site.id, change, now });
    if (outcome === "not-active") return data({ access: null, problem: t.notActive }, { status: 400 });
    const headers = { "set-cookie": await flash(`ftp-${change}`) };
    throw redirect(`/sites/${site.id}/ftp`, { status: 303, headers });
  }
  const access = await revealFtp(services, user.id, site.id, now);
  if (!access) return data({ access: null, problem: t.notActive }, { status: 400 });
  return data({ access, problem: null });
}

export default function Ftp() {
  const { siteId, standing, refreshSeconds } = useLoaderData<typeof loader>();
  const { access = null, problem = null } = useActionData<typeof action>() ?? {};
  const t = useWords(ftpWords);
  const isOn = standing?.isWanted === true;
  useRefresh(access ? null : refreshSeconds);
  return (
    <Page width="narrow">
      <PageHeader title={t.title} lead={t.lead} back={{ href: `/sites/${siteId}`, label: t.back }} />
      <div className="grid gap-6">
        {problem && (
          <Notice tone="trouble" role="alert">
            {problem}
          </Notice>
        )}
        {access && <Access access={access} />}
        {standing?.isChanging && !access && <Notice tone="waiting">{t.changing}</Notice>}
        {refreshSeconds !== null && !access && <RefreshHint seconds={refreshSeconds} />}
        {standing && !isOn && <Notice>{t.isOff}</Notice>}
        {!access && isOn && (
          <Panel>
            <Form method="post" className="grid gap-5">
              <p>{t.hidden}</p>
              <SubmitButton>{t.show}</SubmitButton>
            </Form>
          </Panel>
        )}
        {standing && <FtpSwitches isOn={isOn} />}
        {!standing && !problem && <Notice>{t.notActive}</Notice>}
        <p className="text-soft">{t.advice}</p>
      </div>
    </Page>
  );
}

function Access({ access }: { access: FtpAccess }) {
  const t = useWords(ftpWords);
  return (
    <>
      <Panel>
        <Facts
          items={[
            { label: t.host, value: <Credential label={t.host} text={access.host} /> },
            { label: t.port, value: access.port, mono: true },
            { label: t.security, value: access.tls ? t.tls : t.plain },
            { label: t.user, value: <Credential label={t.user} text={access.user} /> },
            { label: t.password, value: <Credential label={t.password} text={access.password} /> },
          ]}
        />
      </Panel>
      <Notice>{t.warning}</Notice>
    </>
  );
}

function Credential({ label, text }: { label: string; text: string }) {
  return (
    <span className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <code className="min-w-0 font-mono text-small break-all select-all">{text}</code>
      <CopyButton text={text} label={label} />
    </span>
  );
}
