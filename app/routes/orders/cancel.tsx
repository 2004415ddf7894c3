import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useLoaderData } from "@remix-run/react";
import { cancelOrder } from "#app/domain/billing/orders/endings.server.ts";
import { findOrder } from "#app/domain/billing/orders/orders.server.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm } from "#app/http/form-data.server.ts";
import { notFound } from "#app/http/responses.ts";
import { requireUser } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { Button, ButtonLink } from "#app/ui/button.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader, Panel } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { orderWords } from "./words.ts";

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  pageMeta(orderWords[localeIn(matches)].cancelTitle(data?.number ?? ""));

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const order = (await findOrder(services, user.id, params.number ?? "")) ?? notFound();
  if (order.status !== "awaiting-payment" || order.kind === "renewal")
    throw redirect(`/orders/${order.number}`, 303);
  return { number: order.number, planName: order.planName, host: order.host };
}

const MESSAGES = {
  cancelled: "order-cancelled",
  "already-paid": "cancel-too-late",
  "already-closed": "order-closed",
  "gateway-silent": "cancel-later",
  "is-renewal": "cancel-renewal",
} as const;

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const order = (await findOrder(services, user.id, params.number ?? "")) ?? notFound();
  await readForm(request);
  const { outcome } = await cancelOrder(services, { orderId: order.id, userId: user.id, now: new Date() });
  const headers = { "set-cookie": await flash(MESSAGES[outcome]) };
  return redirect(`/orders/${order.number}`, { status: 303, headers });
}

export default function CancelOrder() {
  const { number, planName, host } = useLoaderData<typeof loader>();
  const t = useWords(orderWords);
  return (
    <Page width="form">
      <PageHeader title={t.cancelTitle(number)} lead={t.cancelLead(planName, host)} />
      <Panel>
        <div className="grid gap-4">
          <p>{t.cancelBody}</p>
          <p>{t.cancelCode}</p>
          <Form method="post" className="flex flex-wrap gap-3">
            <Button look="danger">{t.cancelYes}</Button>
            <ButtonLink href={`/orders/${number}`} look="secondary">
              {t.cancelNo}
            </ButtonLink>
          </Form>
        </div>
      </Panel>
    </Page>
  );
}
