import { expect } from "vitest";
import { addStarterPlans } from "#app/domain/catalog/starter-plans.ts";
import { type App, test } from "#app/test/app.ts";
import { aCoupon } from "#app/test/coupons.ts";
import { aCustomer } from "#app/test/people.ts";

let people = 0;

async function aClerk(app: App) {
  await addStarterPlans(app.db);
  const clerk = await aCustomer(app, { email: `kasir-${++people}@warung.test` });
  await app.db.updateTable("users").set({ role: "staff" }).where("id", "=", clerk.account.id).execute();
  return clerk;
}

const form = (change: Record<string, string> = {}) => ({
  intent: "create",
  code: `lebaran-${people}`,
  kind: "percent",
  value: "25",
  payments: "first",
  planId: "usaha",
  maxUses: "100",
  maxUsesEach: "1",
  email: "",
  startsOn: "2026-11-22",
  endsOn: "2099-12-31",
  ...change,
});
const couponOf = (app: App, code: string) =>
  app.db.selectFrom("coupons").selectAll().where("code", "=", code).executeTakeFirst();

test("staff make a coupon, see its uses and stop it; each is in the audit log", async ({ app }) => {
  const clerk = await aClerk(app);
  const made = await clerk.post("/staff/coupons", form({ code: "lebaran-2027" }));
  expect([made.status, made.location]).toEqual([303, "/staff/coupons"]);
  const coupon = await couponOf(app, "LEBARAN2027");
  expect(coupon).toMatchObject({
    percent: 25,
    max_uses: 100,
    plan_id: "usaha",
    starts_at: new Date("2026-11-21T17:00:00Z"),
    ends_at: new Date("2099-12-31T17:00:00Z"),
  });
  const { html } = await clerk.get("/staff/coupons");
  for (const words of [
    "LEBARAN2027",
    "25 %, pembayaran pertama",
    "0 dari 100 kali",
    "paket Usaha",
    "31 Desember 2099",
  ]) {
    expect(html).toContain(words);
  }
  await clerk.post("/staff/coupons", { intent: "stop", coupon: coupon!.id });
  await clerk.post("/staff/coupons", { intent: "stop", coupon: coupon!.id });
  expect((await clerk.get("/staff/coupons")).html).toContain("Dihentikan");
  const audit = await app.db
    .selectFrom("audit_log")
    .select(["event", "actor_id"])
    .where("subject_id", "=", coupon!.id)
    .execute();
  expect(audit).toEqual([
    { event: "coupon-created", actor_id: clerk.account.id },
    { event: "coupon-stopped", actor_id: clerk.account.id },
  ]);
});

test.for([
  ["code", { code: "a!" }, "Tulis kode dari 4 sampai 30"],
  ["value", { value: "100" }, "Tulis persen dari 1 sampai 99"],
  ["value", { kind: "amount", value: "lima ribu" }, "Tulis persen dari 1 sampai 99"],
  ["value", { value: "" }, "Tulis persen dari 1 sampai 99"],
  ["kind", { kind: "gift" }, "Pilih salah satu."],
  ["planId", { planId: "mewah" }, "Pilih salah satu."],
  ["maxUses", { maxUses: "0" }, "Tulis angka bulat mulai dari 1"],
  ["email", { email: "nobody@nowhere.test" }, "Tidak ada akun dengan alamat e-mail itu."],
  ["endsOn", { endsOn: "2026-13-45" }, "Tulis tanggal yang ada"],
  ["endsOn", { endsOn: "2026-11-20" }, "Tanggal akhirnya sebelum tanggal mulai."],
] as const)(
  "a coupon with a wrong %s is refused in one sentence and keeps what was typed",
  async ([, change, sentence], { app }) => {
    const clerk = await aClerk(app);
    const { status, html } = await clerk.post("/staff/coupons", form({ code: `salah-${people}`, ...change }));
    expect(status).toBe(400);
    expect(html).toContain(sentence);
    expect(html).toContain('value="2026-11-22"');
    expect(await couponOf(app, `SALAH${people}`)).toBeUndefined();
  },
);

test("a code is given once, and for customers the page does not exist", async ({ app }) => {
  const clerk = await aClerk(app);
  const { code } = await aCoupon(app.db, {});
  const again = await clerk.post("/staff/coupons", form({ code }));
  expect([again.status, again.html.includes("Kode itu sudah pernah dibuat.")]).toEqual([400, true]);
  const customer = await aCustomer(app, { email: "bukan-kasir@warung.test" });
  expect((await customer.get("/staff/coupons")).status).toBe(404);
  expect((await customer.post("/staff/coupons", form())).status).toBe(404);
});
