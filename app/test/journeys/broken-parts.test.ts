import fs from "node:fs";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { test as base, expect } from "vitest";
import { zipOf } from "#app/test/archives.ts";
import { connect, type Db } from "#db/client.ts";
import { createBrowser } from "#scripts/demo/browser.ts";
import { people } from "#scripts/demo/people.ts";
import { runSale } from "#scripts/demo/sale.ts";
import { startShop } from "#scripts/demo/shop.ts";
import { freePort } from "#scripts/ports.ts";
import { startPostgres } from "#scripts/postgres/embedded.ts";
import { answering, startScript } from "#scripts/processes.ts";

const [sari] = people;

type Parts = Awaited<ReturnType<typeof startParts>>;

/** A shop whose database can be switched off, with one customer's site on it. */
const test = base.extend<{ parts: Parts }>({
  parts: [
    async ({}, use) => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lumicloud-broken-"));
      fs.chmodSync(folder, 0o755);
      const parts = await startParts(folder);
      await use(parts);
      await parts.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    },
    { scope: "file" },
  ],
});

async function startParts(folder: string) {
  const where = { folder: path.join(folder, "database"), port: await freePort(5600), fast: true };
  let postgres = await startPostgres(where);
  // What the worker says of its losses is waited for.
  process.env.LOG_LEVEL = "info";
  const shop = await startShop({ folder, fast: true, beside: true, databaseUrl: postgres.url });
  const db = connect(shop.databaseUrl, { max: 2 });
  const sale = await runSale(shop, { buyer: sari, megabytes: 0.1, say: () => {} });
  const browser = createBrowser();
  const door = await browser.go(`${shop.appUrl}/login`);
  await browser.press(door, /^Masuk$/, { fields: { email: sari.email, password: sari.password } });
  return {
    shop,
    db,
    browser,
    site: sale.site,
    address: sale.address,
    async switchDatabaseOff() {
      await postgres.stop();
    },
    async switchDatabaseOn() {
      postgres = await startPostgres(where);
    },
    async stop() {
      await db.destroy();
      await shop.stop();
      await postgres.stop();
    },
  };
}

/** Uploads a site and has it published; the deployment's number is what its page and its address say. */
async function publish({ browser, site }: Parts, words: string): Promise<string> {
  const bytes = new Uint8Array(
    zipOf({ "index.html": `<h1>${words}</h1>`, "besar.bin": Buffer.alloc(50_000) }),
  );
  const sent = await browser.press(await browser.go(`${site}/uploads`), /Unggah/, {
    files: { archive: { name: "situs.zip", bytes } },
  });
  const found = await browser.watch(sent, (page) => /Terbitkan/.test(page.html));
  const started = await browser.press(found, /Terbitkan/);
  return new URL(started.url).pathname.split("/").at(-1) ?? "";
}

const statusOf = async (db: Db, id: string) =>
  (await db.selectFrom("deployments").select("status").where("id", "=", id).executeTakeFirst())?.status;

function visit({ shop, address }: Parts): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { host: new URL(address).host };
    http
      .get(`http://${shop.aapanel.webAddress}/`, { headers }, (answer) => {
        text(answer).then((body) => resolve(`${answer.statusCode} ${body}`), reject);
      })
      .once("error", reject);
  });
}

test("while the database is away pages say so, and everything goes on by itself when it is back", async ({
  parts,
}) => {
  const { shop, db } = parts;
  shop.aapanel.faults.set({ kind: "delay", action: "UnZip", ms: 2_500 });
  const deployment = await publish(parts, "Selamat dari padam");
  await expect.poll(() => statusOf(db, deployment), { timeout: 20_000 }).toBe("extracting");

  await parts.switchDatabaseOff();
  const page = await fetch(`${shop.appUrl}/pricing`);
  expect([page.status, page.headers.get("content-type")]).toEqual([500, "text/html; charset=utf-8"]);
  const html = await page.text();
  expect(html).toMatch(/Ada yang rusak di pihak kami|Something broke on our side/);
  expect(html).not.toMatch(/ECONNREFUSED|postgres|node_modules/);
  expect((await fetch(`${shop.appUrl}/health`)).status).toBe(503);
  expect((await fetch(`${shop.appUrl}/ready`)).status).toBe(503);
  const form = new URLSearchParams({ email: sari.email, password: sari.password });
  expect((await fetch(`${shop.appUrl}/login`, { method: "POST", body: form })).status).toBe(500);
  expect(
    (await fetch(`${shop.appUrl}/api/payment/callback`, { method: "POST", body: "trx_id=1" })).status,
  ).toBe(500);
  const log = () => fs.readFileSync(path.join(shop.folder, "worker.log"), "utf8");
  await expect.poll(log, { timeout: 20_000 }).toContain("a worker was lost");

  await parts.switchDatabaseOn();
  await answering(`${shop.appUrl}/ready`, shop.web);
  await expect.poll(() => statusOf(db, deployment), { timeout: 90_000, interval: 200 }).toBe("live");
  expect(await visit(parts)).toContain("Selamat dari padam");
  expect([shop.web.child.exitCode, shop.worker.child.exitCode]).toEqual([null, null]);
}, 180_000);

