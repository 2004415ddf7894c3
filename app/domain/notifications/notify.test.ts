import { sql } from "kysely";
import { expect } from "vitest";
import { MailError } from "#app/adapters/mail/mail.server.ts";
import { createPasswords } from "#app/adapters/passwords/passwords.server.ts";
import { readVerifyLink } from "#app/domain/accounts/email-verification.server.ts";
import { readResetLink } from "#app/domain/accounts/password-reset.server.ts";
import { registerUser } from "#app/domain/accounts/registration.server.ts";
import { giveBack } from "#app/domain/billing/credit/refunds.server.ts";
import { issueCreditNote } from "#app/domain/billing/invoices/credit-notes.server.ts";
import { issueInvoice } from "#app/domain/billing/invoices/invoices.server.ts";
import { settleTransaction } from "#app/domain/billing/payments/settlement.server.ts";
import { noticeKinds, payloads } from "#app/jobs/payloads.ts";
import { aCustomer as aCustomerOfBilling, anOpenOrder } from "#app/test/billing.ts";
import { test } from "#app/test/fixtures.ts";
import { textOfPdf } from "#app/test/pdf.ts";
import type { Db } from "#db/client.ts";
import { sendNotice } from "./notify.server.ts";

const now = new Date("2026-11-22T03:00:00Z");
const websiteId = "0d3f6a52-6a0f-4c3a-9b52-0a4f0e6f2a11";

async function aCustomer(
  db: Db,
  { locale = "id" as "id" | "en", name = "Sari Wulandari" } = {},
): Promise<string> {
  const passwords = createPasswords({ cost: 4 });
  const applicant = { name, email: "sari@warung.test", phone: null, password: "kopi tubruk pagi", locale };
  const result = await registerUser({ db, passwords }, applicant, now);
  await passwords.close();
  if (result.outcome !== "registered") throw new Error(result.outcome);
  return result.userId;
}

const notice = (given: object) => payloads["send-notice"].parse({ key: "k1", ...given });

const aBill = {
  orderNumber: "LC-2026-000124",
  totalIdr: 49_000,
  planName: "Usaha",
  host: "warung.situs.test",
  endsAt: "2026-12-22T03:00:00.000Z",
  suspendsAt: "2026-12-25T03:00:00.000Z",
  terminatesAt: "2027-01-24T03:00:00.000Z",
};
const anEnd = {
  mode: "at-term",
  host: "warung.situs.test",
  websiteId,
  endsAt: "2026-12-22T03:00:00.000Z",
  creditIdr: 0,
};
type PayAtGateway = (reference: string, how: { notify: "never" }) => Promise<{ trxId: string }>;
type Shop = Parameters<typeof anOpenOrder>[0];

/** A paid order of this customer, its invoice issued. */
async function anInvoice(shop: Shop, ipaymu: { pay: PayAtGateway }, userId: string) {
  const order = await anOpenOrder(shop, { userId });
  await settleTransaction(shop, (await ipaymu.pay(order.reference, { notify: "never" })).trxId, new Date());
  const issued = await issueInvoice(shop, order, now);
  if (issued.outcome !== "issued") throw new Error(issued.outcome);
  return { ...order, invoice: issued.number };
}

async function aCreditNote(db: Db, order: { orderId: string; userId: string }): Promise<string> {
  const sum = { subtotalIdr: 1000, taxIdr: 0, reason: "", way: "credit" as const, cause: "staff" as const };
  const given = await db.transaction().execute((tx) => giveBack(tx, { ...order, ...sum, now }));
  if (given.outcome !== "given") throw new Error(given.outcome);
  return (await issueCreditNote(db, given, now)).number;
}

const aTrashedSite = {
  host: "warung.situs.test",
  websiteId,
  endsAt: "2026-12-22T03:00:00.000Z",
  didCancel: 1,
};

