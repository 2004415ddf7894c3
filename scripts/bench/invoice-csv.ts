import { Readable } from "node:stream";
import { manyInvoices } from "#app/test/many-invoices.ts";
import { type BenchShop, type Served, startProductionWeb, withShop } from "./bench-shop.ts";
import { settledMemory, watchMemory } from "./memory.ts";
import { addCustomers, logIn } from "./people.ts";
import { type Bench, MiB, seconds, times, verdict } from "./report.ts";

const MEBIBYTE = 1024 * 1024;
const FEW = { month: "2026-03", count: 5_000 };
const MANY = { month: "2026-04", count: 50_000 };
const EVERY_MS = 40_000;
/** What ten times the invoices may add to the memory, and to the time of each. */
const MEMORY = 16 * MEBIBYTE;
const GROWTH = 1.5;

/** The accountant's file of a month, over HTTP from a production web: of 50,000 invoices beside one of 5,000. */
export const bench: Bench = () =>
  withShop(async (shop) => {
    const [staff] = await addCustomers(shop.db, 1);
    if (!staff) throw new Error("No staff");
    await shop.db.updateTable("users").set({ role: "staff" }).where("id", "=", staff.id).execute();
    await addInvoices(shop);
    await Promise.all([shop.web.stop(), shop.worker.stop()]);
    const web = await startProductionWeb(shop);
    try {
      const cookie = await logIn(web, staff);
      // Running in: what is loaded or compiled once is no cost of the file.
      for (let time = 0; time < 3; time++) await download(web, { ...FEW, cookie });
      const idle = await settledMemory(web);
      // As many invoices in all, so that both leave as much to be swept up.
      const few = await best(web, { ...FEW, cookie }, (2 * MANY.count) / FEW.count);
      const many = await best(web, { ...MANY, cookie }, 2);
      const growth = many.took / MANY.count / (few.took / FEW.count);
      const more = many.memory - few.memory;
      return [
        {
          name: `CSV of ${MANY.count} invoices, memory`,
          measured: `${MiB(many.memory - idle)} over idle`,
          baseline: `of ${FEW.count} ${MiB(few.memory - idle)}`,
          ratio: times(many.memory / few.memory),
          budget: `${MiB(MEMORY)} more`,
          verdict: verdict(more <= MEMORY),
        },
        {
          name: `CSV of ${MANY.count} invoices, time`,
          measured: `${seconds(many.took)}, ${MiB(many.bytes)}, begins after ${seconds(many.began)}`,
          baseline: `of ${FEW.count} ${seconds(few.took)}`,
          ratio: `${times(growth)} for each`,
          budget: times(GROWTH),
          verdict: verdict(growth <= GROWTH),
        },
      ];
    } finally {
      await web.stop();
    }
  });

/** The last in March, the others in April. */
async function addInvoices(shop: BenchShop): Promise<void> {
  const april = new Date("2026-04-01T00:00:00+07:00").getTime();
  const from = new Date(april - FEW.count * EVERY_MS);
  const wish = { count: FEW.count + MANY.count, from, everyMs: EVERY_MS };
  await manyInvoices(shop, wish);
}

type File = { month: string; count: number; cookie: string };
type Body = Parameters<typeof Readable.fromWeb>[0];
type Downloaded = { took: number; began: number; bytes: number; memory: number };

async function best(web: Served, file: File, rounds: number): Promise<Downloaded> {
  const all: Downloaded[] = [];
  for (let round = 0; round < rounds; round++) all.push(await download(web, file));
  const [fastest] = all.toSorted((a, b) => a.took - b.took);
  if (!fastest) throw new Error("Nothing was downloaded");
  return { ...fastest, memory: Math.max(...all.map((one) => one.memory)) };
}

/** Reads the file as it comes and counts its lines; every invoice must be in it. */
async function download({ url, child }: Served, { month, count, cookie }: File): Promise<Downloaded> {
  const watch = watchMemory({ child });
  const started = performance.now();
  let began = 0;
  let bytes = 0;
  let lines = 0;
  const response = await fetch(`${url}/staff/invoices.csv?month=${month}`, { headers: { cookie } });
  if (!response.ok || !response.body) throw new Error(`The CSV answered ${response.status}`);
  for await (const piece of Readable.fromWeb(response.body as Body)) {
    began ||= performance.now() - started;
    bytes += piece.length;
    for (const letter of piece) if (letter === 10) lines++;
  }
  const took = performance.now() - started;
  const memory = watch.stop();
  if (lines !== count + 1) throw new Error(`${lines - 1} invoices instead of ${count}`);
  return { took, began, bytes, memory };
}
