import { enqueue } from "#app/jobs/queue.server.ts";
import type { Db } from "#db/client.ts";

type Matter = {
  /** What kind of thing needs a person: `wrong-amount`, `unknown-reference`, `website-failed`. */
  kind: string;
  /** Which one: a transaction id, a website id. One open matter for each (kind, subject). */
  subject: string;
  detail?: Record<string, string | number | boolean | null>;
  userId?: string | null;
  orderId?: string | null;
};

/** Puts a matter on the staff's list and tells them by e-mail, once: while it is open, asking again does nothing. */
export async function askForAttention(db: Db, matter: Matter): Promise<void> {
  const opened = await db
    .insertInto("attention_items")
    .values({
      kind: matter.kind,
      subject: matter.subject,
      detail: JSON.stringify(matter.detail ?? {}),
      user_id: matter.userId ?? null,
      order_id: matter.orderId ?? null,
    })
    .onConflict((conflict) =>
      conflict.columns(["kind", "subject"]).where("resolved_at", "is", null).doNothing(),
    )
    .returning("id")
    .executeTakeFirst();
  if (!opened) return;
  await enqueue(db, "send-notice", {
    key: `staff-attention:${opened.id}`,
    kind: "staff-attention",
    values: { matter: matter.kind, subject: matter.subject },
  });
}