/** What each kind is told, and a word that must reach the reader. */
const told: Record<(typeof noticeKinds)[number], { values: object; path: RegExp }> = {
  "verify-email": {
    values: { next: "/checkout/kecil?cycle=yearly" },
    path: /\/verify\/[\w-]{43}\?next=%2Fcheckout/,
  },
  "reset-password": { values: {}, path: /\/reset\/[\w-]{43}$/ },
  "account-exists": { values: {}, path: /\/login$/ },
  "password-changed": { values: {}, path: /\/forgot$/ },
  "payment-received": {
    values: { orderNumber: "LC-2026-000123", totalIdr: 588_000, planName: "Kecil" },
    path: /\/orders\/LC-2026-000123$/,
  },
  "payment-credited": {
    values: { orderNumber: "LC-2026-000123", amountIdr: 49_000, reason: "second-payment" },
    path: /\/orders\/LC-2026-000123$/,
  },
  "payment-refused": {
    values: { orderNumber: "LC-2026-000123", amountIdr: 1_000 },
    path: /\/orders\/LC-2026-000123$/,
  },
  "renewal-due": { values: aBill, path: /\/pay\/[\w-]{48}$/ },
  "past-due": { values: aBill, path: /\/pay\/[\w-]{48}$/ },
  "site-suspended": { values: aBill, path: /\/pay\/[\w-]{48}$/ },
  "termination-soon": { values: aBill, path: /\/pay\/[\w-]{48}$/ },
  "renewal-paid": { values: aBill, path: /\/orders\/LC-2026-000124$/ },
  "plan-changed": {
    values: {
      host: "warung.situs.test",
      websiteId,
      planName: "Usaha",
      cycle: "monthly",
      paidIdr: 12_000,
      givenBackIdr: 0,
      endsAt: "2026-12-22T03:00:00.000Z",
      domains: 2,
      planDomains: 1,
    },
    path: /\/sites\/[\w-]{36}\/plan$/,
  },
  "site-restored": { values: { host: "warung.situs.test", websiteId }, path: /\/sites\/[\w-]{36}$/ },
  "site-stopped": {
    values: { host: "warung.situs.test", websiteId, note: "halaman tipuan" },
    path: /\/contact$/,
  },
  "export-ready": {
    values: { host: "warung.situs.test", websiteId, expiresAt: "2026-12-22T03:00:00.000Z" },
    path: /\/sites\/[\w-]{36}\/export$/,
  },
  "removal-soon": {
    values: { host: "warung.situs.test", websiteId, removedAt: "2026-12-22T03:00:00.000Z", hasExport: 1 },
    path: /\/sites\/[\w-]{36}\/export$/,
  },
  "site-trashed": { values: aTrashedSite, path: /\/sites\/[\w-]{36}$/ },
  "trash-ends-soon": { values: aTrashedSite, path: /\/sites\/[\w-]{36}$/ },
  "invoice-issued": {
    values: { orderNumber: "LC-2026-000123", invoiceNumber: "INV-2026-000042", totalIdr: 49_000 },
    path: /\/orders\/LC-2026-\d{6}\/invoice$/,
  },
  "credit-note-issued": {
    values: {
      orderNumber: "LC-2026-000123",
      noteNumber: "CN-2026-000007",
      invoiceNumber: "INV-2026-000042",
      totalIdr: 49_000,
    },
    path: /\/orders\/LC-2026-\d{6}\/credit-notes\/CN-2026-\d{6}$/,
  },
  "refund-recorded": {
    values: {
      orderNumber: "LC-2026-000123",
      totalIdr: 49_000,
      way: "transfer",
      cause: "staff",
      reference: "BCA 123",
    },
    path: /\/orders\/LC-2026-000123$/,
  },
  "subscription-cancelled": { values: anEnd, path: /\/sites\/[\w-]{36}$/ },
  "cancellation-taken-back": { values: anEnd, path: /\/sites\/[\w-]{36}$/ },
  "site-ready": { values: { host: "warung.situs.test", websiteId }, path: /\/sites\/[\w-]{36}\/uploads$/ },
  "site-delayed": { values: { host: "warung.situs.test" }, path: /\/dashboard$/ },
  "domain-active": { values: { host: "warung.test", websiteId }, path: /\/sites\/[\w-]{36}\/domains$/ },
  "domain-given-up": { values: { host: "warung.test", websiteId }, path: /\/sites\/[\w-]{36}\/domains$/ },
  "certificate-problem": {
    values: { host: "warung.test", websiteId, problem: "expired" },
    path: /\/sites\/[\w-]{36}\/domains$/,
  },
  "deploy-live": { values: { host: "warung.situs.test", websiteId, number: 3 }, path: /\/deployments$/ },
  "disk-filling": {
    values: { host: "warung.situs.test", websiteId, usedBytes: 450_000_000, limitBytes: 524_288_000 },
    path: /\/sites\/[\w-]{36}$/,
  },
  "deploy-failed": {
    values: { host: "warung.situs.test", websiteId, number: 3, step: "verifying" },
    path: /\/deployments$/,
  },
  "staff-attention": { values: { matter: "wrong-amount", subject: "trx-9" }, path: /\/staff$/ },
};

