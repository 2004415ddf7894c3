import { type ActionFunctionArgs, json, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { cancelReasons } from "#app/domain/billing/changes/cancellation-rows.server.ts";
import {
  type CancelOffer,
  cancelAtTerm,
  cancelNow,
  cancelOffer,
  takeBackCancellation,
} from "#app/domain/billing/changes/cancellations.server.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm, textOf } from "#app/http/form-data.server.ts";
import { notFound } from "#app/http/responses.ts";
import { services } from "#app/services.server.ts";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { requireSite } from "../own-site.server.ts";
import { cancelWords } from "./cancel.words.ts";
import { CancelChoices } from "./cancel-choices.tsx";
import { CancelForm, type CancelProblem } from "./cancel-form.tsx";

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  pageMeta(cancelWords[localeIn(matches)].title(data?.host ?? ""));

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const { subscriptionId } = site;
  const offer =
    (await cancelOffer(services.db, { subscriptionId, userId: user.id, now: new Date() })) ?? notFound();
  const asked = new URL(request.url).searchParams.get("mode");
  return { siteId: site.id, host: site.address, offer, mode: modeOf(asked, offer) };
}

/** Which of the two ways is asked about, if it is open at all. */
function modeOf(asked: string | null, offer: CancelOffer): "now" | "at-term" | null {
  if (asked === "now" && offer.canNow) return "now";
  return asked === "at-term" && offer.canAtTerm ? "at-term" : null;
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const form = await readForm(request);
  const now = new Date();
  const whose = { subscriptionId: site.subscriptionId, userId: user.id, now };
  if (textOf(form, "intent") === "take-back") {
    return told(site.id, (await takeBackCancellation(services.db, whose)).outcome);
  }
  const said = { reason: textOf(form, "reason"), note: textOf(form, "note") };
  const reason = cancelReasons.find((one) => one === said.reason);
  if (!reason) return again("reason", said);
  if (said.note.length > 300) return again("note", said);
  const wish = { ...whose, reason, note: said.note.trim() };
  if (textOf(form, "mode") === "now") {
    const shown = textOf(form, "credit");
    const creditIdr = /^\d{1,12}$/.test(shown) ? Number(shown) : -1;
    const { outcome } = await cancelNow(services, { ...wish, creditIdr });
    if (outcome === "sum-changed" || outcome === "gateway-silent") return again(outcome, said);
    return told(site.id, outcome);
  }
  const done = await cancelAtTerm(services, wish);
  if (done.outcome === "gateway-silent" || done.outcome === "only-now") return again(done.outcome, said);
  const isRenewed = done.outcome === "cancelling" && done.wasRenewedMeanwhile;
  return told(site.id, isRenewed ? "renewed-meanwhile" : done.outcome);
}

const MESSAGES = {
  ended: "subscription-ended",
  over: "subscription-over",
  cancelling: "subscription-cancelling",
  "already-cancelling": "subscription-cancelling",
  "renewed-meanwhile": "subscription-renewed-cancelling",
  "taken-back": "cancellation-taken-back",
  "too-late": "subscription-over",
  "not-cancelling": "cancellation-taken-back",
  "in-trash": "site-trashed",
} as const;

async function told(siteId: string, outcome: keyof typeof MESSAGES) {
  const headers = { "set-cookie": await flash(MESSAGES[outcome]) };
  return redirect(`/sites/${siteId}`, { status: 303, headers });
}

function again(problem: CancelProblem, said: { reason: string; note: string }) {
  return json({ problem, said }, { status: 400 });
}

export default function Cancel() {
  const { siteId, host, offer, mode } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const t = useWords(cancelWords);
  return (
    <Page width="narrow">
      <PageHeader
        title={<span className="break-words">{t.title(host)}</span>}
        lead={mode ? undefined : t.lead}
        back={{ href: `/sites/${siteId}`, label: t.back }}
      />
      {mode ? (
        <CancelForm
          siteId={siteId}
          offer={offer}
          mode={mode}
          problem={answer?.problem ?? null}
          said={answer?.said ?? { reason: "", note: "" }}
        />
      ) : (
        <CancelChoices siteId={siteId} offer={offer} problem={answer?.problem ?? null} />
      )}
    </Page>
  );
}
