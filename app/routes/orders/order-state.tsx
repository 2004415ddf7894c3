import { Form } from "@remix-run/react";
import type { CreditEntry } from "#app/domain/billing/credit/credit.server.ts";
import type { Order } from "#app/domain/billing/orders/orders.server.ts";
import type { Step } from "#app/domain/billing/orders/timeline.server.ts";
import { channelName } from "#app/domain/billing/payments/channel-names.ts";
import type { OpenCode } from "#app/domain/billing/payments/payment-codes.server.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { Button, ButtonLink } from "#app/ui/button.tsx";
import { formatMoment } from "#app/ui/dates.ts";
import { Notice } from "#app/ui/notice.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { ORDER_TONES } from "./statuses.ts";
import { orderWords } from "./words.ts";

type Props = {
  order: Order;
  steps: readonly Step[];
  credit: readonly CreditEntry[];
  /** The code that can be paid now, if one was given inside the storefront. */
  code: OpenCode | null;
  isDirect: boolean;
  hasInvoice: boolean;
};

/** Where the order stands, in one sentence, and what can be done about it. */
export function OrderState({ order, steps, credit, code, isDirect, hasInvoice }: Props) {
  const t = useWords(orderWords);
  return (
    <div className="grid gap-4">
      {order.status === "awaiting-payment" ? (
        <Waiting order={order} steps={steps} code={code} />
      ) : (
        <Notice tone={ORDER_TONES[order.status]} title={t[order.status]}>
          {order.status === "expired" || order.status === "cancelled" ? t.closedBody : null}
        </Notice>
      )}
      {order.status === "awaiting-payment" && steps.some((step) => step.event === "wrong-amount") && (
        <Notice tone="trouble">{t.wrongAmount}</Notice>
      )}
      {credit.map((entry) => (
        <Notice
          key={entry.id}
          tone="good"
          title={(entry.amountIdr < 0 ? t.creditSpent : t.credit)(formatRupiah(Math.abs(entry.amountIdr)))}
        >
          {t.creditReasons[entry.reason]}
        </Notice>
      ))}
      <Actions order={order} steps={steps} code={code} isDirect={isDirect} hasInvoice={hasInvoice} />
    </div>
  );
}

function Waiting({ order, steps, code: given }: Pick<Props, "order" | "steps" | "code">) {
  const t = useWords(orderWords);
  const locale = useLocale();
  const code = payableCode(steps);
  const isBill = order.kind === "renewal";
  const later = isBill ? t.billBody : t.waitingBody;
  const channel = code && (channelName(code.method, code.channel) ?? t.anyChannel);
  return (
    <Notice tone="waiting" title={isBill ? t.billWaiting : t.waiting}>
      {isBill && order.periodStartsAt && <p>{t.billEnds(formatMoment(order.periodStartsAt, locale))}</p>}
      {channel && code.until && <p>{t.codeGiven(channel, formatMoment(code.until, locale))}</p>}
      {given?.code && (
        <p>
          {t.openCode} <strong className="font-mono select-all">{given.code}</strong>
        </p>
      )}
      <p>{(channel ? t.codeLater : later)(formatMoment(order.expiresAt, locale))}</p>
    </Notice>
  );
}

/** The newest code that was given, while it can still be paid by the gateway's own time. */
function payableCode(steps: readonly Step[]): Step | undefined {
  const now = Date.now();
  return steps.findLast((step) => step.event === "code-given" && step.until && step.until.getTime() > now);
}

function Actions({ order, steps, code, isDirect, hasInvoice }: Omit<Props, "credit">) {
  const t = useWords(orderWords);
  const here = `/orders/${order.number}`;
  const websiteId = steps.find((step) => step.websiteId)?.websiteId;
  const opened = steps.filter((step) => step.event === "payment-opened").length;
  const isClosed = order.status === "expired" || order.status === "cancelled";
  return (
    <div className="flex flex-wrap gap-3 print:hidden">
      {order.status === "awaiting-payment" && (
        <>
          {code ? (
            <ButtonLink href={`${here}/pay/${code.attemptId}`}>{t.showCode}</ButtonLink>
          ) : (
            <Form method="post" action={`${here}/pay`}>
              <Button>{opened === 0 ? t.pay : payableCode(steps) ? t.continuePaying : t.payAgain}</Button>
            </Form>
          )}
          {isDirect && (
            <ButtonLink href={`${here}/pay`} look="secondary">
              {t.chooseWay}
            </ButtonLink>
          )}
          {order.kind !== "renewal" && (
            <ButtonLink href={`${here}/cancel`} look="quiet">
              {t.cancel}
            </ButtonLink>
          )}
        </>
      )}
      {websiteId && <ButtonLink href={`/sites/${websiteId}`}>{t.site}</ButtonLink>}
      {hasInvoice && (
        <ButtonLink href={`${here}/invoice`} look="secondary">
          {t.invoice}
        </ButtonLink>
      )}
      {hasInvoice && (
        <ButtonLink href={`${here}/invoice.pdf`} look="quiet">
          {t.invoicePdf}
        </ButtonLink>
      )}
      {isClosed && order.kind === "new" && (
        <ButtonLink href={`/checkout/${order.planId}?cycle=${order.cycle}`}>{t.orderAgain}</ButtonLink>
      )}
    </div>
  );
}
