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

type Over = {
  kinds: string[];
  /** Which one; absent for every subject of these kinds. */
  subject?: string;
  /** Who dealt with it; absent when what was wrong is right again by itself. */
  staffId?: string | null;
  now: Date;
};

/** Closes what is open of these kinds: nobody has to look any more. Again it finds nothing open and changes nothing. */
export async function endAttention(db: Db, { kinds, subject, staffId, now }: Over): Promise<void> {
  let open = db
    .updateTable("attention_items")
    .set({ resolved_at: now, resolved_by: staffId ?? null })
    .where("kind", "in", kinds)
    .where("resolved_at", "is", null);
  if (subject !== undefined) open = open.where("subject", "=", subject);
  await open.execute();
}
