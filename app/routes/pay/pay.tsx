import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { findPayable } from "#app/domain/billing/orders/payable-orders.server.ts";
import { listOpenCodes } from "#app/domain/billing/payments/payment-codes.server.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { clientAddress } from "#app/http/client-address.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm } from "#app/http/form-data.server.ts";
import { refuseForm, refuseTooMany } from "#app/http/form-fields.server.ts";
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
import { openWay, readWay, waysFor } from "../chosen-way.server.ts";
import { OpenCodeNotice } from "../open-code.tsx";
import { payWayWords } from "../pay-ways.words.ts";
import { WayList } from "../way-list.tsx";
import { BillFacts, BillState } from "./bill.tsx";
import { secretHeaders } from "./secret-address.server.ts";
import { payWords } from "./words.ts";

const STATUS = { found: 200, "not-ours": 404, "link-expired": 410 };

export const headers = secretHeaders;

export const meta: MetaFunction = ({ matches }) => [
  ...pageMeta(payWords[localeIn(matches)].title),
  { name: "robots", content: "noindex" },
];

export async function loader({ params }: LoaderFunctionArgs) {
  const now = new Date();
  const found = await findPayable(services, params.token ?? "", now);
  const status = STATUS[found.outcome];
  if (found.outcome !== "found") return data(found, { status });
  const { bill } = found;
  const isOpen = bill.status === "awaiting-payment";
  const offered = isOpen && found.canHaveCode ? await waysFor(bill.totalIdr, now) : null;
  const codes = offered ? await listOpenCodes(services.db, found.userId, now) : [];
  const code = codes.find(({ orderId }) => orderId === found.orderId);
  const open = code && {
    method: code.method,
    channel: code.channel,
    href: `/pay/${params.token}/${code.attemptId}`,
  };
  return data({ outcome: found.outcome, bill, offered, open: open ?? null }, { status });
}

/** Only the button opens a payment: programs that look into mail open every link, but press nothing. */
export async function action({ request, params }: ActionFunctionArgs) {
  const form = await readForm(request);
  const now = new Date();
  const locale = await localeOf(request);
  const limit = await checkLimit(services.db, "pay-link", clientAddress(request), now);
  if (limit.outcome === "limited") return refuseTooMany(accountFieldWords[locale].tooMany, limit);
  const found = await findPayable(services, params.token ?? "", now);
  if (found.outcome !== "found") {
    return refuseForm({ errors: {}, values: {} }, { status: STATUS[found.outcome] });
  }
  const { orderId, userId, bill } = found;
  const way = await readWay(form, bill.totalIdr, now);
  if (way === "unknown") {
    return refuseForm({ errors: { way: [payWayWords[locale].unknown] }, values: {} });
  }
  const here = `/pay/${params.token}`;
  const opened = await openWay(way, { orderId, userId, locale, now });
  if (opened.isOpen) return redirect(opened.isCode ? `${here}/${opened.attemptId}` : opened.url, 303);
  // The page itself says when the order is paid or closed.
  const told: HeadersInit = opened.isOver ? {} : { "set-cookie": await flash(opened.message) };
  return redirect(here, { status: 303, headers: told });
}

export default function PayPage() {
  const page = useLoaderData<typeof loader>();
  const { errors = {} } = useActionData<typeof action>() ?? {};
  const t = useWords(payWords);
  const ways = useWords(payWayWords);
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
  const { bill, offered, open } = page;
  const hasWays = offered !== null && offered.ways.length > 0;
  return (
    <Page width="form">
      <PageHeader title={t.title} lead={t.lead(bill.number)} />
      <div className="grid gap-6">
        <BillState bill={bill} />
        <Panel>
          <BillFacts bill={bill} />
        </Panel>
        {open && <OpenCodeNotice code={open} href={open.href} />}
        {bill.status === "awaiting-payment" && (
          <Form method="post" className="grid gap-6">
            <ErrorSummary errors={errors} />
            {hasWays && <WayList {...offered} error={errors.way?.[0]} isFolded />}
            <div className="grid gap-4">
              <SubmitButton>{t.pay(formatRupiah(bill.totalIdr))}</SubmitButton>
              <p className="text-small text-soft">{hasWays ? ways.afterwards : t.afterwards}</p>
            </div>
          </Form>
        )}
      </div>
    </Page>
  );
}
