import { sql } from "kysely";
import { createMailer } from "#app/adapters/mail/mail.server.ts";
import { createPasswords } from "#app/adapters/passwords/passwords.server.ts";
import { createVault } from "#app/adapters/vault/vault.server.ts";
import { registerUser } from "#app/domain/accounts/registration.server.ts";
import { sendNotice } from "#app/domain/notifications/notify.server.ts";
import { payloads } from "#app/jobs/payloads.ts";
import { APP_URL, type App } from "./app.ts";
import { testSettings } from "./fixtures.ts";

export const PASSWORD = "kopi tubruk pagi";

export type Answer = { status: number; html: string; location: string; headers: Headers };
export type Visitor = ReturnType<typeof aVisitor>;

/** Somebody with a browser of their own: keeps cookies, follows nothing, has no script. */
export function aVisitor(
  app: App,
  { language = "id", address }: { language?: "id" | "en"; address?: string } = {},
) {
  const cookies = new Map<string, string>();

  async function ask(path: string, init: RequestInit = {}): Promise<Answer> {
    const headers = new Headers({ "accept-language": language, ...(init.headers as Record<string, string>) });
    if (cookies.size > 0)
      headers.set("cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    if (address) headers.set("x-lumi-address", address);
    const response = await app.visit(path, { ...init, headers });
    for (const cookie of response.headers.getSetCookie()) keep(cookie);
    const location = response.headers.get("location") ?? "";
    return { status: response.status, html: await response.text(), location, headers: response.headers };
  }

  function keep(cookie: string) {
    const [pair = ""] = cookie.split(";");
    const split = pair.indexOf("=");
    if (/max-age=0/i.test(cookie)) cookies.delete(pair.slice(0, split));
    else cookies.set(pair.slice(0, split), pair.slice(split + 1));
  }

  return {
    cookies,
    get: (path: string) => ask(path),
    /** Sends a plain form; a list of pairs may name one field several times. */
    post: (
      path: string,
      fields: Record<string, string> | [string, string][],
      headers: Record<string, string> = {},
    ) => ask(path, { method: "POST", body: new URLSearchParams(fields), headers }),
    ask,
  };
}

type Person = { email: string; name?: string; locale?: "id" | "en"; isVerified?: boolean };

/** An account made as the product makes it, with a cheap hash of `PASSWORD`. */
export async function anAccount(
  app: App,
  { email, name = "Sari Wulandari", locale = "id", isVerified = true }: Person,
) {
  const passwords = createPasswords({ cost: 4 });
  const applicant = { name, email, phone: null, password: PASSWORD, locale };
  const result = await registerUser({ db: app.db, passwords }, applicant, new Date());
  await passwords.close();
  if (result.outcome !== "registered") throw new Error(`${email}: ${result.outcome}`);
  if (isVerified) {
    await app.db
      .updateTable("users")
      .set({ email_verified_at: new Date() })
      .where("id", "=", result.userId)
      .execute();
  }
  return { id: result.userId, email };
}

/** A visitor who has logged in with an account of their own. */
export async function aCustomer(app: App, person: Person) {
  const account = await anAccount(app, person);
  const visitor = aVisitor(app, { language: person.locale ?? "id" });
  const answer = await visitor.post("/login", { email: account.email, password: PASSWORD });
  if (answer.status !== 303) throw new Error(`${account.email} could not log in: ${answer.status}`);
  return { ...visitor, account };
}

/** Sends the letters that wait in the queue, as the worker would, and returns the links in those to this address. */
export async function openMail(app: App, to: string): Promise<string[]> {
  const { rows } = await sql<{ payload: unknown }>`
    select payload from graphile_worker._private_jobs where payload->>'kind' is not null order by id`.execute(
    app.db,
  );
  const touches = {
    db: app.db,
    vault: createVault([process.env.ENCRYPTION_KEYS ?? ""]),
    mailer: createMailer({ url: app.mail.smtpUrl, from: "halo@lumi.test" }),
    settings: testSettings,
  };
  for (const { payload } of rows)
    await sendNotice(touches, payloads["send-notice"].parse(payload), new Date());
  const letters = app.mail.messages().filter((message) => message.to.includes(to));
  return letters.flatMap((letter) => letter.links).map((link) => link.replace(APP_URL, ""));
}
