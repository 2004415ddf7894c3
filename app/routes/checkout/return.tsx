import type { LoaderFunctionArgs } from "@remix-run/node";
import { Form, type MetaFunction, useLoaderData } from "@remix-run/react";
import { channelName } from "#app/domain/billing/payments/channel-names.ts";
import { type News, readReturn } from "#app/domain/billing/payments/returns.server.ts";
import { clientAddress } from "#app/http/client-address.ts";
import { checkLimit } from "#app/http/rate-limits.server.ts";
import { notFound } from "#app/http/responses.ts";
import { currentUser } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { Button, ButtonLink } from "#app/ui/button.tsx";
import { formatMoment } from "#app/ui/dates.ts";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { RefreshHint, refreshEvery } from "#app/ui/refresh-hint.tsx";
import type { Tone } from "#app/ui/status-mark.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { returnWords } from "./return.words.ts";

const TONES: Record<News["state"], Tone> = {
  paid: "good",
  "code-given": "waiting",
  "not-seen": "waiting",
  ended: "off",
  credited: "good",
  "wrong-amount": "trouble",
  refunded: "off",
};

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => [
  ...pageMeta(returnWords[localeIn(matches)].title),
  ...(data?.seconds ? [refreshEvery(data.seconds)] : []),
];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await currentUser(request);
  const now = new Date();
  const limit = await checkLimit(services.db, "payment-return", user?.id ?? clientAddress(request), now);
  const trxId = new URL(request.url).searchParams.get("trx_id");
  const visit = { userId: user?.id ?? null, attemptId: params.attempt ?? "", trxId };
  const news = (await readReturn(services, visit, now, limit.outcome === "allowed")) ?? notFound();
  return { ...news, seconds: refreshSeconds(news, now) };
}

/** Every three seconds at first; whoever pays at a counter later does not need that. */
function refreshSeconds({ state, createdAt }: News, now: Date): number | null {
  if (state !== "code-given" && state !== "not-seen") return null;
  const minutes = (now.getTime() - createdAt.getTime()) / 60_000;
  if (minutes < 15) return 3;
  return minutes < 60 ? 15 : 60;
}

export default function PaymentReturn() {
  const news = useLoaderData<typeof loader>();
  const t = useWords(returnWords);
  const locale = useLocale();
  const { state, orderNumber, seconds } = news;
  const channel = channelName(news.method, news.channel);
  const told = orderNumber ? t : { ...t, ...t.payer };
  const isPaid = state === "paid" && orderNumber !== null;
  const title = isPaid && news.kind !== "new" ? t.paidFor[news.kind] : told.states[state];
  return (
    <Page width="narrow">
      <PageHeader title={t.title} lead={orderNumber ? t.order(orderNumber) : t.anyPayer} />
      <Notice tone={TONES[state]} title={title} role="status">
        {state === "code-given" && channel && <p>{t.through(channel)}</p>}
        {state === "code-given" && news.until && <p>{t.until(formatMoment(news.until, locale))}</p>}
        <p>{told.next[state]}</p>
      </Notice>
      {news.isGatewaySilent && (
        <div className="mt-4">
          <Notice tone="trouble">{t.silent}</Notice>
        </div>
      )}
      {orderNumber && <OwnOrder number={orderNumber} state={state} />}
      {seconds && (
        <div className="mt-6">
          <RefreshHint seconds={seconds} />
        </div>
      )}
    </Page>
  );
}

/** What the order's owner can go on to. */
function OwnOrder({ number, state }: { number: string; state: News["state"] }) {
  const t = useWords(returnWords);
  return (
    <div className="mt-6 flex flex-wrap gap-3">
      <ButtonLink href={`/orders/${number}`} look={state === "not-seen" ? "secondary" : "primary"}>
        {t.see}
      </ButtonLink>
      {(state === "not-seen" || state === "ended") && (
        <Form method="post" action={`/orders/${number}/pay`}>
          <Button look="secondary">{t.again}</Button>
        </Form>
      )}
    </div>
  );
}