test.for(["id", "en"] as const)(
  "every kind of letter arrives whole in %s, with its one link",
  async (locale, { db, gateway, ipaymu, mail, mailer, vault, settings }) => {
    const userId = await aCustomer(db, { locale });
    const { orderId, number } = await anInvoice({ db, gateway, settings }, ipaymu, userId);
    const noteNumber = await aCreditNote(db, { orderId, userId });
    for (const kind of noticeKinds) {
      const { path } = told[kind];
      const isOfOrder =
        ["invoice-issued", "credit-note-issued"].includes(kind) || path.test("/pay/".padEnd(53, "x"));
      const values = { ...told[kind].values, ...(isOfOrder && { orderNumber: number, noteNumber }) };
      const payload = notice({
        key: `${kind}:1`,
        kind,
        values,
        userId: kind === "staff-attention" ? undefined : userId,
      });
      expect(await sendNotice({ db, mailer, vault, settings }, payload, now)).toEqual({ outcome: "sent" });
      const message = mail.messages().at(-1)!;
      expect(message.to).toEqual([kind === "staff-attention" ? settings.business.email : "sari@warung.test"]);
      expect(message.links.filter((link) => link.startsWith(settings.appUrl))).toHaveLength(1);
      expect(message.links[0]).toMatch(path);
      expect(message.text + message.html + message.subject).not.toMatch(/undefined|null|NaN|\[object/);
      if (kind !== "staff-attention") {
        expect(message.text).toContain(locale === "id" ? "Halo Sari Wulandari," : "Hello Sari Wulandari,");
        expect(message.html).toContain(`<html lang="${locale}">`);
      }
    }
    expect(await db.selectFrom("mail_messages").select("id").where("sent_at", "is", null).execute()).toEqual(
      [],
    );
  },
);

test("an issued invoice is queued with it and arrives once, as a PDF in the customer's language", async ({
  db,
  gateway,
  ipaymu,
  mail,
  mailer,
  vault,
  settings,
}) => {
  const userId = await aCustomer(db, { locale: "en" });
  const order = await anInvoice({ db, gateway, settings }, ipaymu, userId);
  await issueInvoice({ db, settings }, order, now);
  const { rows } = await sql<{ payload: unknown }>`
    select payload from graphile_worker._private_jobs where payload->>'kind' = 'invoice-issued'`.execute(db);
  expect(rows).toHaveLength(1);
  const payload = payloads["send-notice"].parse(rows[0]!.payload);
  const touches = { db, mailer, vault, settings };
  await sendNotice(touches, payload, now);
  expect(await sendNotice(touches, payload, now)).toEqual({ outcome: "already-sent" });
  expect(mail.messages()).toHaveLength(1);
  const { subject, attachments } = mail.messages()[0]!;
  expect(subject).toBe(`Invoice ${order.invoice}`);
  expect(attachments.map(({ filename, contentType }) => [filename, contentType])).toEqual([
    [`${order.invoice}.pdf`, "application/pdf"],
  ]);
  const text = textOfPdf(Buffer.from(attachments[0]!.content, "base64"));
  expect(text).toContain("Sari Wulandari");
  expect(text).toContain("Paid in full");

  const stranger = await aCustomerOfBilling(db);
  const wrong = { ...payload, key: "k2", userId: stranger };
  await expect(sendNotice(touches, wrong, now)).rejects.toThrow("has no such paper to send");
});

test("amounts are written in rupiah and the reason for credit in words", async ({
  db,
  mail,
  mailer,
  vault,
  settings,
}) => {
  const userId = await aCustomer(db);
  const { values } = told["payment-credited"];
  await sendNotice(
    { db, mailer, vault, settings },
    notice({ kind: "payment-credited", userId, values }),
    now,
  );
  const { text } = mail.messages()[0]!;
  expect(text).toContain("Rp49.000");
  expect(text).toContain("dibayar dua kali");
});

test("one key sends one letter, also when five jobs run at once", async ({
  db,
  mail,
  mailer,
  vault,
  settings,
}) => {
  const userId = await aCustomer(db);
  const payload = notice({ kind: "account-exists", userId });
  const results = await Promise.all(
    Array.from({ length: 5 }, () => sendNotice({ db, mailer, vault, settings }, payload, now)),
  );
  expect(results.filter((result) => result.outcome === "sent")).toHaveLength(1);
  expect(await sendNotice({ db, mailer, vault, settings }, payload, now)).toEqual({
    outcome: "already-sent",
  });
  expect(mail.messages()).toHaveLength(1);
});

test("a letter that was not taken is not marked as sent, and the next try sends it", async ({
  db,
  mail,
  mailer,
  vault,
  settings,
}) => {
  const userId = await aCustomer(db);
  const payload = notice({ kind: "reset-password", userId });
  mail.faults.refuse(1);
  await expect(sendNotice({ db, mailer, vault, settings }, payload, now)).rejects.toBeInstanceOf(MailError);
  const rows = () => db.selectFrom("mail_messages").select(["unique_key", "sent_at"]).execute();
  expect(await rows()).toEqual([{ unique_key: "k1", sent_at: null }]);

  expect(await sendNotice({ db, mailer, vault, settings }, payload, now)).toEqual({ outcome: "sent" });
  expect(await rows()).toEqual([{ unique_key: "k1", sent_at: now }]);
  expect(mail.messages()).toHaveLength(1);
});

test("the links in letters work, and their secrets are nowhere in the database", async ({
  db,
  mail,
  mailer,
  vault,
  settings,
}) => {
  const userId = await aCustomer(db);
  for (const kind of ["verify-email", "reset-password"] as const) {
    await sendNotice({ db, mailer, vault, settings }, notice({ key: kind, kind, userId }), now);
  }
  const [verify, reset] = mail
    .messages()
    .map((message) => new URL(message.links[0]!).pathname.split("/")[2]!);
  expect((await readVerifyLink({ db, vault }, verify!, now)).outcome).toBe("usable");
  expect(await readResetLink({ db, vault }, reset!, now)).toMatchObject({ userId });
  const stored = JSON.stringify([
    await db.selectFrom("email_tokens").selectAll().execute(),
    await db.selectFrom("mail_messages").selectAll().execute(),
  ]);
  expect(stored).not.toContain(verify);
  expect(stored).not.toContain(reset);
});

test("a name that looks like HTML stays text", async ({ db, mail, mailer, vault, settings }) => {
  const userId = await aCustomer(db, { name: '<img src=x onerror="alert(1)"> & Co' });
  await sendNotice({ db, mailer, vault, settings }, notice({ kind: "account-exists", userId }), now);
  const { html } = mail.messages()[0]!;
  expect(html).not.toContain("<img");
  expect(html).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; Co");
});

test("a notice for an account that is gone is dropped, and one with the wrong values is thrown", async ({
  db,
  mail,
  mailer,
  vault,
  settings,
}) => {
  const nobody = notice({ kind: "account-exists", userId: websiteId });
  expect(await sendNotice({ db, mailer, vault, settings }, nobody, now)).toEqual({ outcome: "nobody-there" });
  const userId = await aCustomer(db);
  const wrong = notice({ kind: "payment-received", userId, values: { orderNumber: "LC-2026-000123" } });
  await expect(sendNotice({ db, mailer, vault, settings }, wrong, now)).rejects.toThrow();
  expect(mail.messages()).toEqual([]);
});
