import type { Deployment } from "#app/domain/hosting/deployments/deployments.server.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { formatBytes } from "#app/ui/bytes.ts";
import { hostingWords } from "#app/ui/hosting.words.ts";
import { Notice } from "#app/ui/notice.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { deploymentsWords } from "./deployments.words.ts";
import { failureWords } from "./failures.words.ts";

type Props = { site: { url: string; liveDeploymentId: string | null }; deployment: Deployment };

/** One sentence on how this deployment stands, and the way to the site when it is on. */
export function DeploymentNotice({ site, deployment }: Props) {
  const t = useWords(deploymentsWords);
  const steps = useWords(hostingWords).deployment;
  const open = <ButtonLink href={site.url}>{t.open}</ButtonLink>;
  const { status, failureCode } = deployment;
  if (status === "live") {
    return (
      <Notice tone="on" role="status" title={t.liveTitle} actions={open}>
        {t.live}
      </Notice>
    );
  }
  if (status === "failed" || (failureCode && status === "superseded")) {
    return <Failure site={site} deployment={deployment} />;
  }
  if (status === "superseded") {
    return (
      <Notice tone="off" title={t.supersededTitle}>
        {deployment.isKept ? t.supersededKept : t.superseded}
      </Notice>
    );
  }
  if (status === "cancelled") {
    return (
      <Notice tone="off" title={t.cancelledTitle}>
        {t.cancelled}
      </Notice>
    );
  }
  if (status === "queued") return <Notice title={t.queuedTitle}>{t.queued}</Notice>;
  return (
    <Notice title={`${steps[status]}…`}>
      {deployment.isCancelAsked ? t.cancelling : t.inHand}{" "}
      {site.liveDeploymentId && <strong>{t.oldIsOn}</strong>}
    </Notice>
  );
}

function Failure({ site, deployment }: Props) {
  const t = useWords(deploymentsWords);
  const locale = useLocale();
  const sentences = useWords(failureWords);
  const steps = useWords(hostingWords).deployment;
  const { failedStep, failureCode, failureDetail } = deployment;
  const code = isOneOf(sentences, failureCode) ? failureCode : "unknown";
  const { entry: name, needs, allowed } = failureDetail;
  const amounts = [needs, allowed].map((bytes) => formatBytes(Number(bytes), locale));
  const entry = name !== undefined ? `“${name}”` : needs === undefined ? "" : amounts.join(" / ");
  const title = isOneOf(steps, failedStep) ? t.failedTitle(steps[failedStep]) : t.failedPlain;
  return (
    <Notice tone="trouble" role="alert" title={title}>
      {sentences[code](entry)} <strong>{site.liveDeploymentId ? t.oldIsOn : t.nothingWasOn}</strong>
    </Notice>
  );
}

function isOneOf<T extends object>(words: T, key: string | null): key is Extract<keyof T, string> {
  return key !== null && Object.hasOwn(words, key);
}
