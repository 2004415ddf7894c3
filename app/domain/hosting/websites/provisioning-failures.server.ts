import { askForAttention } from "#app/domain/attention/attention.server.ts";
import { enqueue } from "#app/jobs/queue.server.ts";
import type { Db, Tx } from "#db/client.ts";
import { nextTry, type ProblemCode, TOLD_AFTER_TRIES } from "./provisioning-problems.ts";
import { provisioningJob, recordWebsite, type WebsiteRow } from "./websites.server.ts";

/** A code the pages translate, and the text for the log and for staff. */
export type Problem = { code: ProblemCode; text: string };

/**
 * Writes a failed try down and queues the next one, later each time. The third tells the customer and staff; a day
 * after the purchase, or at once when only a person can decide, the website is `failed`. Does nothing to a website
 * that is no longer being made.
 */
export async function noteFailedTry(
  db: Db,
  websiteId: string,
  problem: Problem,
  now: Date,
): Promise<{ outcome: "tries-again" | "failed" | "not-provisioning" }> {
  return db.transaction().execute(async (tx) => {
    const site = await tx
      .selectFrom("websites")
      .selectAll()
      .where("id", "=", websiteId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (site.status !== "provisioning") return { outcome: "not-provisioning" };
    const tries = site.tries + 1;
    const runAt = nextRun(problem.code, { ...site, tries }, now);
    await tx
      .updateTable("websites")
      .set({
        tries,
        problem_code: problem.code,
        problem_detail: problem.text.slice(0, 500),
        status: runAt ? "provisioning" : "failed",
      })
      .where("id", "=", site.id)
      .execute();
    if (runAt)
      await enqueue(tx, "provision-website", { websiteId }, { ...provisioningJob(websiteId), runAt });
    if (!runAt || tries === TOLD_AFTER_TRIES)
      await tellPeople(tx, site, problem, runAt ? "delayed" : "failed");
    const detail = { problem: problem.code, tries };
    const event = runAt ? "website-try-failed" : "website-failed";
    await recordWebsite(tx, { id: site.id, orderId: site.order_id }, event, detail, now);
    return { outcome: runAt ? "tries-again" : "failed" };
  });
}

/** Waiting for room is nobody's failure: it goes on until there is some. */
function nextRun(code: ProblemCode, site: Pick<WebsiteRow, "tries" | "created_at">, now: Date): Date | null {
  if (code === "host-taken-on-server") return null;
  return nextTry(site.tries, code === "no-server-room" ? now : site.created_at, now);
}

async function tellPeople(
  tx: Tx,
  site: WebsiteRow,
  problem: Problem,
  how: "delayed" | "failed",
): Promise<void> {
  await enqueue(tx, "send-notice", {
    key: `site-delayed:${site.id}`,
    kind: "site-delayed",
    userId: site.user_id,
    values: { websiteId: site.id, host: site.host },
  });
  await askForAttention(tx, {
    kind: `website-${how}`,
    subject: site.id,
    detail: { host: site.host, problem: problem.code, text: problem.text.slice(0, 200) },
    userId: site.user_id,
    orderId: site.order_id,
  });
}
