import type { ShownServer } from "#app/domain/hosting/servers/server-lists.server.ts";
import { formatBytes } from "#app/ui/bytes.ts";
import { formatMoment } from "#app/ui/dates.ts";
import { StatusMark } from "#app/ui/status-mark.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { serverWords } from "./servers.words.ts";

type Props = { server: ShownServer };

export function PanelText({ server: { flavour, version } }: Props) {
  const t = useWords(serverWords);
  return <>{[flavour ? t.flavours[flavour] : t.unknownPanel, version].filter(Boolean).join(" ")}</>;
}

export function DiskText({ server: { disk } }: Props) {
  const t = useWords(serverWords);
  const locale = useLocale();
  return (
    <>
      {disk
        ? t.diskFree(formatBytes(disk.freeBytes, locale), formatBytes(disk.totalBytes, locale))
        : t.unknown}
    </>
  );
}

export function FtpText({ server: { ftp } }: Props) {
  const t = useWords(serverWords);
  return (
    <>
      <span className="font-mono text-small break-all">{`${ftp.host}:${ftp.port}`}</span>{" "}
      {t.ftpModes[ftp.mode]}
    </>
  );
}

/** Everything about a server's state: healthy or not and since when, left alone, draining. */
export function ServerMarks({ server }: Props) {
  const t = useWords(serverWords);
  const locale = useLocale();
  const { trouble, pausedUntil, lastSeenAt } = server;
  const small = "text-small text-soft";
  return (
    <span className="grid gap-0.5">
      <HealthMark server={server} />
      {trouble && <span className={small}>{t.since(formatMoment(trouble.since, locale))}</span>}
      {pausedUntil && <span className={small}>{t.paused(formatMoment(pausedUntil, locale))}</span>}
      <span className={small}>{lastSeenAt ? t.seen(formatMoment(lastSeenAt, locale)) : t.neverSeen}</span>
      {server.isDraining && <StatusMark tone="waiting" label={t.draining} />}
    </span>
  );
}

function HealthMark({ server: { trouble, pausedUntil, lookedAt } }: Props) {
  const t = useWords(serverWords);
  if (trouble)
    return <StatusMark tone={trouble.isDown ? "trouble" : "waiting"} label={t.troubleNames[trouble.kind]} />;
  if (pausedUntil) return <StatusMark tone="trouble" label={t.troubleNames["key-wrong"]} />;
  return <StatusMark tone={lookedAt ? "good" : "waiting"} label={lookedAt ? t.healthy : t.notLooked} />;
}
