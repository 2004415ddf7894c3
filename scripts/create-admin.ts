import "dotenv/config";
import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { z } from "zod";
import { createPasswords } from "#app/adapters/passwords/passwords.server.ts";
import { passwordProblem } from "#app/domain/accounts/passwords.ts";
import { appointOwner } from "#app/domain/accounts/users.server.ts";
import { connect } from "#db/client.ts";
import { databaseUrlOrExit } from "./database-url.ts";

const USAGE = "Usage: npm run create-admin -- --email you@example.id --name 'Your Name'";

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** Makes an owner, or raises an account that exists. The password is read from standard input, or made up and printed. */
async function main(): Promise<void> {
  const { email, name } = readArguments();
  const url = databaseUrlOrExit("the database the account belongs in");
  const given = await readPassword();
  const password = given || randomBytes(12).toString("base64url");
  const problem = passwordProblem(password, email);
  if (problem) throw new Error(`This password cannot be used: ${problem}.`);

  const db = connect(url, { max: 2 });
  const passwords = createPasswords();
  try {
    const { outcome } = await appointOwner({ db, passwords }, { email, name, password }, new Date());
    if (outcome === "raised") {
      console.log(`${email} already had an account: it is an owner now, with its own name and password.`);
    } else {
      console.log(`${email} is an owner now.${given ? "" : ` Password: ${password}`}`);
    }
  } finally {
    await Promise.all([passwords.close(), db.destroy()]);
  }
}

function readArguments(): { email: string; name: string } {
  const options = { email: { type: "string" }, name: { type: "string" } } as const;
  const Arguments = z.object({
    email: z.string().trim().toLowerCase().pipe(z.email().max(254)),
    name: z.string().trim().min(1).max(100),
  });
  try {
    return Arguments.parse(parseArgs({ options }).values);
  } catch {
    throw new Error(USAGE);
  }
}

/** One line, typed or piped; empty when there is none. */
async function readPassword(): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  if (process.stdin.isTTY)
    process.stderr.write("Password (empty: one is made up; it shows while you type): ");
  for await (const line of lines) {
    lines.close();
    return line.trim();
  }
  return "";
}
