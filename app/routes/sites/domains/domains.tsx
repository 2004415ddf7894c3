import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { findHttps, wantRedirect } from "#app/domain/hosting/domains/certificate-rows.server.ts";
import {
  addDomain,
  listDomains,
  recheckDomain,
  removeDomain,
} from "#app/domain/hosting/domains/domains.server.ts";
import { chooseAddress } from "#app/domain/hosting/domains/main-address.server.ts";
import { isFreeAddress, readOwnDomain } from "#app/domain/hosting/domains/own-domains.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm, textOf } from "#app/http/form-data.server.ts";
import { keepRetryAfter, refuseForm, refuseTooMany, valuesOf } from "#app/http/form-fields.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { checkLimit } from "#app/http/rate-limits.server.ts";
import { services } from "#app/services.server.ts";
import type { FlashKind } from "#app/ui/flash.words.ts";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page, PageHeader, Section } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { requireSite } from "../own-site.server.ts";
import { AddForm } from "./add-form.tsx";
import { DomainPanel } from "./domain-panel.tsx";
import { domainsWords } from "./domains.words.ts";
import { HttpsPanel } from "./https-panel.tsx";
import { MainAddress } from "./main-address.tsx";

export const headers = keepRetryAfter;
export const meta: MetaFunction = ({ matches }) => pageMeta(domainsWords[localeIn(matches)].title);

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const which = { userId: user.id, websiteId: site.id };
  const [{ domains, serverHost }, https] = await Promise.all([
    listDomains(services.db, which),
    findHttps(services.db, which),
  ]);
  const isFree = isFreeAddress(site.host, services.settings.sitesDomain);
  return { site, domains, serverHost, https, freeHost: isFree ? site.host : null };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const form = await readForm(request);
  const t = domainsWords[await localeOf(request)];
  const now = new Date();
  const which = { userId: user.id, websiteId: site.id };
  const values = valuesOf(form, ["domain"]);
  const limit = await checkLimit(services.db, "domains", user.id, now);
  if (limit.outcome === "limited") return refuseTooMany(t.limited, limit, values);
  const done = async (kind: FlashKind) =>
    redirect(`/sites/${site.id}/domains`, { status: 303, headers: { "set-cookie": await flash(kind) } });
  const refuse = (sentence: string) => refuseForm({ errors: { "": [sentence] }, values });
  const domainId = textOf(form, "domainId");
  switch (textOf(form, "intent")) {
    case "add": {
      const problem = await add(which, textOf(form, "domain"), t, now);
      return problem ? refuseForm({ errors: { domain: [problem] }, values }) : done("domain-added");
    }
    case "check": {
      const isAsked = await recheckDomain(services.db, { ...which, domainId });
      return isAsked ? done("domain-check-asked") : refuse(t.gone);
    }
    case "remove": {
      const isRemoved = await removeDomain(services.db, { ...which, domainId, now });
      return isRemoved ? done("domain-removed") : refuse(t.gone);
    }
    case "main": {
      const wish = { ...which, domainId: domainId || null, now };
      const { outcome } = await chooseAddress(services.db, wish);
      if (outcome === "chosen") return done("address-chosen");
      return refuse(outcome === "gone" ? t.gone : t.notWorking);
    }
    case "redirect": {
      const isWanted = textOf(form, "wanted") === "on";
      const isNoted = await wantRedirect(services.db, { ...which, isWanted, now });
      return isNoted ? done("redirect-asked") : refuse(t.notActive);
    }
    default:
      return refuse(t.unknown);
  }
}

type Words = (typeof domainsWords)["id"];

/** What is wrong with the wish, or null when it was noted. */
async function add(which: { userId: string; websiteId: string }, typed: string, t: Words, now: Date) {
  const read = readOwnDomain(typed, services.settings);
  if ("problem" in read) return t.problemsOf[read.problem];
  const adding = await addDomain(services.db, { ...which, host: read.domain, now });
  if (adding.outcome === "too-many-soon") return t.tooManySoon(adding.coming);
  const sentences = { added: null, "already-there": t.already, taken: t.taken, "too-many": t.tooMany };
  return adding.outcome === "not-active" ? t.notActive : sentences[adding.outcome];
}

export default function Domains() {
  const { site, domains, serverHost, https, freeHost } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>();
  const t = useWords(domainsWords);
  const wrong = reply?.errors[""]?.[0];
  const isActive = site.status === "active";
  return (
    <Page width="narrow">
      <PageHeader title={t.title} lead={t.lead} back={{ href: `/sites/${site.id}`, label: t.back }} />
      <div className="grid gap-6">
        {wrong && (
          <Notice tone="trouble" role="alert">
            {wrong}
          </Notice>
        )}
        <MainAddress site={site} freeHost={freeHost} isChosen={domains.some((one) => one.isChosen)} />
        {domains.map((domain) => (
          <DomainPanel
            key={domain.id}
            domain={domain}
            siteHost={site.host}
            serverHost={serverHost}
            cnameTarget={freeHost}
          />
        ))}
        {isActive ? <AddForm reply={reply} maxDomains={site.maxDomains} /> : <Notice>{t.notActive}</Notice>}
      </div>
      <Section title={t.httpsTitle} id="https">
        <HttpsPanel https={https} isActive={isActive} />
      </Section>
    </Page>
  );
}
