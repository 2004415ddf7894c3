import { sql } from "kysely";
import { expect } from "vitest";
import { createPasswords, type Passwords } from "#app/adapters/passwords/passwords.server.ts";
import { test as base } from "#app/test/fixtures.ts";
import type { Db } from "#db/client.ts";
import { issueToken, spendToken } from "./email-tokens.server.ts";
import { confirmEmail, readVerifyLink, resendVerification } from "./email-verification.server.ts";
import { logIn } from "./login.server.ts";
import { changePassword } from "./password-change.server.ts";
import { readResetLink, requestReset, resetPassword } from "./password-reset.server.ts";
import { registerUser } from "./registration.server.ts";
import { findSession, openSession } from "./sessions.server.ts";
import { appointOwner } from "./users.server.ts";

const test = base.extend<{ passwords: Passwords }>({
  passwords: async ({}, use) => {
    const passwords = createPasswords({ cost: 4 });
    await use(passwords);
    await passwords.close();
  },
});

const now = new Date("2026-11-22T03:00:00Z");
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const sari = {
  name: "Sari Wulandari",
  email: "sari@warung.test",
  phone: null,
  password: "kopi tubruk pagi",
  locale: "id" as const,
};

async function aCustomer(touches: { db: Db; passwords: Passwords }) {
  const result = await registerUser(touches, sari, now);
  if (result.outcome !== "registered") throw new Error(result.outcome);
  return { id: result.userId, email: sari.email };
}

async function queued(db: Db): Promise<{ kind: string; text: string }[]> {
  const { rows } = await sql<{ payload: { kind: string } }>`
    select payload from graphile_worker._private_jobs where payload->>'kind' is not null order by id`.execute(
    db,
  );
  return rows.map(({ payload }) => ({ kind: payload.kind, text: JSON.stringify(payload) }));
}

test("registering makes one account and queues one letter, without its link's secret", async ({
  db,
  passwords,
}) => {
  const user = await aCustomer({ db, passwords });
  const row = await db.selectFrom("users").selectAll().executeTakeFirstOrThrow();
  expect(row).toMatchObject({ id: user.id, role: "customer", email_verified_at: null, locale: "id" });
  expect(row.password_hash).not.toContain(sari.password);
  expect((await queued(db)).map((job) => job.kind)).toEqual(["verify-email"]);
  expect(await db.selectFrom("email_tokens").selectAll().execute()).toEqual([]);
});

test("of two registrations of one address at once, one registers and the other tells its owner", async ({
  db,
  passwords,
}) => {
  const results = await Promise.all([1, 2].map(() => registerUser({ db, passwords }, sari, now)));
  expect(results.map((result) => result.outcome).sort()).toEqual(["email-taken", "registered"]);
  expect(await db.selectFrom("users").select("id").execute()).toHaveLength(1);
  expect((await queued(db)).map((job) => job.kind).sort()).toEqual(["account-exists", "verify-email"]);
});

test("somebody else's registration leaves the account's name and password alone", async ({
  db,
  passwords,
}) => {
  await aCustomer({ db, passwords });
  const stranger = { ...sari, name: "Orang Lain", password: "kata sandi saya" };
  expect(await registerUser({ db, passwords }, stranger, later(1))).toEqual({ outcome: "email-taken" });
  expect(await db.selectFrom("users").select("name").execute()).toEqual([{ name: sari.name }]);
  expect((await logIn({ db, passwords }, stranger)).outcome).toBe("no-match");
});

test("a weak password is refused before anything is written", async ({ db, passwords }) => {
  const result = await registerUser({ db, passwords }, { ...sari, password: "SARI@warung.test" }, now);
  expect(result).toEqual({ outcome: "weak-password", problem: "is-email" });
  expect(await db.selectFrom("users").select("id").execute()).toEqual([]);
});

test("only the right pair of address and password is welcome", async ({ db, passwords }) => {
  const user = await aCustomer({ db, passwords });
  const attempt = (email: string, password: string) => logIn({ db, passwords }, { email, password });
  expect(await attempt(sari.email, sari.password)).toEqual({ outcome: "welcome", userId: user.id });
  expect(await attempt(sari.email, "kopi tubruk sore")).toEqual({ outcome: "no-match" });
  expect(await attempt("budi@warung.test", sari.password)).toEqual({ outcome: "no-match" });
  expect(await attempt(sari.email, "x".repeat(1000))).toEqual({ outcome: "no-match" });
});

