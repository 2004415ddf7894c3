import { Form } from "@remix-run/react";
import type { SiteHttps } from "#app/domain/hosting/domains/certificate-rows.server.ts";
import { Button } from "#app/ui/button.tsx";
import { formatDate, formatMoment } from "#app/ui/dates.ts";
import { Facts } from "#app/ui/facts.tsx";
import { HiddenField } from "#app/ui/form.tsx";
import { Panel } from "#app/ui/page.tsx";
import { StatusMark } from "#app/ui/status-mark.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { domainsWords } from "./domains.words.ts";

/** The site's certificate as it was last seen from outside, and whether visitors are sent to HTTPS. */
export function HttpsPanel({ https, isActive }: { https: SiteHttps | null; isActive: boolean }) {
  const t = useWords(domainsWords);
  const locale = useLocale();
  if (!https) return <p className="text-soft">{t.httpsNone}</p>;
  const problems: Record<string, string> = t.problems;
  const problem = https.problem ? (problems[https.problem] ?? null) : null;
  const waitsUntil = https.problem ? https.nextTryAt : null;
  return (
    <Panel>
      <div className="grid gap-4">
        <Facts
          items={[
            { label: t.state, value: <State status={https.status} /> },
            ...(https.issuer ? [{ label: t.issuer, value: https.issuer }] : []),
            ...(https.notAfter ? [{ label: t.until, value: formatDate(https.notAfter, locale) }] : []),
            ...(https.names.length > 0
              ? [{ label: t.names, value: https.names.join(", "), mono: true }]
              : []),
            ...(https.watchedAt ? [{ label: t.watched, value: formatMoment(https.watchedAt, locale) }] : []),
          ]}
        />
        {https.status === "none" && !problem && <p>{t.httpsNone}</p>}
        {problem && (
          <p>{waitsUntil ? `${problem} ${t.nextTry(formatMoment(waitsUntil, locale))}` : problem}</p>
        )}
        {isActive && <RedirectForm https={https} />}
      </div>
    </Panel>
  );
}

function State({ status }: Pick<SiteHttps, "status">) {
  const t = useWords(domainsWords);
  if (status === "on") return <StatusMark tone="on">{t.httpsOn}</StatusMark>;
  if (status === "trouble") return <StatusMark tone="trouble">{t.httpsTrouble}</StatusMark>;
  return <StatusMark tone="waiting">{t.httpsWaiting}</StatusMark>;
}

function RedirectForm({ https }: { https: SiteHttps }) {
  const t = useWords(domainsWords);
  const { isRedirectOn, isRedirectWanted } = https;
  const standing = isRedirectOn ? t.redirectOn : isRedirectWanted ? t.redirectSoon : t.redirectOff;
  return (
    <Form method="post" className="flex flex-wrap items-center justify-between gap-4">
      <span className="max-w-measure">{standing}</span>
      <HiddenField name="intent" value="redirect" />
      <HiddenField name="wanted" value={isRedirectWanted ? "off" : "on"} />
      <Button look="secondary">{isRedirectWanted ? t.turnOff : t.turnOn}</Button>
    </Form>
  );
}
