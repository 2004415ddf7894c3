import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { findOrder } from "#app/domain/billing/orders/orders.server.ts";
import { listOpenCodes } from "#app/domain/billing/payments/payment-codes.server.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm } from "#app/http/form-data.server.ts";
import { refuseForm } from "#app/http/form-fields.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { checkLimit } from "#app/http/rate-limits.server.ts";
import { notFound } from "#app/http/responses.ts";
import { requireUser, requireVerifiedUser } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { formatMoment } from "#app/ui/dates.ts";
import { ErrorSummary } from "#app/ui/error-summary.tsx";
import { SubmitButton } from "#app/ui/form.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { openWay, readWay, waysFor } from "../chosen-way.server.ts";
import { OpenCodeNotice } from "../open-code.tsx";
import { payWayWords } from "../pay-ways.words.ts";
import { WayList } from "../way-list.tsx";

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  pageMeta(payWayWords[localeIn(matches)].title(data?.number ?? ""));

/** The choice of a way to pay. Where there is none to choose from, the button on the order's page does it all. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const home = `/orders/${encodeURIComponent(params.number ?? "")}`;
  if (!services.settings.payment.isDirect) throw redirect(home, 303);
  const user = await requireUser(request);
  const order = (await findOrder(services, user.id, params.number ?? "")) ?? notFound();
  const now = new Date();
  if (order.status !== "awaiting-payment" || order.expiresAt <= now) throw redirect(home, 303);
  const codes = await listOpenCodes(services.db, user.id, now);
  return {
    number: order.number,
    totalIdr: order.totalIdr,
    expiresAt: order.expiresAt,
    ...(await waysFor(order.totalIdr, now)),
    open: codes.find((code) => code.orderId === order.id) ?? null,
  };
}

/** Without a choice it is the gateway's page: that is what every plain "pay" button asks for. */
export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireVerifiedUser(request);
  const order = (await findOrder(services, user.id, params.number ?? "")) ?? notFound();
  const form = await readForm(request);
  const locale = await localeOf(request);
  const now = new Date();
  const back = async (message: string, page = "") =>
    redirect(`/orders/${order.number}${page}`, {
      status: 303,
      headers: { "set-cookie": await flash(message) },
    });

  const limit = await checkLimit(services.db, "open-payment", user.id, now);
  if (limit.outcome === "limited") return back("payment-too-many");
  const way = await readWay(form, order.totalIdr, now);
  if (way === "unknown") return refuseForm({ errors: { way: [payWayWords[locale].unknown] }, values: {} });
  const opened = await openWay(way, { orderId: order.id, userId: user.id, locale, now });
  if (opened.isOpen) return redirect(opened.url, 303);
  return back(opened.message, way && !opened.isOver ? "/pay" : "");
}

export default function Pay() {
  const data = useLoaderData<typeof loader>();
  const { errors = {} } = useActionData<typeof action>() ?? {};
  const t = useWords(payWayWords);
  const locale = useLocale();
  // A refused form of an order that cannot be paid any more has no page of its own.
  if (!data) return null;
  const { number, totalIdr, expiresAt, ways, isBuyers, open } = data;
  return (
    <Page width="narrow">
      <PageHeader
        title={t.title(number)}
        lead={t.lead(formatRupiah(totalIdr), formatMoment(expiresAt, locale))}
        back={{ href: `/orders/${number}`, label: t.back }}
      />
      {open && (
        <div className="mb-6">
          <OpenCodeNotice code={open} href={`/orders/${number}/pay/${open.attemptId}`} />
        </div>
      )}
      <Form method="post" className="grid gap-6">
        <ErrorSummary errors={errors} />
        <WayList ways={ways} isBuyers={isBuyers} error={errors.way?.[0]} />
        <div>
          <SubmitButton>{t.submit}</SubmitButton>
        </div>
      </Form>
    </Page>
  );
}
