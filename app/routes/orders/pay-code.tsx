import type { LoaderFunctionArgs } from "@remix-run/node";
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { channelName } from "#app/domain/billing/payments/channel-names.ts";
import { type PaymentCode, readCode } from "#app/domain/billing/payments/payment-codes.server.ts";
import { checkLimit } from "#app/http/rate-limits.server.ts";
import { notFound } from "#app/http/responses.ts";
import { requireUser } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { formatMoment, formatTimeLeft } from "#app/ui/dates.ts";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { RefreshHint, refreshEvery } from "#app/ui/refresh-hint.tsx";
import type { Tone } from "#app/ui/status-mark.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { CodeSheet } from "./code-sheet.tsx";
import { payWords } from "./pay.words.ts";

const TONES: Record<PaymentCode["state"], Tone> = {
  given: "waiting",
  "ran-out": "off",
  lost: "trouble",
  paid: "good",
  credited: "good",
  "wrong-amount": "trouble",
  refunded: "off",
};

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => [
  ...pageMeta(
    payWords[localeIn(matches)].codeTitle(data ? (channelName(data.method, data.channel) ?? "") : ""),
  ),
  ...(data?.seconds ? [refreshEvery(data.seconds)] : []),
];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const now = new Date();
  const limit = await checkLimit(services.db, "payment-return", user.id, now);
  const visit = { userId: user.id, orderNumber: params.number ?? "", attemptId: params.attempt ?? "" };
  const code = (await readCode(services, visit, now, limit.outcome === "allowed")) ?? notFound();
  const leftMs = code.expiresAt ? code.expiresAt.getTime() - now.getTime() : 0;
  return { ...code, leftMs, seconds: refreshSeconds(code, leftMs, now) };
}

/** Often at first and towards the end, never long past it: what is left is counted by the server. */
function refreshSeconds({ state, createdAt }: PaymentCode, leftMs: number, now: Date): number | null {
  if (state !== "given") return null;
  const minutes = (now.getTime() - createdAt.getTime()) / 60_000;
  const usual = minutes < 15 ? 5 : minutes < 60 ? 15 : 60;
  return Math.max(1, Math.min(usual, Math.ceil(leftMs / 1000)));
}

export default function PayCode() {
  const code = useLoaderData<typeof loader>();
  const t = useWords(payWords);
  const locale = useLocale();
  const { state, orderNumber, expiresAt, leftMs, seconds } = code;
  const order = `/orders/${orderNumber}`;
  const isOver = state === "ran-out" || state === "lost";
  return (
    <Page width="narrow">
      <PageHeader
        title={t.codeTitle(channelName(code.method, code.channel) ?? "")}
        lead={t.order(orderNumber)}
        back={{ href: order, label: t.back }}
      />
      {state === "given" ? (
        <>
          <Notice
            title={expiresAt && t.until(formatMoment(expiresAt, locale))}
            role="status"
          >{`${t.left(formatTimeLeft(leftMs, locale))} ${t.automatic}`}</Notice>
          <CodeSheet code={code} />
        </>
      ) : (
        <Notice tone={TONES[state]} title={t.states[state]} role="status">
          {t.next[state]}
        </Notice>
      )}
      {code.isGatewaySilent && (
        <div className="mt-4">
          <Notice tone="trouble">{t.silent}</Notice>
        </div>
      )}
      <div className="mt-6 flex flex-wrap gap-3">
        {isOver && <ButtonLink href={`${order}/pay`}>{t.again}</ButtonLink>}
        {state === "given" && (
          <ButtonLink href={`${order}/pay`} look="secondary">
            {t.other}
          </ButtonLink>
        )}
        <ButtonLink href={order} look={state === "given" || isOver ? "quiet" : "primary"}>
          {t.see}
        </ButtonLink>
      </div>
      {seconds && (
        <div className="mt-6">
          <RefreshHint seconds={seconds} />
        </div>
      )}
    </Page>
  );
}
