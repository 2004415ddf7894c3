import { type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { orderForStaff } from "#app/domain/billing/orders/staff-orders.server.ts";
import { flash } from "#app/http/flash.server.ts";
import { requireStaff } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";

/** Leads from a number that was typed to the order's page; back to the list when there is none. */
export async function loader({ request }: LoaderFunctionArgs) {
  await requireStaff(request);
  const number = (new URL(request.url).searchParams.get("number") ?? "").trim().toUpperCase();
  if (await orderForStaff(services.db, number)) return redirect(`/staff/orders/${number}`, 303);
  return redirect("/staff", { status: 303, headers: { "set-cookie": await flash("order-missing") } });
}
