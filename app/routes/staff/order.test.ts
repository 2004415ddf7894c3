import { expect } from "vitest";
import { openStore } from "#app/adapters/storage/storage.server.ts";
import { creditBalance } from "#app/domain/billing/credit/credit.server.ts";
import { type App, test } from "#app/test/app.ts";
import { shopOf } from "#app/test/billing.ts";
import { aCustomer } from "#app/test/people.ts";
import { aSubscription, daysAfter } from "#app/test/renewing.ts";

let people = 0;

async function aStaffMember(app: App) {
  const one = await aCustomer(app, { email: `staf-${++people}@lumi.test` });
  await app.db.updateTable("users").set({ role: "staff" }).where("id", "=", one.account.id).execute();
  return one;
}

async function aPaidOrder(app: App) {
  const made = await aSubscription(shopOf(app), { anchor: daysAfter(new Date(), -10) });
  const order = await app.db
    .selectFrom("orders")
    .select(["id", "number"])
    .where("subscription_id", "=", made.subscriptionId)
    .executeTakeFirstOrThrow();
  return { ...made, orderId: order.id, number: order.number, path: `/staff/orders/${order.number}` };
}

const fields = (more: Record<string, string> = {}) => ({
  key: crypto.randomUUID(),
  amount: "9000",
  way: "credit",
  reference: "",
  reason: "Tidak puas",
  ...more,
});

test("staff find an order by its number and record a refund once, however often the form is sent", async ({
  app,
}) => {
  const [staff, order] = [await aStaffMember(app), await aPaidOrder(app)];
  const found = await staff.get(`/staff/orders?number=+${order.number.toLowerCase()}+`);
  expect(found.location).toBe(order.path);
  expect((await staff.get("/staff/orders?number=LC-2026-999999")).location).toBe("/staff");
  const page = await staff.get(order.path);
  for (const words of ["Rp49.000", "Catat pengembalian", "Pesanan dibuat"])
    expect(page.html).toContain(words);
  expect(page.html).not.toContain("<script");
  const sent = fields();
  const answers = await Promise.all([1, 2, 3].map(() => staff.post(order.path, sent)));
  expect(answers.map((one) => one.status)).toEqual([303, 303, 303]);
  expect(await creditBalance(app.db, order.userId)).toBe(9000);
  const after = await staff.get(order.path);
  for (const words of ["Rp40.000", "Tidak puas", "Pengembalian dicatat", staff.account.email])
    expect(after.html).toContain(words);
});

test("two refunds posted at once never give back more than was paid", async ({ app }) => {
  const [staff, order] = [await aStaffMember(app), await aPaidOrder(app)];
  const answers = await Promise.all([1, 2].map(() => staff.post(order.path, fields({ amount: "30000" }))));
  expect(answers.map((one) => one.status).sort()).toEqual([303, 400]);
  expect(answers.find((one) => one.status === 400)?.html).toContain(
    "lebih dari yang masih bisa dikembalikan",
  );
  expect(await creditBalance(app.db, order.userId)).toBe(30_000);
});

test("a transfer of the whole ends order and subscription if staff say so, and touches no credit", async ({
  app,
}) => {
  const [staff, order] = [await aStaffMember(app), await aPaidOrder(app)];
  const whole = fields({ amount: "49000", way: "transfer", ends: "yes" });
  const refused = await staff.post(order.path, whole);
  expect(refused.status).toBe(400);
  expect(refused.html).toContain("Tulis nomor bukti transfernya");
  expect((await staff.post(order.path, { ...whole, reference: "BCA 778" })).status).toBe(303);
  const row = await app.db
    .selectFrom("orders")
    .innerJoin("subscriptions", "subscriptions.id", "orders.subscription_id")
    .innerJoin("websites", "websites.subscription_id", "subscriptions.id")
    .select(["orders.status as order", "subscriptions.status", "websites.suspended_reason as site"])
    .where("orders.id", "=", order.orderId)
    .executeTakeFirstOrThrow();
  expect(row).toEqual({ order: "refunded", status: "ended", site: "ended" });
  expect(await creditBalance(app.db, order.userId)).toBe(0);
  expect((await staff.get(order.path)).html).toContain("BCA 778");
});

test("a wrong refund says which field is wrong and keeps what was typed; customers see no such page", async ({
  app,
}) => {
  const [staff, order] = [await aStaffMember(app), await aPaidOrder(app)];
  for (const [wrong, sentence] of [
    [{ amount: "-5" }, "angka saja"],
    [{ amount: "1.000" }, "angka saja"],
    [{ way: "cash" }, "Pilih cara"],
    [{ reason: "" }, "Tulis alasannya"],
    [{ key: "x" }, "tidak lengkap"],
    [{ amount: "49001" }, "lebih dari yang masih bisa"],
  ] as const) {
    const answer = await staff.post(order.path, fields({ reason: "<i>ketikan</i>", ...wrong }));
    expect(answer.status).toBe(400);
    expect(answer.html).toContain(sentence);
    if (!("reason" in wrong)) expect(answer.html).toContain("&lt;i&gt;ketikan");
  }
  expect(await creditBalance(app.db, order.userId)).toBe(0);
  const customer = await aCustomer(app, { email: `biasa-${++people}@warung.test` });
  expect((await customer.get(order.path)).status).toBe(404);
  expect((await customer.post(order.path, fields())).status).toBe(404);
  expect((await customer.get("/staff/orders?number=1")).status).toBe(404);
});

test("the proof of a transfer is kept with it, for staff to download only", async ({ app }) => {
  const [staff, order] = [await aStaffMember(app), await aPaidOrder(app)];
  const customer = await aCustomer(app, { email: `bukti-${++people}@warung.test` });
  const transfer = fields({ way: "transfer", reference: "BCA 779" });
  const send = (bytes: Uint8Array<ArrayBuffer>, name: string) => {
    const body = new FormData();
    for (const [field, value] of Object.entries(transfer)) body.set(field, value);
    body.set("proof", new Blob([bytes], { type: "application/pdf" }), name);
    return staff.ask(order.path, { method: "POST", body });
  };
  const pdf = new TextEncoder().encode("%PDF-1.7 a transfer");
  for (const wrong of [new TextEncoder().encode("<script>"), new Uint8Array(5 * 1024 * 1024 + 1)]) {
    const refused = await send(wrong, "bukti.pdf");
    expect(refused.status).toBe(400);
    expect(refused.html).toContain("harus PDF, PNG, atau JPEG");
    expect(refused.html).toContain("BCA 779");
  }
  const answers = [await send(pdf, "bukti.exe"), await send(pdf, "lagi.pdf")];
  expect(answers.map((one) => one.status)).toEqual([303, 303]);

  const path = `${order.path}/refunds/${transfer.key}/proof`;
  expect((await staff.get(order.path)).html).toContain(`href="${path}"`);
  const proof = await staff.get(path);
  expect(proof.html).toBe("%PDF-1.7 a transfer");
  expect(proof.headers.get("content-type")).toBe("application/pdf");
  expect(proof.headers.get("content-disposition")).toMatch(/^attachment; filename="LC-[^"]+\.pdf"$/);
  expect((await customer.get(path)).status).toBe(404);
  expect((await staff.get(`${order.path}/refunds/${crypto.randomUUID()}/proof`)).status).toBe(404);
  const kept: string[] = [];
  for await (const { key } of openStore(process.env.UPLOADS_URL ?? "").list())
    if (key.includes(transfer.key)) kept.push(key);
  expect(kept).toHaveLength(1);
});
