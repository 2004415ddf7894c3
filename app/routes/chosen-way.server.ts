import type { Choice } from "#app/domain/billing/payments/attempt-claims.server.ts";
import { openPayment } from "#app/domain/billing/payments/attempts.server.ts";
import { listWays, type PaymentWay } from "#app/domain/billing/payments/channels.server.ts";
import { openDirectPayment } from "#app/domain/billing/payments/direct-payment.server.ts";
import { textOf } from "#app/http/form-data.server.ts";
import { services } from "#app/services.server.ts";
import type { Locale } from "#app/ui/words.ts";

/** What a page offers beside the gateway's page. */
export type OfferedWays = { ways: PaymentWay[]; isBuyers: boolean };

/** The ways that give a code for an amount in whole rupiah; none where they are switched off. */
export async function waysFor(amountIdr: number, now: Date): Promise<OfferedWays> {
  const { isDirect, feeBearer } = services.settings.payment;
  const ways = isDirect ? await listWays(services.db, amountIdr, now) : [];
  return { ways, isBuyers: feeBearer === "buyer" };
}

/** What a form asks for: null is the gateway's page, which every form without a choice means. */
export async function readWay(
  form: FormData,
  amountIdr: number,
  now: Date,
): Promise<Choice | null | "unknown"> {
  const way = textOf(form, "way");
  const isPage = way === "page" || (way === "" && form.getAll("way").length < 2);
  if (isPage || !services.settings.payment.isDirect) return null;
  const { ways } = await waysFor(amountIdr, now);
  const chosen = ways.find((one) => `${one.method}.${one.channel}` === way);
  return chosen ? { method: chosen.method, channel: chosen.channel } : "unknown";
}

type Wish = { orderId: string; userId: string; locale: Locale; now: Date };
type Opened =
  | { isOpen: true; attemptId: string; url: string; isCode: boolean }
  | { isOpen: false; message: string; isOver: boolean };

/** Opens what was chosen. When it cannot be: what to tell on the next page, and whether the order is past paying. */
export async function openWay(choice: Choice | null, wish: Wish): Promise<Opened> {
  const opened = choice
    ? await openDirectPayment(services, { ...wish, choice })
    : await openPayment(services, wish);
  if (opened.outcome === "open") return { isOpen: true, ...opened };
  if (opened.outcome === "gateway-failed" && !choice)
    return { isOpen: false, message: "payment-page-failed", isOver: false };
  return { isOpen: false, ...TOLD[opened.outcome] };
}

const TOLD = {
  "already-paid": { message: "order-paid", isOver: true },
  "order-closed": { message: "order-closed", isOver: true },
  "no-such-order": { message: "order-closed", isOver: true },
  "gateway-failed": { message: "code-failed", isOver: false },
  "channel-unavailable": { message: "channel-unavailable", isOver: false },
  "amount-refused": { message: "channel-unavailable", isOver: false },
  "buyer-refused": { message: "direct-refused", isOver: false },
  "phone-missing": { message: "phone-missing", isOver: false },
} as const;
