import { deploySteps, isFinished, isRunning } from "#app/domain/hosting/deployments/deploy-status.ts";
import type { Deployment, TraceStep } from "#app/domain/hosting/deployments/deployments.server.ts";
import { formatBytes } from "#app/ui/bytes.ts";
import { formatCount } from "#app/ui/counts.ts";
import { formatDuration, formatTime } from "#app/ui/dates.ts";
import { hostingWords } from "#app/ui/hosting.words.ts";
import type { Tone } from "#app/ui/status-mark.tsx";
import { Timeline, type TimelineItem } from "#app/ui/timeline.tsx";
import { type Locale, useLocale, useWords } from "#app/ui/words.ts";
import { deploymentsWords } from "./deployments.words.ts";

type Props = { deployment: Deployment; trace: TraceStep[] };
type Words = ReturnType<typeof useWords<(typeof deploymentsWords)["id"]>>;

/** Every step that ran, with its time, and the ones still ahead; the last is the light. */
export function DeploymentTrace({ deployment, trace }: Props) {
  const t = useWords(deploymentsWords);
  const names: Record<string, string> = useWords(hostingWords).deployment;
  const locale = useLocale();
  const items = trace.map((step) => ({
    title:
      step.try > 1
        ? `${names[step.step] ?? step.step}, ${t.nextTry(step.try)}`
        : (names[step.step] ?? step.step),
    tone: toneOf(step),
    at: timeOf(step, t, locale),
    detail: detailOf(step, t, locale),
  }));
  const ahead: TimelineItem[] = stepsAhead(deployment, trace).map((step) => ({
    title: names[step],
    tone: "off",
  }));
  const isLive = deployment.status === "live";
  const light: TimelineItem = {
    title: t.finalLive,
    tone: isLive ? "on" : "off",
    at: isLive && deployment.finishedAt ? formatTime(deployment.finishedAt, locale) : undefined,
  };
  const isComing = isLive || !isFinished(deployment.status);
  return <Timeline label={t.trace} items={[...items, ...ahead, ...(isComing ? [light] : [])]} />;
}

function toneOf({ outcome }: TraceStep): Tone {
  if (outcome === "done") return "good";
  if (outcome === "failed") return "trouble";
  return outcome === "interrupted" ? "off" : "waiting";
}

function timeOf({ startedAt, finishedAt }: TraceStep, t: Words, locale: Locale): string {
  if (!finishedAt) return t.running;
  return formatDuration(finishedAt.getTime() - startedAt.getTime(), locale);
}

/** Only measures people understand; the rest of a step's numbers is for support. */
function detailOf({ outcome, detail }: TraceStep, t: Words, locale: Locale): string | undefined {
  const { sent, bytes, files } = detail;
  if (outcome === "interrupted") return detail.disagreed === undefined ? t.interrupted : t.sentWhole;
  if (typeof sent === "number" && typeof bytes === "number" && sent < bytes) {
    return t.sent(formatBytes(sent, locale), formatBytes(bytes, locale));
  }
  if (typeof files === "number" && typeof bytes === "number" && detail.isDelta === 1) {
    const { sentFiles = 0, sentBytes = 0 } = detail;
    const changed = formatCount(Number(sentFiles), locale);
    return t.changed(changed, formatCount(files, locale), formatBytes(Number(sentBytes), locale));
  }
  if (typeof files === "number" && typeof bytes === "number") {
    return t.size(formatCount(files, locale), formatBytes(bytes, locale));
  }
  return typeof bytes === "number" ? formatBytes(bytes, locale) : undefined;
}

function stepsAhead({ status }: Deployment, trace: TraceStep[]): readonly string[] {
  if (isFinished(status)) return [];
  if (status === "queued") return deploySteps;
  const at = isRunning(status) ? deploySteps.indexOf(status) : deploySteps.length;
  const hasRow = trace.some((step) => step.step === status && step.finishedAt === null);
  return deploySteps.slice(hasRow ? at + 1 : at);
}