test("a worker killed in the middle of a deployment leaves the old site whole, and another one finishes the work", async ({
  parts,
}) => {
  const { shop, db } = parts;
  const first = await publish(parts, "Sebelum");
  await expect.poll(() => statusOf(db, first), { timeout: 20_000 }).toBe("live");
  shop.aapanel.faults.set({ kind: "delay", action: "UnZip", ms: 2_500 });
  const second = await publish(parts, "Sesudah");
  await expect.poll(() => statusOf(db, second), { timeout: 20_000 }).toBe("extracting");

  shop.worker.child.kill("SIGKILL");
  const other = startScript("worker.ts", { env: shop.env, logFile: path.join(shop.folder, "other.log") });
  const seen = new Set<string>();
  try {
    await expect
      .poll(
        async () => {
          seen.add((await visit(parts)).replace(/^(\d+) .*<h1>(.*)<\/h1>$/s, "$1 $2"));
          return statusOf(db, second);
        },
        { timeout: 90_000, interval: 100 },
      )
      .toBe("live");
    seen.add((await visit(parts)).replace(/^(\d+) .*<h1>(.*)<\/h1>$/s, "$1 $2"));
    expect(seen).toEqual(new Set(["200 Sebelum", "200 Sesudah"]));
  } finally {
    await other.stop();
  }
}, 180_000);

/** Begins an upload of a megabyte over a socket of its own and stops in the middle. */
async function halfAnUpload({ shop, db, site }: Parts): Promise<net.Socket> {
  const password = new URLSearchParams({ email: sari.email, password: sari.password });
  const login = await fetch(`${shop.appUrl}/login`, { method: "POST", body: password, redirect: "manual" });
  const cookie = login.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const { host, hostname, port } = new URL(shop.appUrl);
  const socket = net.connect(Number(port), hostname);
  const part = '--edge\r\nContent-Disposition: form-data; name="archive"; filename="a.zip"\r\n\r\nPK\x03\x04';
  socket.write(
    `POST ${new URL(site).pathname}/uploads HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\n` +
      "Content-Type: multipart/form-data; boundary=edge\r\nContent-Length: 1000000\r\n\r\n" +
      part.padEnd(400_000, "x"),
  );
  await expect.poll(() => partialFiles(shop.folder), { timeout: 10_000 }).toHaveLength(1);
  expect(await uploadRows(db)).toBeGreaterThan(0);
  return socket;
}

const uploadRows = async (db: Db) => (await db.selectFrom("uploads").select("id").execute()).length;

/** What the store has begun to write and not yet taken in. */
function partialFiles(folder: string): string[] {
  const store = path.join(folder, "uploads");
  const names = fs.readdirSync(store, { recursive: true, encoding: "utf8" });
  return names.filter((name) => fs.statSync(path.join(store, name)).isFile() && /part/.test(name));
}

test("an upload whose connection is cut leaves no row and no file, and stopping the shop does not wait for one", async ({
  parts,
}) => {
  const { shop, db } = parts;
  const before = await uploadRows(db);
  const cut = await halfAnUpload(parts);
  cut.destroy();
  await expect.poll(() => partialFiles(shop.folder)).toEqual([]);
  expect(await uploadRows(db)).toBe(before);

  const hanging = await halfAnUpload(parts);
  const stoppedAt = performance.now();
  await shop.web.stop();
  expect(performance.now() - stoppedAt).toBeLessThan(14_000);
  expect(shop.web.said()).toContain("web is stopping");
  hanging.destroy();
  const again = startScript("server.ts", { env: shop.env, logFile: path.join(shop.folder, "again.log") });
  try {
    await answering(`${shop.appUrl}/health`, again);
    expect(await uploadRows(db)).toBe(before);
  } finally {
    await again.stop();
  }
}, 60_000);
