import { z } from "zod";

/** Messages to people, by what they are about. Texts: app/domain/notifications. */
export const noticeKinds = [
  "verify-email",
  "reset-password",
  "account-exists",
  "password-changed",
  "payment-received",
  "payment-credited",
  "payment-refused",
  "renewal-due",
  "past-due",
  "renewal-paid",
  "plan-changed",
  "site-suspended",
  "site-restored",
  "termination-soon",
  "site-stopped",
  "export-ready",
  "removal-soon",
  "invoice-issued",
  "credit-note-issued",
  "refund-recorded",
  "subscription-cancelled",
  "cancellation-taken-back",
  "site-trashed",
  "trash-ends-soon",
  "site-ready",
  "site-delayed",
  "domain-active",
  "domain-given-up",
  "certificate-problem",
  "deploy-live",
  "deploy-failed",
  "disk-filling",
  "staff-attention",
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

const nothing = z.object({});
const website = z.object({ websiteId: z.uuid() });

/** Every background job, and what it is told. No secret ever travels in a payload. */
export const payloads = {
  /** All notices that wait; who takes them is named, to find them again after a crash. */
  "read-notices": z.object({ reader: z.uuid() }),
  "read-notice": z.object({ eventId: z.uuid() }),
  "check-attempt": z.object({ attemptId: z.uuid() }),
  "sweep-attempts": nothing,
  "reconcile-payments": nothing,
  "refresh-channels": nothing,
  "billing-tick": nothing,
  "renew-subscription": z.object({ subscriptionId: z.uuid() }),
  "close-outdated-orders": z.object({ subscriptionId: z.uuid() }),
  "issue-invoice": z.object({ orderId: z.uuid() }),
  "issue-credit-note": z.object({ refundId: z.uuid() }),
  "provision-website": website,
  "switch-website": website,
  "follow-php": website,
  "follow-folders": website,
  "export-website": website,
  "remove-website": website,
  "sweep-endings": nothing,
  "schedule-backups": nothing,
  "back-up-website": z.object({ backupId: z.uuid() }),
  "restore-backup": z.object({ backupId: z.uuid(), uploadId: z.uuid() }),
  "restore-beside": z.object({ restoreId: z.uuid() }),
  "measure-disk": website,
  "measure-disks": nothing,
  "check-domain": z.object({ domainId: z.uuid() }),
  "unbind-domain": z.object({ domainId: z.uuid() }),
  "sweep-domains": nothing,
  "issue-certificate": website,
  "set-redirect": website,
  "watch-certificate": website,
  "watch-certificates": nothing,
  "watch-servers": nothing,
  "look-at-server": z.object({ serverId: z.uuid() }),
  "inspect-upload": z.object({ uploadId: z.uuid() }),
  "pack-ahead": z.object({ uploadId: z.uuid() }),
  deploy: z.object({ deploymentId: z.uuid() }),
  "clean-releases": website,
  "send-notice": z.object({
    /** What makes this message one: a second job with the same key sends nothing. */
    key: z.string().min(1).max(200),
    kind: z.enum(noticeKinds),
    /** Absent for messages to staff. */
    userId: z.uuid().optional(),
    values: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  }),
  "compare-books": nothing,
  "sweep-leftovers": nothing,
};
export type JobName = keyof typeof payloads;
export type Payload<Name extends JobName> = z.input<(typeof payloads)[Name]>;
/** What a handler gets: the payload with its defaults filled in. */
export type Parsed<Name extends JobName> = z.output<(typeof payloads)[Name]>;
