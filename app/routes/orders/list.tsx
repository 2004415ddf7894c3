import type { LoaderFunctionArgs } from "@remix-run/node";
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { type OrderStatus, orderStatuses } from "#app/domain/billing/orders/order-status.ts";
import { listOrders } from "#app/domain/billing/orders/orders.server.ts";
import { listOpenCodes } from "#app/domain/billing/payments/payment-codes.server.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { requireUser } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { formatDate } from "#app/ui/dates.ts";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { PageSteps } from "#app/ui/page-steps.tsx";
import { StatusMark } from "#app/ui/status-mark.tsx";
import { Cell, DataTable, Row } from "#app/ui/table.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { ORDER_TONES } from "./statuses.ts";
import { orderWords } from "./words.ts";

export const meta: MetaFunction = ({ matches }) => pageMeta(orderWords[localeIn(matches)].title);

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const query = new URL(request.url).searchParams;
  const status = orderStatuses.find((one) => one === query.get("status"));
  const before = query.get("before") ?? undefined;
  const { orders, older } = await listOrders(services, user.id, { status, before });
  const codes = await listOpenCodes(services.db, user.id, new Date());
  return { orders, codes, older, status: status ?? null, isFirst: before === undefined };
}

export default function Orders() {
  const { orders, codes, older, status, isFirst } = useLoaderData<typeof loader>();
  const t = useWords(orderWords);
  const locale = useLocale();
  const isEmpty = orders.length === 0;
  const columns = [
    { label: t.number },
    { label: t.plan },
    { label: t.date },
    { label: t.total, align: "right" as const },
    { label: t.status },
  ];
  return (
    <Page>
      <PageHeader title={t.title} lead={t.lead} />
      {!(isEmpty && isFirst && status === null) && <Filter chosen={status} />}
      {isEmpty ? (
        <Nothing isFiltered={status !== null || !isFirst} />
      ) : (
        <DataTable caption={t.title} columns={columns}>
          {orders.map((order) => (
            <Row key={order.number}>
              <Cell>
                <a
                  href={`/orders/${order.number}`}
                  className="link inline-flex min-h-11 items-center font-semibold"
                >
                  {order.number}
                </a>
              </Cell>
              <Cell label={t.plan}>
                {`${order.planName}, ${t.cycles[order.cycle]}`}
                {order.kind !== "new" && ` (${t.kinds[order.kind].toLowerCase()})`}
              </Cell>
              <Cell label={t.date}>{formatDate(order.createdAt, locale)}</Cell>
              <Cell label={t.total} align="right">
                {formatRupiah(order.totalIdr)}
              </Cell>
              <Cell label={t.status}>
                <StatusMark tone={ORDER_TONES[order.status]} label={t.statuses[order.status]} />
                {codes
                  .filter((code) => code.orderId === order.id)
                  .map((code) => (
                    <a
                      key={code.attemptId}
                      href={`/orders/${order.number}/pay/${code.attemptId}`}
                      className="link inline-flex min-h-11 items-center"
                    >
                      {t.showCode}
                    </a>
                  ))}
              </Cell>
            </Row>
          ))}
        </DataTable>
      )}
      <PageSteps
        label={t.title}
        newest={isFirst ? null : { href: addressOf(status), label: t.newest }}
        older={older ? { href: addressOf(status, older), label: t.older } : null}
      />
    </Page>
  );
}

/** The list's address, keeping the filter. */
function addressOf(status: OrderStatus | null, before?: string): string {
  const query = new URLSearchParams({ ...(status && { status }), ...(before && { before }) }).toString();
  return query ? `/orders?${query}` : "/orders";
}

function Filter({ chosen }: { chosen: OrderStatus | null }) {
  const t = useWords(orderWords);
  return (
    <nav aria-label={t.filter} className="mb-4 flex flex-wrap gap-x-5 gap-y-1">
      {([null, ...orderStatuses] as const).map((status) => (
        <a
          key={status ?? "all"}
          href={addressOf(status)}
          aria-current={status === chosen ? "true" : undefined}
          className="inline-flex min-h-11 items-center border-b-2 border-transparent text-soft hover:text-ink aria-[current=true]:border-ink aria-[current=true]:font-semibold aria-[current=true]:text-ink"
        >
          {status ? t.statuses[status] : t.all}
        </a>
      ))}
    </nav>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  const t = useWords(orderWords);
  if (isFiltered) {
    return <EmptyState title={t.noneFiltered} action={<ButtonLink href="/orders">{t.showAll}</ButtonLink>} />;
  }
  return (
    <EmptyState title={t.none} action={<ButtonLink href="/pricing">{t.choose}</ButtonLink>}>
      {t.noneBody}
    </EmptyState>
  );
}
