import { Form } from "@remix-run/react";
import type { SiteDomain } from "#app/domain/hosting/domains/domains.server.ts";
import { bareName } from "#app/domain/hosting/domains/own-domains.ts";
import { Button } from "#app/ui/button.tsx";
import { formatMoment } from "#app/ui/dates.ts";
import { Facts } from "#app/ui/facts.tsx";
import { HiddenField } from "#app/ui/form.tsx";
import { Panel } from "#app/ui/page.tsx";
import { StatusMark, type Tone } from "#app/ui/status-mark.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { domainsWords } from "./domains.words.ts";

type Props = { domain: SiteDomain; siteHost: string; serverHost: string | null; cnameTarget: string | null };

const TONES: Record<SiteDomain["status"], Tone> = {
  "waiting-for-dns": "waiting",
  bound: "on",
  "given-up": "trouble",
  removing: "off",
};

/** One domain: how it stands, the record to set, and what the DNS really says. */
export function DomainPanel({ domain, siteHost, serverHost, cnameTarget }: Props) {
  const t = useWords(domainsWords);
  const { status, verdict, found, host } = domain;
  const isAway = status === "bound" && verdict !== "points-here" && verdict !== "dns-failed";
  const isRight = verdict === "points-here";
  const isOpen = status === "waiting-for-dns" || status === "bound";
  const isForbidden = found?.caa != null && !found.caa.includes("letsencrypt.org");
  return (
    <Panel>
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-2">
        <h2 className="text-title wrap-anywhere">{host}</h2>
        <StatusMark tone={isAway ? "trouble" : TONES[status]}>
          {isAway ? t.status.away : t.status[status]}
        </StatusMark>
      </div>
      <div className="mt-3 grid gap-4">
        {domain.isMain && <p className="text-soft">{t.main}</p>}
        {domain.isChosen && <p>{domain.isWorking ? t.chosen : t.chosenAway(siteHost)}</p>}
        {status === "given-up" && <p>{t.givenUp}</p>}
        {isOpen && <p>{verdict ? t.verdicts[verdict] : t.notChecked}</p>}
        {isOpen && isForbidden && <p>{t.caa}</p>}
        {domain.hasProblem && isOpen && <p>{t.refused}</p>}
        {isOpen && !isRight && serverHost && (
          <RecordToSet host={host} serverHost={serverHost} cnameTarget={cnameTarget} />
        )}
        {isOpen && found && <FoundRecords domain={domain} />}
        {isOpen && <Buttons domain={domain} siteHost={siteHost} />}
      </div>
    </Panel>
  );
}

function RecordToSet({
  host,
  serverHost,
  cnameTarget,
}: {
  host: string;
  serverHost: string;
  cnameTarget: string | null;
}) {
  const t = useWords(domainsWords);
  const isWww = bareName(host) !== host;
  const target = cnameTarget ?? (isWww ? bareName(host) : null);
  return (
    <div>
      <h3 className="font-bold">{t.setTitle}</h3>
      <p className="max-w-measure text-small text-soft">{t.setLead}</p>
      <Facts
        items={[
          { label: t.type, value: typeOf(serverHost), mono: true },
          { label: t.name, value: host, mono: true },
          { label: t.value, value: serverHost, mono: true },
        ]}
      />
      {isWww && target && <p className="mt-2 text-small break-words text-soft">{t.orCname(target)}</p>}
    </div>
  );
}

/** A server known by name is pointed at by name. */
function typeOf(serverHost: string): string {
  if (serverHost.includes(":")) return "AAAA";
  return /^[\d.]+$/.test(serverHost) ? "A" : "CNAME";
}

function FoundRecords({ domain: { found, checkedAt } }: { domain: SiteDomain }) {
  const t = useWords(domainsWords);
  const locale = useLocale();
  const listed = (values: string[] = []) => values.join(", ") || t.nothing;
  const rows = [
    { label: "A", value: listed(found?.a), mono: true },
    { label: "AAAA", value: listed(found?.aaaa), mono: true },
    ...(found?.cname.length ? [{ label: "CNAME", value: listed(found.cname), mono: true }] : []),
    ...(found?.caa ? [{ label: "CAA", value: listed(found.caa), mono: true }] : []),
    { label: t.nameServers, value: listed(found?.ns), mono: true },
  ];
  return (
    <div>
      <h3 className="font-bold">{t.foundTitle}</h3>
      <Facts items={rows} />
      {checkedAt && (
        <p className="mt-2 text-small text-soft">{t.checkedAt(formatMoment(checkedAt, locale))}</p>
      )}
    </div>
  );
}

function Buttons({ domain, siteHost }: Pick<Props, "domain" | "siteHost">) {
  const t = useWords(domainsWords);
  return (
    <div className="flex flex-wrap gap-3">
      {domain.isWorking && !domain.isChosen && domain.host !== siteHost && (
        <Form method="post">
          <HiddenField name="intent" value="main" />
          <HiddenField name="domainId" value={domain.id} />
          <Button>{t.makeMain}</Button>
        </Form>
      )}
      <Form method="post">
        <HiddenField name="intent" value="check" />
        <HiddenField name="domainId" value={domain.id} />
        <Button look="secondary">{t.check}</Button>
      </Form>
      {!domain.isMain && (
        <Form method="post">
          <HiddenField name="intent" value="remove" />
          <HiddenField name="domainId" value={domain.id} />
          <Button look="secondary">{t.remove}</Button>
        </Form>
      )}
    </div>
  );
}
