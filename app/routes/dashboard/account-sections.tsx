import { formatRupiah } from "#app/domain/catalog/money.ts";
import { formatDate } from "#app/ui/dates.ts";
import { Facts } from "#app/ui/facts.tsx";
import { Section } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { dashboardWords } from "./dashboard.words.ts";
import type { Overview } from "./overview.server.ts";

/** What is due next, and what is in the customer's favour. */
export function PaymentsSection({ next, creditIdr }: Pick<Overview, "next" | "creditIdr">) {
  const t = useWords(dashboardWords);
  const locale = useLocale();
  const due = next ? (
    <>
      {t.nextText(formatRupiah(next.amountIdr), formatDate(next.at, locale))}
      <span className="block text-small text-soft">{t.beforeTax}</span>
    </>
  ) : (
    t.nothingDue
  );
  const what = next && [next.planName, next.host].filter(Boolean).join(", ");
  return (
    <Section title={t.payments}>
      <Facts
        items={[
          { label: t.next, value: due },
          ...(what ? [{ label: t.nextPlan, value: what }] : []),
          { label: t.credit, value: formatRupiah(creditIdr) },
        ]}
      />
      <p className="flex flex-wrap gap-x-6">
        <PlainLink href="/orders">{t.orders}</PlainLink>
        <PlainLink href="/account/invoices">{t.invoices}</PlainLink>
        <PlainLink href="/account/credit">{t.creditStatement}</PlainLink>
      </p>
    </Section>
  );
}

/** Who is logged in, as the invoices will say it. */
export function AccountSection({ user }: Pick<Overview, "user">) {
  const t = useWords(dashboardWords);
  const locale = useLocale();
  return (
    <Section title={t.account}>
      <Facts
        items={[
          { label: t.name, value: user.name },
          { label: t.email, value: user.isVerified ? user.email : `${user.email} (${t.unverified})` },
          { label: t.phone, value: user.phone ?? t.noPhone },
          { label: t.since, value: formatDate(user.createdAt, locale) },
        ]}
      />
      <PlainLink href="/account">{t.editAccount}</PlainLink>
    </Section>
  );
}

function PlainLink({ href, children }: { href: string; children: string }) {
  return (
    <a href={href} className="link inline-flex min-h-11 items-center">
      {children}
    </a>
  );
}
