import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { keptFolderStanding } from "#app/domain/hosting/websites/kept-folders.server.ts";
import { phpStanding, requestPhp } from "#app/domain/hosting/websites/php.server.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm, textOf } from "#app/http/form-data.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { checkLimit } from "#app/http/rate-limits.server.ts";
import { services } from "#app/services.server.ts";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { RefreshHint, refreshEvery } from "#app/ui/refresh-hint.tsx";
import { useWords } from "#app/ui/words.ts";
import { requireSite } from "../own-site.server.ts";
import { changeFolders } from "./folders-action.server.ts";
import { KeptFolders } from "./kept-folders.tsx";
import { phpWords } from "./php.words.ts";
import { PhpChoice } from "./php-choice.tsx";

const REFRESH_SECONDS = 4;

export const meta: MetaFunction<typeof loader> = ({ matches, data: shown }) => [
  ...pageMeta(phpWords[localeIn(matches)].title),
  ...(shown?.refreshSeconds ? [refreshEvery(shown.refreshSeconds)] : []),
];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const own = { userId: user.id, websiteId: site.id, now: new Date() };
  const standing = await phpStanding(services, own);
  const folders = await keptFolderStanding(services.db, user.id, site.id);
  const isChanging = standing?.isChanging || folders?.isChanging;
  return { site, standing, folders, refreshSeconds: isChanging ? REFRESH_SECONDS : null };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const form = await readForm(request);
  const locale = await localeOf(request);
  const t = phpWords[locale];
  const refuse = (problem: string, status = 400) => data({ problem, typed: undefined }, { status });
  const now = new Date();
  const limit = await checkLimit(services.db, "php-change", user.id, now);
  if (limit.outcome === "limited") return refuse(t.limited(Math.ceil(limit.retryAfterSeconds / 60)), 429);
  const own = { userId: user.id, websiteId: site.id, now };
  const asked = await changeFolders(form, { ...own, locale });
  if (asked) return data({ problem: null, typed: asked }, { status: 400 });
  const wanted = textOf(form, "version");
  if (wanted !== "static" && !/^[1-9]\d{1,2}$/.test(wanted)) return refuse(t.refusals["unknown-version"]);
  const version = wanted === "static" ? null : wanted;
  const { outcome } = await requestPhp(services, { ...own, version });
  if (outcome !== "changing" && outcome !== "unchanged") return refuse(t.refusals[outcome]);
  const headers = outcome === "changing" ? { "set-cookie": await flash("php-changing") } : undefined;
  throw redirect(`/sites/${site.id}/php`, { status: 303, headers });
}

export default function Php() {
  const { site, standing, folders, refreshSeconds } = useLoaderData<typeof loader>();
  const { problem = null, typed } = useActionData<typeof action>() ?? {};
  const t = useWords(phpWords);
  return (
    <Page width="narrow">
      <PageHeader title={t.title} lead={t.lead} back={{ href: `/sites/${site.id}`, label: t.back }} />
      <div className="grid gap-6">
        {problem && (
          <Notice tone="trouble" role="alert">
            {problem}
          </Notice>
        )}
        {!standing && <Notice>{t.refusals["not-active"]}</Notice>}
        {standing?.isChanging && <Notice tone="waiting">{t.changing}</Notice>}
        {refreshSeconds !== null && <RefreshHint seconds={refreshSeconds} />}
        {standing && <PhpChoice standing={standing} />}
      </div>
      {folders && <KeptFolders standing={folders} url={site.url} typed={typed} />}
    </Page>
  );
}
