import { sql } from "kysely";
import type { Mailer } from "#app/adapters/mail/mail.server.ts";
import type { Vault } from "#app/adapters/vault/vault.server.ts";
import { issueToken, type LinkPurpose } from "#app/domain/accounts/email-tokens.server.ts";
import { payToken } from "#app/domain/billing/payments/pay-links.ts";
import { addressOfHost } from "#app/domain/hosting/domains/shown-address.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { Parsed } from "#app/jobs/payloads.ts";
import type { Db } from "#db/client.ts";
import { attachmentsOf } from "./attachments.server.ts";
import { frameOf } from "./templates/frame.ts";
import { render } from "./templates/letter.ts";
import { composeLetter } from "./templates/letters.ts";

type Touches = { db: Db; mailer: Mailer; vault: Vault; settings: Settings };
type Notice = Parsed<"send-notice">;
type Recipient = { userId: string | null; email: string; name: string; language: "id" | "en" };

export type Sending = { outcome: "sent" | "already-sent" | "nobody-there" };

/**
 * Sends one message, once for its `key`: the row comes first, the letter next, the mark that it was sent last. Two at
 * once wait for each other. A process killed between the letter and the mark sends it again: a second letter is better
 * than none. Throws MailError when the mail server did not take it; the job then tries again. An account that is gone
 * gets nothing.
 */
export async function sendNotice(touches: Touches, notice: Notice, now: Date): Promise<Sending> {
  // The lock lives on one connection, not in a transaction: the mail server may take its time.
  return touches.db.connection().execute(async (db) => {
    await sql`select pg_advisory_lock(hashtextextended(${notice.key}, 0))`.execute(db);
    try {
      return await sendOnce({ ...touches, db }, notice, now);
    } finally {
      await sql`select pg_advisory_unlock(hashtextextended(${notice.key}, 0))`.execute(db);
    }
  });
}

async function sendOnce(touches: Touches, notice: Notice, now: Date): Promise<Sending> {
  const { db, mailer, settings } = touches;
  const earlier = await db
    .selectFrom("mail_messages")
    .select("sent_at")
    .where("unique_key", "=", notice.key)
    .executeTakeFirst();
  if (earlier?.sent_at) return { outcome: "already-sent" };
  const recipient = await findRecipient(db, notice, settings);
  if (!recipient) return { outcome: "nobody-there" };

  const { kind } = notice;
  const { language, name, email, userId } = recipient;
  const token = await tokenFor(touches, notice, recipient, now);
  const named = await nameSite(db, notice, userId);
  const letter = composeLetter({ kind, values: named, language, appUrl: settings.appUrl, token });
  const rendered = render(letter, frameOf(language, name, settings.business));
  await db
    .insertInto("mail_messages")
    .values({
      unique_key: notice.key,
      user_id: userId,
      kind,
      recipient: email,
      subject: rendered.subject,
      created_at: now,
    })
    .onConflict((conflict) => conflict.column("unique_key").doNothing())
    .execute();
  const attachments = await attachmentsOf(db, notice, language);
  await mailer.send({ to: email, ...rendered, attachments });
  await db.updateTable("mail_messages").set({ sent_at: now }).where("unique_key", "=", notice.key).execute();
  return { outcome: "sent" };
}

async function findRecipient(db: Db, notice: Notice, { business }: Settings): Promise<Recipient | null> {
  if (notice.kind === "staff-attention") {
    return { userId: null, email: business.email, name: "", language: "id" };
  }
  if (notice.userId === undefined) throw new Error(`A ${notice.kind} notice needs a userId`);
  const user = await db
    .selectFrom("users")
    .select(["email", "name", "locale"])
    .where("id", "=", notice.userId)
    .executeTakeFirst();
  return user ? { userId: notice.userId, email: user.email, name: user.name, language: user.locale } : null;
}

/** Letters in which `host` is a domain, not the site it leads to. */
const domainKinds: readonly string[] = ["domain-active", "domain-given-up"];

/** What the letter is told, with the name its owner knows the site by now. */
async function nameSite(db: Db, { kind, values }: Notice, userId: string | null): Promise<Notice["values"]> {
  if (!userId || typeof values.host !== "string" || domainKinds.includes(kind)) return values;
  return { ...values, host: (await addressOfHost(db, userId, values.host)) ?? values.host };
}

const billKinds: readonly string[] = ["renewal-due", "past-due", "site-suspended", "termination-soon"];
const linkKinds: readonly string[] = ["verify-email", "reset-password"] satisfies LinkPurpose[];

/** A link's secret is made here, when the letter is written: it never waits in the queue. Empty for other letters. */
async function tokenFor(
  { db, vault, settings }: Touches,
  notice: Notice,
  recipient: Recipient,
  now: Date,
): Promise<string> {
  const { userId, email } = recipient;
  if (userId === null) return "";
  if (billKinds.includes(notice.kind)) return payTokenFor(db, settings, notice, userId, now);
  if (!linkKinds.includes(notice.kind)) return "";
  return issueToken({ db, vault }, { userId, email, purpose: notice.kind as LinkPurpose, now });
}

/** Whoever gets the bill can pay it at once, without signing in. Empty for an order that is not this person's. */
async function payTokenFor(
  db: Db,
  { linkKeys }: Settings,
  notice: Notice,
  userId: string,
  now: Date,
): Promise<string> {
  const order = await db
    .selectFrom("orders")
    .select("id")
    .where("number", "=", String(notice.values.orderNumber))
    .where("user_id", "=", userId)
    .executeTakeFirst();
  return order ? payToken(linkKeys, order.id, now) : "";
}