test("a full password queue is an answer, not a failure", async ({ db }) => {
  const passwords = createPasswords({ cost: 4, longestQueue: 0 });
  expect(await logIn({ db, passwords }, sari)).toEqual({ outcome: "busy" });
  expect(await registerUser({ db, passwords }, sari, now)).toEqual({ outcome: "busy" });
});

test("a confirmation link is read without being used, works once, and then says so", async ({
  db,
  vault,
  passwords,
}) => {
  const user = await aCustomer({ db, passwords });
  const token = await issueToken(
    { db, vault },
    { userId: user.id, email: user.email, purpose: "verify-email", now },
  );
  expect(await db.selectFrom("email_tokens").select("token_hash").execute()).not.toContainEqual({
    token_hash: token,
  });
  for (let look = 0; look < 3; look++) {
    expect((await readVerifyLink({ db, vault }, token, later(1))).outcome).toBe("usable");
  }
  expect((await confirmEmail({ db, vault }, token, later(2))).outcome).toBe("confirmed");
  expect((await confirmEmail({ db, vault }, token, later(3))).outcome).toBe("already-confirmed");
  const { email_verified_at } = await db.selectFrom("users").selectAll().executeTakeFirstOrThrow();
  expect(email_verified_at).toEqual(later(2));
});

test("one link pressed five times at once confirms once", async ({ db, vault, passwords }) => {
  const user = await aCustomer({ db, passwords });
  const token = await issueToken(
    { db, vault },
    { userId: user.id, email: user.email, purpose: "verify-email", now },
  );
  const results = await Promise.all(
    Array.from({ length: 5 }, () => confirmEmail({ db, vault }, token, later(1))),
  );
  expect(results.filter((result) => result.outcome === "confirmed")).toHaveLength(1);
  expect(results.filter((result) => result.outcome === "already-confirmed")).toHaveLength(4);
  const events = await db
    .selectFrom("audit_log")
    .select("event")
    .where("event", "=", "email-verified")
    .execute();
  expect(events).toHaveLength(1);
});

test("a link that is false, late, or for another purpose confirms nothing", async ({
  db,
  vault,
  passwords,
}) => {
  const user = await aCustomer({ db, passwords });
  const token = await issueToken(
    { db, vault },
    { userId: user.id, email: user.email, purpose: "verify-email", now },
  );
  const reset = await issueToken(
    { db, vault },
    { userId: user.id, email: user.email, purpose: "reset-password", now },
  );
  for (const [tried, at] of [
    ["x".repeat(43), later(1)],
    ["", later(1)],
    [reset, later(1)],
    [token, later(24 * 60)],
  ] as const) {
    expect((await confirmEmail({ db, vault }, tried, at)).outcome).toBe("dead-link");
  }
});

test("asking again for the confirmation tells nobody whether there is an account", async ({
  db,
  passwords,
}) => {
  await aCustomer({ db, passwords });
  await resendVerification(db, { email: sari.email, now: later(5) });
  await resendVerification(db, { email: "nobody@warung.test", now: later(5) });
  expect(await queued(db)).toHaveLength(2);
});

test("a reset link changes the password once, ends every session and confirms the address", async ({
  db,
  vault,
  passwords,
}) => {
  const user = await aCustomer({ db, passwords });
  const session = await openSession({ db, vault }, { userId: user.id, userAgent: "", address: "", now });
  const token = await issueToken(
    { db, vault },
    { userId: user.id, email: user.email, purpose: "reset-password", now },
  );
  const wanted = { token, password: "teh tarik malam" };

  const results = await Promise.all(
    [1, 2, 3].map(() => resetPassword({ db, vault, passwords }, wanted, later(1))),
  );

  expect(results.map((result) => result.outcome).sort()).toEqual(["changed", "dead-link", "dead-link"]);
  expect((await logIn({ db, passwords }, { email: sari.email, password: "teh tarik malam" })).outcome).toBe(
    "welcome",
  );
  expect((await logIn({ db, passwords }, sari)).outcome).toBe("no-match");
  expect(await findSession({ db, vault }, session.id, later(2))).toBeNull();
  expect((await db.selectFrom("users").selectAll().executeTakeFirstOrThrow()).email_verified_at).toEqual(
    later(1),
  );
  expect((await queued(db)).filter((job) => job.kind === "password-changed")).toHaveLength(1);
});

