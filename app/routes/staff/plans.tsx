import type { LoaderFunctionArgs } from "@remix-run/node";
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { listPlanSettings } from "#app/domain/catalog/plan-settings.server.ts";
import { requireStaff } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { StatusMark } from "#app/ui/status-mark.tsx";
import { Cell, DataTable, Row } from "#app/ui/table.tsx";
import { useWords } from "#app/ui/words.ts";
import { planWords } from "./plans.words.ts";
import { staffWords } from "./words.ts";

export const meta: MetaFunction = ({ matches }) => pageMeta(planWords[localeIn(matches)].title);

export async function loader({ request }: LoaderFunctionArgs) {
  await requireStaff(request);
  return { plans: await listPlanSettings(services.db) };
}

export default function Plans() {
  const { plans } = useLoaderData<typeof loader>();
  const t = useWords(planWords);
  const price = (amount: number | null) => (amount === null ? t.noPrice : formatRupiah(amount));
  const right = "right" as const;
  const columns = [
    { label: t.plan },
    { label: t.monthly, align: right },
    { label: t.yearly, align: right },
    { label: t.subscribers, align: right },
    { label: t.state },
  ];
  const office = useWords(staffWords);
  return (
    <Page>
      <PageHeader title={t.title} lead={t.lead} back={{ href: "/staff", label: office.title }} />
      <DataTable caption={t.title} columns={columns}>
        {plans.map((plan) => (
          <Row key={plan.id}>
            <Cell>
              <a
                className="link inline-flex min-h-11 items-center font-semibold"
                href={`/staff/plans/${plan.id}`}
              >
                {plan.name}
              </a>
            </Cell>
            <Cell label={t.monthly} align="right">
              {price(plan.pricesIdr.monthly)}
            </Cell>
            <Cell label={t.yearly} align="right">
              {price(plan.pricesIdr.yearly)}
            </Cell>
            <Cell label={t.subscribers} align="right">
              {String(plan.subscribers)}
            </Cell>
            <Cell label={t.state}>
              <StatusMark
                tone={plan.isOffered ? "good" : "off"}
                label={plan.isOffered ? t.offered : t.withdrawn}
              />
            </Cell>
          </Row>
        ))}
      </DataTable>
    </Page>
  );
}
