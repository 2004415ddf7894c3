import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { createPasswords, PasswordsBusy } from "./passwords.server.ts";

test("a password opens its own hash and no other", async () => {
  const passwords = createPasswords({ cost: 4 });
  const hash = await passwords.hash("kopi tubruk pagi");
  expect(hash).toMatch(/^\$2b\$04\$/);
  expect(await passwords.verify("kopi tubruk pagi", hash)).toBe(true);
  expect(await passwords.verify("kopi tubruk sore", hash)).toBe(false);
  await passwords.close();
});

test("without a hash it answers no, after the same work", async () => {
  const passwords = createPasswords({ cost: 10 });
  const hash = await passwords.hash("kopi tubruk pagi");
  const spent = async (subject: string | null) => {
    const start = performance.now();
    expect(await passwords.verify("salah sekali", subject)).toBe(false);
    return performance.now() - start;
  };
  await spent(hash);
  const [known, unknown] = [await spent(hash), await spent(null)];
  expect(unknown).toBeGreaterThan(known / 4);
  await passwords.close();
});

test("hashing leaves the thread that answers requests free", async () => {
  const passwords = createPasswords({ cost: 11 });
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  await Promise.all([passwords.hash("satu dua tiga"), passwords.hash("empat lima")]);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(20);
  await passwords.close();
});

test("a full queue refuses at once instead of waiting for minutes", async () => {
  const passwords = createPasswords({ cost: 8, threads: 1, longestQueue: 2 });
  const results = await Promise.allSettled(Array.from({ length: 6 }, () => passwords.hash("banyak sekali")));
  const refused = results.filter((result) => result.status === "rejected");
  expect(refused).toHaveLength(3);
  expect(refused.every((result) => result.reason instanceof PasswordsBusy)).toBe(true);
  expect(await passwords.hash("masih bisa")).toMatch(/^\$2b/);
  await passwords.close();
});

test("a password that bcrypt would cut is refused", async () => {
  const passwords = createPasswords({ cost: 4 });
  await expect(passwords.hash("é".repeat(37))).rejects.toThrow("72 bytes");
  await passwords.close();
});

test("a hash that is none is reported, and the thread goes on", async () => {
  const passwords = createPasswords({ cost: 4, threads: 1 });
  expect(await passwords.verify("apa saja", "bukan hash")).toBe(false);
  expect(await passwords.hash("apa saja")).toMatch(/^\$2b/);
  await passwords.close();
});

test("a script that hashes waits for its answer and then ends by itself", () => {
  const script = `
    import { createPasswords } from "#app/adapters/passwords/passwords.server.ts";
    const hash = await createPasswords({ cost: 4 }).hash("selesai sendiri");
    process.stdout.write(hash);
  `;
  const output = execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    encoding: "utf8",
    timeout: 20_000,
  });
  expect(output).toMatch(/^\$2b\$04\$/);
});
