import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { sql } from "kysely";
import { expect, inject } from "vitest";
import { createPasswords } from "#app/adapters/passwords/passwords.server.ts";
import { logIn } from "#app/domain/accounts/login.server.ts";
import { databaseUrl } from "#app/test/database.ts";
import { test } from "#app/test/fixtures.ts";
import type { Db } from "#db/client.ts";

async function createAdmin(db: Db, args: string[], typed: string) {
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(db);
  const env = { ...process.env, DATABASE_URL: databaseUrl(inject("adminUrl"), rows[0]!.name) };
  const child = spawn(process.execPath, ["--import", "tsx", "scripts/create-admin.ts", ...args], { env });
  child.stdin.end(typed);
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [said, complained, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { said, complained, code };
}

const who = ["--email", "Pemilik@Lumi.test", "--name", "Ibu Pemilik"];

// Each run of the script loads the compiler anew.
const SLOW = { timeout: 90_000 };

test("an owner is made with the password that was piped in, and can log in with it", SLOW, async ({ db }) => {
  const { said, code } = await createAdmin(db, who, "wedang jahe sore\n");
  expect([code, said]).toEqual([0, "pemilik@lumi.test is an owner now.\n"]);
  const passwords = createPasswords();
  const login = await logIn({ db, passwords }, { email: "pemilik@lumi.test", password: "wedang jahe sore" });
  await passwords.close();
  expect(login.outcome).toBe("welcome");
  expect((await createAdmin(db, who, "lain sekali\n")).said).toContain("already had an account");
});

test("without a password one is made up and shown", SLOW, async ({ db }) => {
  const { said, code } = await createAdmin(db, who, "");
  expect(code).toBe(0);
  expect(said).toMatch(/Password: [\w-]{16}\n$/);
});

test("what is missing or unusable is said in one line, and nothing is made", SLOW, async ({ db }) => {
  const unnamed = await createAdmin(db, ["--email", "pemilik@lumi.test"], "");
  expect([unnamed.code, unnamed.complained.split("\n")[0]]).toEqual([1, expect.stringContaining("Usage:")]);
  const weak = await createAdmin(db, who, "12345678\n");
  expect([weak.code, weak.complained]).toEqual([1, "This password cannot be used: common.\n"]);
  expect(await db.selectFrom("users").select("id").execute()).toEqual([]);
});
