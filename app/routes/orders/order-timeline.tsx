import type { Step } from "#app/domain/billing/orders/timeline.server.ts";
import { channelName } from "#app/domain/billing/payments/channel-names.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { formatDuration, formatMoment } from "#app/ui/dates.ts";
import type { Tone } from "#app/ui/status-mark.tsx";
import { Timeline } from "#app/ui/timeline.tsx";
import { type Locale, useLocale, useWords } from "#app/ui/words.ts";
import { type OrderWords, orderWords } from "./words.ts";

const TROUBLES: Step["event"][] = ["wrong-amount", "site-failed"];

/** What happened to an order and what is still ahead, each step with its time and how long it took. */
export function OrderTimeline({ steps }: { steps: readonly Step[] }) {
  const t = useWords(orderWords);
  const locale = useLocale();
  const items = steps.map((step, position) => ({
    title: titleOf(step, t),
    tone: toneOf(step),
    at: step.at ? formatMoment(step.at, locale) : step.event === "site-failed" ? undefined : t.ahead,
    detail: detailOf(step, steps[position - 1], t, locale),
  }));
  return <Timeline items={items} label={t.timeline} />;
}

function titleOf(step: Step, t: OrderWords): string {
  if (step.event !== "code-given") return t.steps[step.event];
  return t.steps["code-given"](channelName(step.method, step.channel) ?? t.anyChannel);
}

function toneOf(step: Step): Tone {
  if (TROUBLES.includes(step.event)) return "trouble";
  if (!step.at) return "off";
  return step.event === "first-live" ? "on" : "good";
}

function detailOf(step: Step, before: Step | undefined, t: OrderWords, locale: Locale) {
  const took = step.at && before?.at ? step.at.getTime() - before.at.getTime() : 0;
  const parts = [
    step.amountIdr === undefined ? "" : formatRupiah(step.amountIdr),
    step.event === "paid" ? channelName(step.method, step.channel) : "",
    step.until ? t.payable(formatMoment(step.until, locale)) : "",
    // Longer pauses are the customer's own; the times tell them well enough.
    took >= 1000 && took < 3_600_000 ? t.took(formatDuration(took, locale)) : "",
  ];
  return parts.filter(Boolean).join(" · ") || undefined;
}
