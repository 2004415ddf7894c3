import { z } from "zod";
import type { NoticeKind } from "#app/jobs/payloads.ts";

const host = z.string().min(1);
const websiteId = z.uuid();
const orderNumber = z.string().min(1);
const amountIdr = z.number().int();
const number = z.number().int().positive();
const moment = z.iso.datetime();
/** The bill of a subscription's next period, with the dates that matter: the end, the suspension, the termination. */
const bill = z.object({
  orderNumber,
  totalIdr: amountIdr,
  planName: z.string().min(1),
  host,
  endsAt: moment,
  suspendsAt: moment,
  terminatesAt: moment,
});
/** The end of a subscription: `at-term` is still ahead. `creditIdr` is what became credit with it. */
const cancelled = z.object({
  mode: z.enum(["at-term", "ended"]),
  host,
  websiteId,
  endsAt: moment,
  creditIdr: amountIdr,
});
/** A deleted site, until when it can be taken back, and whether (1) its subscription was cancelled with it. */
const trashed = z.object({ host, websiteId, endsAt: moment, didCancel: z.number().int() });
const none = z.object({});

/** What each kind of message must be told. Amounts are whole rupiah; `host` is the site's public name. */
export const noticeValues = {
  /** `next`: the page of this site to go on to after confirming. */
  "verify-email": z.object({ next: z.string().optional() }),
  "reset-password": none,
  "account-exists": none,
  "password-changed": none,
  "payment-received": z.object({ orderNumber, totalIdr: amountIdr, planName: z.string().min(1) }),
  /** `reason`: why the money became credit, as in `credit_entries.reason`. */
  "payment-credited": z.object({ orderNumber, amountIdr, reason: z.string() }),
  "payment-refused": z.object({ orderNumber, amountIdr }),
  "renewal-due": bill,
  "past-due": bill,
  "site-suspended": bill,
  "termination-soon": bill,
  "renewal-paid": z.object({
    orderNumber,
    totalIdr: amountIdr,
    planName: z.string().min(1),
    endsAt: moment,
  }),
  /** `paidIdr` and `givenBackIdr` with tax; zero when nothing moved. */
  "plan-changed": z.object({
    host,
    websiteId,
    planName: z.string().min(1),
    cycle: z.enum(["monthly", "yearly"]),
    paidIdr: amountIdr,
    givenBackIdr: amountIdr,
    endsAt: moment,
    /** How many domains of their own the owner has there, and how many the plan holds: told when there are more. */
    domains: z.number().int().default(0),
    planDomains: z.number().int().default(0),
  }),
  "site-restored": z.object({ host, websiteId }),
  /** `note`: the reason as staff wrote it. */
  "site-stopped": z.object({ host, websiteId, note: z.string().min(1) }),
  "export-ready": z.object({ host, websiteId, expiresAt: moment }),
  /** `hasExport`: 1 when there is one to fetch, 0 when it was given up. */
  "removal-soon": z.object({ host, websiteId, removedAt: moment, hasExport: z.number().int() }),
  /** The letter carries the invoice as a PDF. */
  "invoice-issued": z.object({ orderNumber, invoiceNumber: z.string().min(1), totalIdr: amountIdr }),
  /** The letter carries the credit note as a PDF. `totalIdr` is what was given back, above zero. */
  "credit-note-issued": z.object({
    orderNumber,
    noteNumber: z.string().min(1),
    invoiceNumber: z.string().min(1),
    totalIdr: amountIdr,
  }),
  /** `reference`: what proves a transfer; empty when it became credit. */
  "refund-recorded": z.object({
    orderNumber,
    totalIdr: amountIdr,
    way: z.enum(["credit", "transfer"]),
    cause: z.enum(["staff", "downgrade", "cancellation"]),
    reference: z.string(),
  }),
  "subscription-cancelled": cancelled,
  "cancellation-taken-back": cancelled,
  "site-trashed": trashed,
  "trash-ends-soon": trashed,
  "site-ready": z.object({ host, websiteId }),
  "site-delayed": z.object({ host }),
  "domain-active": z.object({ host, websiteId }),
  "domain-given-up": z.object({ host, websiteId }),
  /** `host`: the site's own; `problem`: as in certificate-rules.ts. */
  "certificate-problem": z.object({ host, websiteId, problem: z.string() }),
  "deploy-live": z.object({ host, websiteId, number }),
  "deploy-failed": z.object({ host, websiteId, number, step: z.string() }),
  /** Bytes the site holds, and what its plan allows. */
  "disk-filling": z.object({ host, websiteId, usedBytes: number, limitBytes: number }),
  /** To the business itself: what kind of matter, and which one. */
  "staff-attention": z.object({ matter: z.string(), subject: z.string() }),
} satisfies Record<NoticeKind, z.ZodType>;

export type NoticeValues<Kind extends NoticeKind> = z.infer<(typeof noticeValues)[Kind]>;
