import type { LoaderFunctionArgs } from "@remix-run/node";
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { listCredit } from "#app/domain/billing/credit/credit.server.ts";
import { listRefunds } from "#app/domain/billing/credit/refund-lists.server.ts";
import { findOrder, type Order } from "#app/domain/billing/orders/orders.server.ts";
import { orderTimeline, type Step } from "#app/domain/billing/orders/timeline.server.ts";
import { listOpenCodes } from "#app/domain/billing/payments/payment-codes.server.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { notFound } from "#app/http/responses.ts";
import { requireUser } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { formatMoment } from "#app/ui/dates.ts";
import { Facts } from "#app/ui/facts.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader, Panel, Section } from "#app/ui/page.tsx";
import { RefreshHint, refreshEvery } from "#app/ui/refresh-hint.tsx";
import { StatusMark } from "#app/ui/status-mark.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { OrderRefunds } from "./order-refunds.tsx";
import { OrderState } from "./order-state.tsx";
import { OrderTimeline } from "./order-timeline.tsx";
import { ORDER_TONES } from "./statuses.ts";
import { orderWords } from "./words.ts";

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => [
  ...pageMeta(orderWords[localeIn(matches)].orderTitle(data?.order.number ?? "")),
  ...(data?.seconds ? [refreshEvery(data.seconds)] : []),
];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const order = (await findOrder(services, user.id, params.number ?? "")) ?? notFound();
  const steps = await orderTimeline(services.db, { userId: user.id, orderId: order.id });
  const credit = await listCredit(services.db, user.id, order.id);
  // Why and with which file is for staff.
  const refunds = (await listRefunds(services.db, order.id)).map(
    ({ reason: _reason, hasProofFile: _file, ...refund }) => refund,
  );
  const codes = await listOpenCodes(services.db, user.id, new Date());
  const code = codes.find((one) => one.orderId === order.id) ?? null;
  const { isDirect } = services.settings.payment;
  return { order, steps, credit, refunds, code, isDirect, seconds: refreshSeconds(order, steps) };
}

/** The page renews itself while something is going on that the customer waits for. */
function refreshSeconds(order: Order, steps: Step[]): number | null {
  if (order.status === "awaiting-payment")
    return steps.some((step) => step.event === "code-given") ? 15 : null;
  const isMaking = steps.some((step) => step.event === "site-ready" && step.at === null);
  return order.status === "paid" && isMaking ? 5 : null;
}

export default function OrderPage() {
  const { order, steps, credit, refunds, code, isDirect, seconds } = useLoaderData<typeof loader>();
  const t = useWords(orderWords);
  const hasInvoice = steps.some((step) => step.event === "invoice-issued");
  return (
    <Page>
      <PageHeader
        title={
          <>
            {`${t.order} `}
            <span className="whitespace-nowrap">{order.number}</span>
          </>
        }
        lead={<StatusMark tone={ORDER_TONES[order.status]} label={t.statuses[order.status]} />}
        back={{ href: "/orders", label: t.back }}
      />
      <OrderState
        order={order}
        steps={steps}
        credit={credit}
        code={code}
        isDirect={isDirect}
        hasInvoice={hasInvoice}
      />
      <div className="mt-10 grid items-start gap-8 lg:grid-cols-[1fr_30rem]">
        <Section title={t.timeline}>
          <Panel>
            <OrderTimeline steps={steps} />
            {seconds && (
              <div className="mt-6 border-t border-line pt-4">
                <RefreshHint seconds={seconds} />
              </div>
            )}
          </Panel>
        </Section>
        <div>
          <Section title={t.details}>
            <Panel>
              <OrderFacts order={order} />
            </Panel>
          </Section>
          <OrderRefunds orderNumber={order.number} refunds={refunds} />
        </div>
      </div>
    </Page>
  );
}

function OrderFacts({ order }: { order: Order }) {
  const { facts, cycles, kinds } = useWords(orderWords);
  const locale = useLocale();
  const tax = order.taxIdr > 0 ? [{ label: facts.tax, value: formatRupiah(order.taxIdr) }] : [];
  const discount = order.couponCode
    ? [{ label: facts.coupon(order.couponCode), value: formatRupiah(-order.discountIdr) }]
    : [];
  return (
    <Facts
      items={[
        { label: facts.kind, value: kinds[order.kind] },
        { label: facts.plan, value: `${order.planName}, ${cycles[order.cycle]}` },
        { label: facts.address, value: order.host, mono: true },
        { label: facts.ordered, value: formatMoment(order.createdAt, locale) },
        { label: facts.price, value: formatRupiah(order.subtotalIdr + order.discountIdr) },
        ...discount,
        ...tax,
        { label: facts.total, value: <strong>{formatRupiah(order.totalIdr)}</strong> },
      ]}
    />
  );
}
