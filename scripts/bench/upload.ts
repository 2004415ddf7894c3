import { randomBytes } from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { freePort } from "../ports.ts";
import {
  type BenchShop,
  type Served,
  serve,
  startProductionWeb,
  throughProxy,
  withShop,
} from "./bench-shop.ts";
import { settledMemory, watchMemory } from "./memory.ts";
import { addCustomers, logIn } from "./people.ts";
import { type Bench, MiB, seconds, verdict } from "./report.ts";
import { activeSite } from "./sales.ts";

const MEBIBYTE = 1024 * 1024;
const MEMORY = 32 * MEBIBYTE;
const THROUGHPUT = 0.7;

/** A large archive sent through the site's upload form: what it costs in memory, and its speed beside a bare pipe to disk. */
export const bench: Bench = ({ full }) =>
  withShop(async (shop) => {
    const [customer] = await addCustomers(shop.db, 1);
    if (!customer) throw new Error("No customer");
    const { siteId } = await activeSite(shop, customer);
    await shop.db
      .updateTable("plans")
      .set({ upload_bytes: 2048 * MEBIBYTE })
      .execute();
    await Promise.all([shop.web.stop(), shop.worker.stop()]);
    const web = await startProductionWeb(shop);
    const bare = await startBare(shop);
    try {
      const cookie = await logIn(web, customer);
      const headers = { cookie, ...throughProxy(web.origin) };
      const bytes = (full ? 1024 : 256) * MEBIBYTE;
      const ours = `${web.url}/sites/${siteId}/uploads`;
      // Running in: what is loaded or compiled once is no cost of an upload.
      await send(ours, { bytes: 8 * MEBIBYTE, headers });
      await send(`${bare.url}/disk`, { bytes: 8 * MEBIBYTE, headers });
      const idle = await settledMemory(web);
      const watch = watchMemory(web);
      const took: number[] = [];
      const plain: number[] = [];
      for (let round = 0; round < 2; round++) {
        plain.push(await send(`${bare.url}/disk`, { bytes, headers }));
        took.push(await send(ours, { bytes, headers }));
      }
      const over = watch.stop() - idle;
      await allStored(shop, bytes, took.length);
      const [mine, theirs] = [Math.min(...took), Math.min(...plain)];
      const share = theirs / mine;
      return [
        {
          name: `upload of ${bytes / MEBIBYTE} MiB, memory`,
          measured: `${MiB(over)} over idle`,
          baseline: `idle ${MiB(idle)}`,
          budget: MiB(MEMORY),
          verdict: verdict(over <= MEMORY),
        },
        {
          name: `upload of ${bytes / MEBIBYTE} MiB, speed`,
          measured: `${seconds(mine)}, ${MiB((bytes * 1000) / mine)}/s`,
          baseline: `pipe to disk ${seconds(theirs)}, ${MiB((bytes * 1000) / theirs)}/s`,
          ratio: `${Math.round(share * 100)} %`,
          budget: `${THROUGHPUT * 100} %`,
          verdict: verdict(share >= THROUGHPUT),
        },
      ];
    } finally {
      await bare.stop();
      await web.stop();
    }
  });

type Upload = { bytes: number; headers: Record<string, string> };

/** Posts one file of `bytes` as a browser's form does and returns how long it took until the answer. */
async function send(url: string, { bytes, headers }: Upload): Promise<number> {
  const boundary = `----bench${randomBytes(12).toString("hex")}`;
  const head = Buffer.from(
    `--${boundary}\r\ncontent-disposition: form-data; name="archive"; filename="toko.zip"\r\n` +
      "content-type: application/zip\r\n\r\n",
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const started = performance.now();
  const { status, said } = await new Promise<{ status: number; said: string }>((resolve, reject) => {
    const request = http.request(url, {
      method: "POST",
      headers: {
        ...headers,
        "content-type": `multipart/form-data; boundary=${boundary}`,
        "content-length": head.length + bytes + tail.length,
      },
    });
    request.on("error", reject).on("response", (response) => {
      let said = "";
      response.on("data", (chunk: Buffer) => (said += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, said }));
    });
    pipeline(Readable.from(body(head, bytes, tail), { objectMode: false }), request).catch(reject);
  });
  if (status >= 400) throw new Error(`${url} answered ${status}: ${said.slice(0, 400)}`);
  return performance.now() - started;
}

/** Begins like a ZIP; the rest is noise, which nothing can make smaller. */
function* body(head: Buffer, bytes: number, tail: Buffer): Generator<Buffer> {
  const noise = randomBytes(MEBIBYTE);
  const chunk = 64 * 1024;
  yield head;
  yield Buffer.concat([Buffer.from("PK\x03\x04"), noise.subarray(4, chunk)]);
  for (let sent = chunk; sent < bytes; sent += chunk) {
    yield noise.subarray(sent % MEBIBYTE, (sent % MEBIBYTE) + chunk);
  }
  yield tail;
}

async function allStored({ db }: BenchShop, bytes: number, count: number): Promise<void> {
  const stored = await db.selectFrom("uploads").select("id").where("size_bytes", "=", bytes).execute();
  if (stored.length !== count) throw new Error(`${stored.length} of ${count} uploads were stored whole`);
}

async function startBare(shop: BenchShop): Promise<Served> {
  const folder = path.join(shop.folder, "bare");
  fs.mkdirSync(folder);
  for (const name of ["pricing", "orders"]) fs.writeFileSync(path.join(folder, `${name}.html`), "");
  const port = await freePort();
  const env: NodeJS.ProcessEnv = { ...shop.env, PORT: String(port), PAGES: folder, NODE_ENV: "production" };
  return serve("bench/bare-server.ts", { port, origin: "", ready: "/ready", env, folder: shop.folder });
}