test("two reset links of one account used at once change the password once", async ({
  db,
  vault,
  passwords,
}) => {
  const user = await aCustomer({ db, passwords });
  const issue = () =>
    issueToken({ db, vault }, { userId: user.id, email: user.email, purpose: "reset-password", now });
  const tokens = await Promise.all([issue(), issue(), issue(), issue()]);
  const results = await Promise.all(
    tokens.map((token) =>
      resetPassword({ db, vault, passwords }, { token, password: "teh tarik malam" }, later(1)),
    ),
  );
  expect(results.filter((result) => result.outcome === "changed")).toHaveLength(1);
  expect(results.filter((result) => result.outcome === "dead-link")).toHaveLength(3);
});

test("many links of one account spent at once wait for each other: one is spent, none fails", async ({
  db,
  vault,
  passwords,
}) => {
  const { id: userId, email } = await aCustomer({ db, passwords });
  const purpose = "reset-password" as const;
  for (let round = 0; round < 5; round++) {
    const issue = () => issueToken({ db, vault }, { userId, email, purpose, now });
    const tokens = await Promise.all(Array.from({ length: 8 }, issue));
    const spend = (token: string) =>
      db.transaction().execute((tx) => spendToken({ db: tx, vault }, { purpose, token, now: later(1) }));
    const owners = await Promise.all(tokens.map(spend));
    expect(owners.filter((owner) => owner !== null)).toEqual([{ userId, email }]);
  }
});

test("a reset link lasts an hour, and a refused password does not spend it", async ({
  db,
  vault,
  passwords,
}) => {
  const user = await aCustomer({ db, passwords });
  const token = await issueToken(
    { db, vault },
    { userId: user.id, email: user.email, purpose: "reset-password", now },
  );
  const weak = await resetPassword({ db, vault, passwords }, { token, password: "password123" }, later(59));
  expect(weak).toEqual({ outcome: "weak-password", problem: "common" });
  expect(await readResetLink({ db, vault }, token, later(59))).toMatchObject({ userId: user.id });
  expect(await readResetLink({ db, vault }, token, later(60))).toBeNull();
});

test("a forgotten password is asked for in silence, and no secret waits in the queue", async ({
  db,
  passwords,
}) => {
  await aCustomer({ db, passwords });
  await requestReset(db, sari.email, later(1));
  await requestReset(db, "nobody@warung.test", later(1));
  const jobs = (await queued(db)).filter((job) => job.kind === "reset-password");
  expect(jobs).toHaveLength(1);
  expect(jobs[0]!.text).not.toMatch(/token/);
});

test("changing the password ends every session; of two changes at once one goes through", async ({
  db,
  vault,
  passwords,
}) => {
  const user = await aCustomer({ db, passwords });
  const session = await openSession({ db, vault }, { userId: user.id, userAgent: "", address: "", now });
  const change = (wanted: string) =>
    changePassword({ db, passwords }, { userId: user.id, current: sari.password, wanted }, later(1));

  expect(
    await changePassword(
      { db, passwords },
      { userId: user.id, current: "salah", wanted: "teh tarik malam" },
      now,
    ),
  ).toEqual({ outcome: "wrong-password" });
  expect(await change("12345678")).toEqual({ outcome: "weak-password", problem: "common" });
  expect(await findSession({ db, vault }, session.id, later(1))).not.toBeNull();

  const results = await Promise.all([change("teh tarik malam"), change("wedang jahe sore")]);
  expect(results.map((result) => result.outcome).sort()).toEqual(["changed", "wrong-password"]);
  expect(await findSession({ db, vault }, session.id, later(1))).toBeNull();
});

test("an owner is made, and an existing account is raised with its own password", async ({
  db,
  passwords,
}) => {
  await aCustomer({ db, passwords });
  const appoint = (email: string) =>
    appointOwner({ db, passwords }, { email, name: "Pemilik", password: "wedang jahe sore" }, now);
  expect(await appoint("pemilik@lumi.test")).toEqual({ outcome: "created" });
  expect(await appoint(sari.email)).toEqual({ outcome: "raised" });
  expect(await appoint(sari.email)).toEqual({ outcome: "raised" });
  expect((await logIn({ db, passwords }, sari)).outcome).toBe("welcome");
  const owners = await db.selectFrom("users").select("email").where("role", "=", "owner").execute();
  expect(owners).toHaveLength(2);
});
