import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { findOrder } from "#app/domain/billing/orders/orders.server.ts";
import { openPayment } from "#app/domain/billing/payments/attempts.server.ts";
import { channelName } from "#app/domain/billing/payments/channel-names.ts";
import { listWays } from "#app/domain/billing/payments/channels.server.ts";
import { openDirectPayment } from "#app/domain/billing/payments/direct-payment.server.ts";
import { listOpenCodes } from "#app/domain/billing/payments/payment-codes.server.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm, textOf } from "#app/http/form-data.server.ts";
import { refuseForm } from "#app/http/form-fields.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { checkLimit } from "#app/http/rate-limits.server.ts";
import { notFound } from "#app/http/responses.ts";
import { requireUser, requireVerifiedUser } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { formatMoment } from "#app/ui/dates.ts";
import { ErrorSummary } from "#app/ui/error-summary.tsx";
import { SubmitButton } from "#app/ui/form.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { payWords } from "./pay.words.ts";
import { WayList } from "./way-list.tsx";

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  pageMeta(payWords[localeIn(matches)].title(data?.number ?? ""));

/** The choice of a way to pay. Where there is none to choose from, the button on the order's page does it all. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { isDirect, feeBearer } = services.settings.payment;
  const home = `/orders/${encodeURIComponent(params.number ?? "")}`;
  if (!isDirect) throw redirect(home, 303);
  const user = await requireUser(request);
  const order = (await findOrder(services, user.id, params.number ?? "")) ?? notFound();
  const now = new Date();
  if (order.status !== "awaiting-payment" || order.expiresAt <= now) throw redirect(home, 303);
  const codes = await listOpenCodes(services.db, user.id, now);
  return {
    number: order.number,
    totalIdr: order.totalIdr,
    expiresAt: order.expiresAt,
    ways: await listWays(services.db, order.totalIdr, now),
    isBuyers: feeBearer === "buyer",
    open: codes.find((code) => code.orderId === order.id) ?? null,
  };
}

const ORDER_MESSAGES = {
  "already-paid": "order-paid",
  "order-closed": "order-closed",
  "no-such-order": "order-closed",
} as const;
const CHOICE_MESSAGES = {
  "gateway-failed": "code-failed",
  "channel-unavailable": "channel-unavailable",
  "buyer-refused": "direct-refused",
  "amount-refused": "channel-unavailable",
  "phone-missing": "phone-missing",
} as const;

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
  const wish = { orderId: order.id, userId: user.id, now };
  const way = textOf(form, "way");
  if (
    !services.settings.payment.isDirect ||
    (way === "" && form.getAll("way").length < 2) ||
    way === "page"
  ) {
    const opened = await openPayment(services, { ...wish, locale });
    if (opened.outcome === "open") return redirect(opened.url, 303);
    if (opened.outcome === "gateway-failed") return back("payment-page-failed");
    return back(ORDER_MESSAGES[opened.outcome]);
  }
  const offered = await listWays(services.db, order.totalIdr, now);
  const choice = offered.find((one) => `${one.method}.${one.channel}` === way);
  if (!choice) return refuseForm({ errors: { way: [payWords[locale].unknown] }, values: {} });
  const { method, channel } = choice;
  const opened = await openDirectPayment(services, { ...wish, choice: { method, channel } });
  if (opened.outcome === "open") return redirect(opened.url, 303);
  if (opened.outcome in ORDER_MESSAGES)
    return back(ORDER_MESSAGES[opened.outcome as keyof typeof ORDER_MESSAGES]);
  return back(CHOICE_MESSAGES[opened.outcome as keyof typeof CHOICE_MESSAGES], "/pay");
}

export default function Pay() {
  const data = useLoaderData<typeof loader>();
  const { errors = {} } = useActionData<typeof action>() ?? {};
  const t = useWords(payWords);
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
          <Notice
            title={t.openTitle(channelName(open.method, open.channel) ?? "")}
            actions={<ButtonLink href={`/orders/${number}/pay/${open.attemptId}`}>{t.showCode}</ButtonLink>}
          >
            {t.openBody}
          </Notice>
        </div>
      )}
      <Form method="post" className="grid gap-6">
        <ErrorSummary errors={errors} />
        <WayList ways={ways} isBuyers={isBuyers} />
        <div>
          <SubmitButton>{t.submit}</SubmitButton>
        </div>
      </Form>
    </Page>
  );
}
