import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { openPayment } from "#app/domain/billing/attempts.server.ts";
import { findOrder } from "#app/domain/billing/orders.server.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm } from "#app/http/form-data.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { checkLimit } from "#app/http/rate-limits.server.ts";
import { notFound } from "#app/http/responses.ts";
import { requireVerifiedUser } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";

/** Somebody opened the button's address: the button is on the order's page. */
export function loader({ params }: LoaderFunctionArgs) {
  return redirect(`/orders/${encodeURIComponent(params.number ?? "")}`, 303);
}

const MESSAGES = {
  "already-paid": "order-paid",
  "order-closed": "order-closed",
  "gateway-failed": "payment-page-failed",
  "no-such-order": "order-closed",
} as const;

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireVerifiedUser(request);
  const order = (await findOrder(services, user.id, params.number ?? "")) ?? notFound();
  await readForm(request);
  const now = new Date();
  const back = async (message: string) =>
    redirect(`/orders/${order.number}`, { status: 303, headers: { "set-cookie": await flash(message) } });

  const limit = await checkLimit(services.db, "open-payment", user.id, now);
  if (limit.outcome === "limited") return back("payment-too-many");
  const locale = await localeOf(request);
  const opened = await openPayment(services, { orderId: order.id, userId: user.id, locale, now });
  return opened.outcome === "open" ? redirect(opened.url, 303) : back(MESSAGES[opened.outcome]);
}

/** Never shown; without a component a refusal would be an empty answer instead of the error page. */
export default function Pay() {
  return null;
}
