import { redirect } from "@remix-run/node";
import type { Choice } from "#app/domain/billing/payments/attempt-claims.server.ts";
import { flash } from "#app/http/flash.server.ts";
import type { Locale } from "#app/ui/words.ts";
import { openWay } from "../chosen-way.server.ts";
import { payWayWords } from "../pay-ways.words.ts";

/** What stands in the way of paying like that, at the field that can mend it; null when nothing does. */
export function wayProblem(
  way: Choice | null | "unknown",
  phone: string | undefined,
  locale: Locale,
): Record<string, string[]> | null {
  const t = payWayWords[locale];
  if (way === "unknown") return { way: [t.unknown] };
  return way && !phone?.trim() ? { phone: [t.phoneMissing] } : null;
}

type Placed = { orderId: string; number: string };

/** Leads from a placed order to where it is paid; when that cannot be opened, to where it can be tried again. */
export async function payFor(
  { orderId, number }: Placed,
  way: Choice | null,
  buyer: { userId: string; locale: Locale; now: Date },
): Promise<Response> {
  const opened = await openWay(way, { orderId, ...buyer });
  if (opened.isOpen) return redirect(opened.url, 303);
  const page = way && !opened.isOver ? "/pay" : "";
  const headers = { "set-cookie": await flash(opened.message) };
  return redirect(`/orders/${number}${page}`, { status: 303, headers });
}
