import type { LoaderFunctionArgs } from "@remix-run/node";
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { creditBalance } from "#app/domain/billing/credit/credit.server.ts";
import { creditStatement, type StatementEntry } from "#app/domain/billing/credit/credit-statement.server.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { requireUser } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { formatDate } from "#app/ui/dates.ts";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { PageSteps } from "#app/ui/page-steps.tsx";
import { Cell, DataTable, Row } from "#app/ui/table.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { papersWords } from "./papers.words.ts";

export const meta: MetaFunction = ({ matches }) => pageMeta(papersWords[localeIn(matches)].credit.title);

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const before = new URL(request.url).searchParams.get("before") ?? undefined;
  const [balanceIdr, { entries, older }] = await Promise.all([
    creditBalance(services.db, user.id),
    creditStatement(services.db, user.id, { before }),
  ]);
  return { balanceIdr, entries, older, isFirst: before === undefined };
}

export default function Credit() {
  const { balanceIdr, entries, older, isFirst } = useLoaderData<typeof loader>();
  const { credit: t, back, newest } = useWords(papersWords);
  const here = "/account/credit";
  return (
    <Page>
      <PageHeader
        title={t.title}
        lead={t.lead(formatRupiah(balanceIdr))}
        back={{ href: "/account", label: back }}
      />
      {entries.length === 0 ? (
        <EmptyState title={t.none}>{t.noneBody}</EmptyState>
      ) : (
        <>
          <p className="mb-4 max-w-measure text-soft">
            {`${t.what} `}
            <a href="/contact" className="link">
              {t.contact}
            </a>
          </p>
          <Statement entries={entries} />
        </>
      )}
      <PageSteps
        label={t.title}
        newest={isFirst ? null : { href: here, label: newest }}
        older={older ? { href: `${here}?before=${older}`, label: t.older } : null}
      />
    </Page>
  );
}

function Statement({ entries }: { entries: StatementEntry[] }) {
  const { credit: t, date, order } = useWords(papersWords);
  const locale = useLocale();
  const columns = [
    { label: t.reason },
    { label: date },
    { label: order },
    { label: t.amount, align: "right" as const },
    { label: t.balance, align: "right" as const },
  ];
  return (
    <DataTable caption={t.title} columns={columns}>
      {entries.map((entry) => (
        <Row key={entry.id}>
          <Cell>
            <span className="max-sm:font-semibold">{reasonIn(t, entry.reason)}</span>
          </Cell>
          <Cell label={date}>{formatDate(entry.createdAt, locale)}</Cell>
          <Cell label={order}>
            {entry.orderNumber ? (
              <a
                href={`/orders/${entry.orderNumber}`}
                className="link inline-flex min-h-11 items-center whitespace-nowrap"
              >
                {entry.orderNumber}
              </a>
            ) : (
              "–"
            )}
          </Cell>
          <Cell label={t.amount} align="right">
            <span className="tabular-nums">
              {`${entry.amountIdr > 0 ? "+" : ""}${formatRupiah(entry.amountIdr)}`}
            </span>
          </Cell>
          <Cell label={t.balance} align="right">
            <span className="font-semibold tabular-nums">{formatRupiah(entry.balanceIdr)}</span>
          </Cell>
        </Row>
      ))}
    </DataTable>
  );
}

/** A reason this page has no words for yet is still a change of credit. */
function reasonIn(t: (typeof papersWords)["id"]["credit"], reason: string): string {
  const reasons: Readonly<Record<string, string>> = t.reasons;
  return Object.hasOwn(reasons, reason) ? reasons[reason]! : t.otherReason;
}
