import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { findPayable } from "#app/domain/billing/orders/payable-orders.server.ts";
import { openPayment } from "#app/domain/billing/payments/attempts.server.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { clientAddress } from "#app/http/client-address.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm } from "#app/http/form-data.server.ts";
import { keepRetryAfter, refuseForm, refuseTooMany } from "#app/http/form-fields.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { checkLimit } from "#app/http/rate-limits.server.ts";
import { services } from "#app/services.server.ts";
import { accountFieldWords } from "#app/ui/account-fields.words.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { ErrorSummary } from "#app/ui/error-summary.tsx";
import { SubmitButton } from "#app/ui/form.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader, Panel } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { BillFacts, BillState } from "./bill.tsx";
import { payWords } from "./words.ts";

const STATUS = { found: 200, "not-ours": 404, "link-expired": 410 };

/**
 * The address is a secret: it is not kept, found or passed on. Not `no-referrer`, under which browsers post a form with
 * `Origin: null`; to other hosts this says just as little.
 */
export function headers(args: Parameters<typeof keepRetryAfter>[0]) {
  const kept = keepRetryAfter(args);
  kept.set("referrer-policy", "same-origin");
  kept.set("x-robots-tag", "noindex");
  kept.set("cache-control", "private, no-store");
  return kept;
}

export const meta: MetaFunction = ({ matches }) => [
  ...pageMeta(payWords[localeIn(matches)].title),
  { name: "robots", content: "noindex" },
];

export async function loader({ params }: LoaderFunctionArgs) {
  const found = await findPayable(services, params.token ?? "", new Date());
  const status = STATUS[found.outcome];
  if (found.outcome !== "found") return data(found, { status });
  return data({ outcome: found.outcome, bill: found.bill }, { status });
}

/** Only the button opens a payment: programs that look into mail open every link, but press nothing. */
export async function action({ request, params }: ActionFunctionArgs) {
  await readForm(request);
  const now = new Date();
  const locale = await localeOf(request);
  const limit = await checkLimit(services.db, "pay-link", clientAddress(request), now);
  if (limit.outcome === "limited") return refuseTooMany(accountFieldWords[locale].tooMany, limit);
  const found = await findPayable(services, params.token ?? "", now);
  if (found.outcome !== "found") {
    return refuseForm({ errors: {}, values: {} }, { status: STATUS[found.outcome] });
  }
  const { orderId, userId } = found;
  const opened = await openPayment(services, { orderId, userId, locale, now });
  if (opened.outcome === "open") return redirect(opened.url, 303);
  // The page itself says when the order is paid or closed.
  const message = opened.outcome === "gateway-failed" && (await flash("payment-page-failed"));
  return redirect(`/pay/${params.token}`, { status: 303, headers: message ? { "set-cookie": message } : {} });
}

export default function PayPage() {
  const page = useLoaderData<typeof loader>();
  const { errors = {} } = useActionData<typeof action>() ?? {};
  const t = useWords(payWords);
  if (page.outcome === "not-ours") {
    return (
      <Page width="form">
        <PageHeader title={t.unknownTitle} lead={t.unknown} />
        <ButtonLink href="/orders">{t.signIn}</ButtonLink>
      </Page>
    );
  }
  if (page.outcome === "link-expired") {
    return (
      <Page width="form">
        <PageHeader title={t.overTitle} lead={t.over} />
        <ButtonLink href={`/orders/${page.number}`}>{t.signIn}</ButtonLink>
      </Page>
    );
  }
  const { bill } = page;
  return (
    <Page width="form">
      <PageHeader title={t.title} lead={t.lead(bill.number)} />
      <div className="grid gap-6">
        <BillState bill={bill} />
        <Panel>
          <BillFacts bill={bill} />
        </Panel>
        {bill.status === "awaiting-payment" && (
          <Form method="post" className="grid gap-4">
            <ErrorSummary errors={errors} />
            <SubmitButton>{t.pay(formatRupiah(bill.totalIdr))}</SubmitButton>
            <p className="text-small text-soft">{t.afterwards}</p>
          </Form>
        )}
      </div>
    </Page>
  );
}
