import { randomUUID } from "node:crypto";
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import {
  dropUnusedProof,
  keepProof,
  PROOF_LIMIT_BYTES,
} from "#app/domain/billing/credit/refund-proofs.server.ts";
import { refundByStaff } from "#app/domain/billing/credit/staff-refunds.server.ts";
import { orderForStaff } from "#app/domain/billing/orders/staff-orders.server.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { isUuid } from "#app/domain/hosting/websites/websites.server.ts";
import { flash } from "#app/http/flash.server.ts";
import { readFormWithFile, textOf } from "#app/http/form-data.server.ts";
import { notFound } from "#app/http/responses.ts";
import { requireStaff } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { formatMoment } from "#app/ui/dates.ts";
import { Facts } from "#app/ui/facts.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader, Panel, Section } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { historyWords } from "./history.words.ts";
import { staffOrderWords } from "./order.words.ts";
import { OrderBooks } from "./order-books.tsx";
import { RefundForm, type RefundProblem } from "./order-refund-form.tsx";
import { wordOf } from "./words.ts";

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  pageMeta(staffOrderWords[localeIn(matches)].title(data?.order.number ?? ""));

export async function loader({ request, params }: LoaderFunctionArgs) {
  await requireStaff(request);
  const found = (await orderForStaff(services.db, params.number ?? "")) ?? notFound();
  return { ...found, key: randomUUID() };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const staff = await requireStaff(request);
  const found = (await orderForStaff(services.db, params.number ?? "")) ?? notFound();
  const { form, file } = await readFormWithFile(request, { name: "proof", limitBytes: PROOF_LIMIT_BYTES });
  const said = {
    amount: textOf(form, "amount").trim(),
    way: textOf(form, "way"),
    reference: textOf(form, "reference").trim(),
    reason: textOf(form, "reason").trim(),
    ends: textOf(form, "ends"),
  };
  const key = textOf(form, "key").toLowerCase();
  const problem = problemIn(said, key);
  if (problem) return json({ problem, said }, { status: 400 });
  if (file === "too-large") return json({ problem: "proof" as const, said }, { status: 400 });
  const proof = file && said.way === "transfer" ? await keepProof(services.store, key, file) : null;
  if (file && said.way === "transfer" && !proof)
    return json({ problem: "proof" as const, said }, { status: 400 });
  const { outcome } = await refundByStaff(services, {
    id: key,
    orderId: found.order.id,
    staffId: staff.id,
    amountIdr: Number(said.amount),
    way: said.way === "credit" ? "credit" : "transfer",
    reference: said.reference,
    proof,
    reason: said.reason,
    endsSubscription: said.ends === "yes",
    now: new Date(),
  }).finally(() => proof && dropUnusedProof(services, proof));
  if (outcome !== "given") return json({ problem: outcome, said }, { status: 400 });
  const headers = { "set-cookie": await flash("refund-recorded") };
  return redirect(`/staff/orders/${found.order.number}`, { status: 303, headers });
}

type Said = { amount: string; way: string; reference: string; reason: string };

function problemIn(said: Said, key: string): RefundProblem | null {
  if (!isUuid(key)) return "key";
  if (!/^[1-9]\d{0,11}$/.test(said.amount)) return "amount";
  if (said.way !== "credit" && said.way !== "transfer") return "way";
  if (said.way === "transfer" && said.reference === "") return "reference";
  if (said.reference.length > 100) return "reference";
  return said.reason === "" || said.reason.length > 300 ? "reason" : null;
}

export default function StaffOrderPage() {
  const { key, ...found } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const t = useWords(staffOrderWords);
  const locale = useLocale();
  const { order, customer, subscription, leftIdr } = found;
  const statuses = useWords(historyWords).subscriptions;
  const status = wordOf(statuses, subscription?.status ?? "") ?? "";
  const until = subscription && t.until(status, formatMoment(subscription.endsAt, locale));
  return (
    <Page>
      <PageHeader title={t.title(order.number)} back={{ href: "/staff", label: t.back }} />
      <Panel>
        <Facts
          items={[
            { label: t.facts.customer, value: `${customer.name}, ${customer.email}` },
            { label: t.facts.ordered, value: formatMoment(order.createdAt, locale) },
            { label: t.facts.paid, value: order.paidAt ? formatMoment(order.paidAt, locale) : t.unpaid },
            { label: t.facts.total, value: formatRupiah(order.totalIdr) },
            { label: t.facts.left, value: formatRupiah(leftIdr) },
            { label: t.facts.subscription, value: until ?? t.noSubscription },
          ]}
        />
      </Panel>
      <Section title={t.refund}>
        {leftIdr > 0 ? (
          <RefundForm formKey={key} answer={answer ?? null} hasSubscription={subscription !== null} />
        ) : (
          <p className="text-soft">{t.refundNone}</p>
        )}
      </Section>
      <OrderBooks found={found} />
    </Page>
  );
}
