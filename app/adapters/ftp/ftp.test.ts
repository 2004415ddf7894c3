import { createHash, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import { createPanel } from "#app/adapters/aapanel/aapanel.server.ts";
import { test as base } from "#app/test/fixtures.ts";
import { createTransfer } from "./ftp.server.ts";

type Account = { address: Parameters<typeof createTransfer>[0]; fileAt: (name: string) => Buffer };

const test = base.extend<{ account: Account }>({
  account: async ({ aapanel }, use) => {
    const panel = createPanel({ url: aapanel.panelUrl, apiKey: aapanel.apiKey });
    const home = `${aapanel.sitesRoot}/toko.test`;
    await panel.createFtpUser({ user: "toko", password: "Rahasia123", path: home, siteId: 0 });
    await use({
      address: {
        host: aapanel.ftpHost,
        port: aapanel.ftpPort,
        tls: false,
        user: "toko",
        password: "Rahasia123",
      },
      fileAt: (name) => readFileSync(path.join(aapanel.resolve(home), name)),
    });
  },
});

test("a file arrives whole in a folder made for it", async ({ account, folder }) => {
  const local = path.join(folder, "one.bin");
  const content = randomBytes(300_000);
  writeFileSync(local, content);
  const transfer = createTransfer(account.address);
  const seen: number[] = [];

  await transfer.makeFolder("/.lumi/deep");
  await transfer.makeFolder("/.lumi/deep");
  await transfer.send(local, "/.lumi/deep/one.bin", (bytes) => seen.push(bytes));

  expect(account.fileAt(".lumi/deep/one.bin").equals(content)).toBe(true);
  expect(seen.at(-1)).toBe(300_000);
  const hash = createHash("sha256").update(content).digest("hex");
  expect(await transfer.hashesOf(["/.lumi/deep/one.bin", "/none"])).toEqual(
    new Map([
      ["/.lumi/deep/one.bin", hash],
      ["/none", null],
    ]),
  );
  await transfer.remove("/.lumi/deep/one.bin");
  await transfer.remove("/.lumi/deep/one.bin");
  expect((await transfer.hashesOf(["/.lumi/deep/one.bin"])).get("/.lumi/deep/one.bin")).toBe(null);
});

test("a transfer cut twice continues where it was cut", async ({ account, aapanel, folder }) => {
  const local = path.join(folder, "one.bin");
  const content = randomBytes(2_000_000);
  writeFileSync(local, content);
  aapanel.faults.set([
    { kind: "ftp-cut", bytes: 300_000 },
    { kind: "ftp-cut", bytes: 400_000 },
  ]);

  const { tries } = await createTransfer(account.address).send(local, "/one.bin");

  expect(tries).toBe(3);
  expect(account.fileAt("one.bin").equals(content)).toBe(true);
});

test("a wrong password is told apart from a server that does not answer", async ({ account }) => {
  expect(await createTransfer(account.address).canLogIn()).toBe(true);
  expect(await createTransfer({ ...account.address, password: "Salah12345" }).canLogIn()).toBe(false);
});
