import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { createCoupon, listCoupons, stopCoupon } from "#app/domain/billing/coupons/coupon-office.server.ts";
import { listPlans } from "#app/domain/catalog/plans.server.ts";
import { isUuid } from "#app/domain/hosting/websites/websites.server.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm, textOf } from "#app/http/form-data.server.ts";
import { readFields, refuseForm, valuesOf } from "#app/http/form-fields.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { requireStaff } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { couponFields, readCoupon } from "./coupon-fields.ts";
import { CouponForm } from "./coupon-form.tsx";
import { CouponTable } from "./coupon-table.tsx";
import { couponWords } from "./coupons.words.ts";

export const meta: MetaFunction = ({ matches }) => pageMeta(couponWords[localeIn(matches)].title);

export async function loader({ request }: LoaderFunctionArgs) {
  await requireStaff(request);
  const [coupons, plans] = await Promise.all([listCoupons(services.db), listPlans(services.db)]);
  return { coupons, plans: plans.map(({ id, name }) => ({ id, name })) };
}

export async function action({ request }: ActionFunctionArgs) {
  const staff = await requireStaff(request);
  const form = await readForm(request);
  const by = { staffId: staff.id, now: new Date() };
  const intent = textOf(form, "intent");
  if (intent === "stop") {
    const couponId = textOf(form, "coupon");
    if (isUuid(couponId)) await stopCoupon(services.db, couponId, by);
    return back("coupon-stopped");
  }

  const t = couponWords[await localeOf(request)];
  const schema = couponFields(t);
  const values = valuesOf(form, Object.keys(schema.shape));
  const fields = readFields(form, schema);
  if (!fields.isRight) return refuseForm(fields.reply);
  const planIds = (await listPlans(services.db)).map((plan) => plan.id);
  const read = readCoupon(fields.value, t, { planIds, now: by.now });
  if ("errors" in read) return refuseForm({ errors: read.errors, values });
  const made = await createCoupon(services.db, read.coupon, by);
  if (made.outcome === "code-taken") return refuseForm({ errors: { code: [t.codeTaken] }, values });
  if (made.outcome === "no-such-customer") {
    return refuseForm({ errors: { email: [t.customerWrong] }, values });
  }
  return back("coupon-created");
}

async function back(message: string) {
  return redirect("/staff/coupons", { status: 303, headers: { "set-cookie": await flash(message) } });
}

export default function Coupons() {
  const { coupons, plans } = useLoaderData<typeof loader>();
  const { errors = {}, values = {} } = useActionData<typeof action>() ?? {};
  const t = useWords(couponWords);
  return (
    <Page>
      <PageHeader title={t.title} lead={t.lead} back={{ href: "/staff", label: t.back }} />
      {coupons.length === 0 ? (
        <EmptyState title={t.none}>{t.noneBody}</EmptyState>
      ) : (
        <CouponTable coupons={coupons} />
      )}
      <CouponForm plans={plans} values={values} errors={errors} />
    </Page>
  );
}
