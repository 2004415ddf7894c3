import { createHash, randomBytes, X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect } from "vitest";
import { createPanel } from "#app/adapters/aapanel/aapanel.server.ts";
import { test as base } from "#app/test/fixtures.ts";
import { whyNot } from "#app/test/programs.ts";
import { selfSigned, startPureFtpd } from "#app/test/pure-ftpd.ts";
import { createTransfer, type TransferAddress } from "./ftp.server.ts";
import { whyNoFtp } from "./glance.server.ts";

type Account = {
  address: TransferAddress;
  fileAt: (name: string) => Buffer;
  /** Has the connection that sends cut, once it has begun. */
  prepareCut: () => (bytes: number) => void;
};
type Fixtures = { account: Account };

const sandbox = base.extend<Fixtures>({
  account: async ({ aapanel }, use) => {
    const panel = createPanel({ url: aapanel.panelUrl, apiKey: aapanel.apiKey });
    const home = `${aapanel.sitesRoot}/toko.test`;
    await panel.createFtpUser({ user: "toko", password: "Rahasia123", path: home, siteId: 0 });
    const { ftpHost: host, ftpPort: port } = aapanel;
    await use({
      address: { host, port, tls: false, user: "toko", password: "Rahasia123" },
      fileAt: (name) => readFileSync(path.join(aapanel.resolve(home), name)),
      prepareCut: () => {
        aapanel.faults.set([
          { kind: "ftp-cut", bytes: 300_000 },
          { kind: "ftp-cut", bytes: 400_000 },
        ]);
        return () => {};
      },
    });
  },
});

const { fingerprint256 } = new X509Certificate(selfSigned.cert);

function pureFtpd(tls: boolean) {
  return base.extend<Fixtures>({
    account: async ({ folder }, use) => {
      const server = await startPureFtpd(path.join(folder, "ftp"), { tls });
      let isCut = false;
      await use({
        address: { ...server.address, fingerprint: tls ? fingerprint256.toLowerCase() : null },
        fileAt: server.fileAt,
        prepareCut: () => (bytes) => {
          if (bytes > 0 && !isCut) server.cut();
          isCut ||= bytes > 0;
        },
      });
      await server.stop();
    },
  });
}

const reason = whyNot({ program: "pure-ftpd" }, { program: "pure-pw" }, { isRoot: true });
const title = reason ? `SKIPPED, ${reason}` : "the server the panel uses";

describe("the sandbox's FTP server", () => keepsTheContract(sandbox));
describe.skipIf(reason)(`pure-ftpd, plain: ${title}`, () => keepsTheContract(pureFtpd(false)));
describe.skipIf(reason)(`pure-ftpd, TLS: ${title}`, () => {
  keepsTheContract(pureFtpd(true));

  pureFtpd(true)(
    "a certificate that is not the pinned one, or not valid, is told nothing",
    async ({ account }) => {
      const started = Date.now();
      const stranger = { ...account.address, fingerprint: "00".repeat(32) };
      expect(await whyNoFtp(stranger)).toContain("not the pinned one");
      expect(await whyNoFtp(account.address)).toBeNull();
      await expect(createTransfer(stranger).canLogIn()).rejects.toThrow("not the pinned one");
      const unpinned = { ...account.address, fingerprint: null };
      await expect(createTransfer(unpinned).canLogIn()).rejects.toThrow("not valid");
      expect(Date.now() - started).toBeLessThan(10_000);
    },
  );
});

function keepsTheContract(test: typeof sandbox) {
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

  test("a transfer that was cut continues where it was cut", async ({ account, folder }) => {
    const local = path.join(folder, "one.bin");
    const content = randomBytes(10_000_000);
    writeFileSync(local, content);

    const { tries } = await createTransfer(account.address).send(local, "/one.bin", account.prepareCut());

    expect(tries).toBeGreaterThan(1);
    expect(account.fileAt("one.bin").equals(content)).toBe(true);
  });

  test("what is there already is not sent again, and another file in its place is replaced", async ({
    account,
    folder,
  }) => {
    const local = path.join(folder, "one.bin");
    writeFileSync(local, "ten bytes.");
    const transfer = createTransfer(account.address);
    await transfer.send(local, "/one.bin");
    expect(await transfer.send(local, "/one.bin")).toEqual({ tries: 1 });
    writeFileSync(local, "short");
    await transfer.send(local, "/one.bin");
    expect(account.fileAt("one.bin").toString()).toBe("short");
  });

  test("names of all kinds are listed and read back", async ({ account, folder }) => {
    const local = path.join(folder, "one.txt");
    writeFileSync(local, "halo");
    const transfer = createTransfer(account.address);
    const names = [
      "a b.txt",
      "@2x.png",
      "(1)+&%20,;='#?.txt",
      "café.txt",
      "cafe\u0301.txt",
      "写真.jpg",
      "صورة.jpg",
      "🎉.gif",
      ".hidden",
      "-la",
      "[x]*.txt",
      '"quoted".txt',
      "toko saya's.html",
    ];
    await transfer.makeFolder("/many");
    for (const name of names) await transfer.send(local, `/many/${name}`);
    const listed = await transfer.reading((reader) => reader.list("/many"));
    expect(listed.map(({ name }) => name).sort()).toEqual([...names].sort());
    const hashes = await transfer.hashesOf(names.map((name) => `/many/${name}`));
    expect([...hashes.values()].filter((hash) => hash === null)).toEqual([]);
  });

  test("an empty file is sent and read back", async ({ account, folder }) => {
    const local = path.join(folder, "empty");
    writeFileSync(local, "");
    const transfer = createTransfer(account.address);
    await transfer.send(local, "/empty.js");
    const hash = createHash("sha256").digest("hex");
    expect(await transfer.hashesOf(["/empty.js"])).toEqual(new Map([["/empty.js", hash]]));
  });

  test("a wrong password is told apart from a right one", async ({ account }) => {
    expect(await createTransfer(account.address).canLogIn()).toBe(true);
    expect(await createTransfer({ ...account.address, password: "Salah12345" }).canLogIn()).toBe(false);
  });
}
