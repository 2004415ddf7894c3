import { askForAttention } from "#app/domain/attention/attention.server.ts";
import { enqueue } from "#app/jobs/queue.server.ts";
import type { Db, Tx } from "#db/client.ts";
import { recordWebsite, type WebsiteRow } from "../websites/websites.server.ts";
import { certificateOf, enqueueIssuing, enqueueRedirect } from "./certificate-rows.server.ts";
import type { CertificateProblem } from "./certificate-rules.ts";

/** After this many requests in vain the customer and staff are told. */
const TOLD_AFTER = 3;

/**
 * Notes a request for a certificate that was in vain, and queues the next at the time its claim set. What redirected
 * before is looked after by a job of its own: an older certificate may still be good.
 */
export async function noteNotIssued(
  db: Db,
  site: WebsiteRow,
  problem: { code: CertificateProblem; text: string },
  now: Date,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const row = await certificateOf(tx, site.id);
    await tx
      .updateTable("website_certificates")
      .set({ problem_code: problem.code, problem_detail: problem.text.slice(0, 500) })
      .where("website_id", "=", site.id)
      .execute();
    const detail = { problem: problem.code, failures: row.failures };
    const which = { id: site.id, orderId: site.order_id };
    await recordWebsite(tx, which, "certificate-failed", detail, now);
    await enqueueIssuing(tx, site.id, row.next_try_at ?? now);
    await enqueueRedirect(tx, site.id);
    if (row.failures < TOLD_AFTER) return;
    await askStaff(tx, site, "certificate-failed", { ...detail, text: problem.text.slice(0, 200) });
    if (row.not_after === null) await tellOwner(tx, site, problem.code, "none");
  });
}

/** Puts a certificate's trouble on the staff's list, once while it is open. */
export async function askStaff(
  tx: Tx,
  site: WebsiteRow,
  kind: "certificate-failed" | "certificate-expiring" | "certificate-broken",
  detail: Record<string, string | number | null>,
): Promise<void> {
  await askForAttention(tx, {
    kind,
    subject: site.id,
    detail: { host: site.host, ...detail },
    userId: site.user_id,
    orderId: site.order_id,
  });
}

/** Writes to the site's owner, once for each certificate (`end`: its last day) and problem. */
export async function tellOwner(
  tx: Tx,
  site: WebsiteRow,
  problem: CertificateProblem,
  end: string,
): Promise<void> {
  await enqueue(tx, "send-notice", {
    key: `certificate-problem:${site.id}:${end}:${problem}`,
    kind: "certificate-problem",
    userId: site.user_id,
    values: { host: site.host, websiteId: site.id, problem },
  });
}
