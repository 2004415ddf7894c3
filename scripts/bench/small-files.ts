import { setTimeout as pause } from "node:timers/promises";
import { openStore } from "#app/adapters/storage/storage.server.ts";
import { type BenchShop, withShop } from "./bench-shop.ts";
import { settledMemory, watchMemory } from "./memory.ts";
import { addCustomers } from "./people.ts";
import { type Deployed, deploy, liftLimits, upload } from "./releases.ts";
import { type Bench, type BenchOptions, type Line, MiB, seconds, times, verdict } from "./report.ts";
import { activeSite } from "./sales.ts";

const SMALL_BYTES = 2_000;
const BUDGET = 2;
const MEMORY = 32 * 1024 * 1024;
const ROUNDS = 3;

/**
 * Very many small files, beside the same bytes in one file. What the server needs to unpack them is its own: that
 * step is told apart.
 */
export const bench: Bench = (options) => withShop((shop) => measure(shop, options));

async function measure(shop: BenchShop, { full, say }: BenchOptions): Promise<Line[]> {
  const files = full ? 20_000 : 5_000;
  const [customer] = await addCustomers(shop.db, 1);
  if (!customer) throw new Error("No customer");
  await liftLimits(shop);
  const store = openStore(shop.env.UPLOADS_URL ?? "");
  const run = async (pictures: { files: number; size: number }) => {
    const { siteId } = await activeSite(shop, customer);
    const at = { shop, customer, store, siteId };
    const uploadId = await upload(at, pictures);
    // what follows the activation, and the inspection, is over
    await pause(500);
    const watch = watchMemory(shop.worker);
    const deployed = await deploy({ ...at, uploadId });
    say(`${pictures.files} files: ${deployed.steps}`);
    return { ...deployed, highest: watch.stop() };
  };
  const manyFiles = { files, size: SMALL_BYTES };
  const oneFile = { files: 2, size: files * SMALL_BYTES };
  // Running in: what is loaded or compiled once is no cost of many files.
  await run({ files: 500, size: SMALL_BYTES });
  await run(oneFile);
  const idle = await settledMemory(shop.worker);
  const one: Run[] = [];
  const many: Run[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    one.push(await run(oneFile));
    many.push(await run(manyFiles));
  }
  const [single, several] = [fastest(one), fastest(many)];
  const ratio = without(several) / without(single);
  const highest = (runs: Run[]) => Math.max(...runs.map((each) => each.highest));
  const over = highest(many) - highest(one);
  const name = `deploy of ${(files * SMALL_BYTES) / 1e6} MB in ${files} files`;
  return [
    {
      name: `${name}, without the server's unpacking`,
      measured: `${seconds(without(several))} of ${seconds(several.took)}`,
      baseline: `in one file ${seconds(without(single))} of ${seconds(single.took)}`,
      ratio: times(ratio),
      budget: times(BUDGET),
      verdict: verdict(ratio <= BUDGET),
    },
    {
      name: `${name}, memory`,
      measured: `${MiB(highest(many))}, ${MiB(over)} over one file`,
      baseline: `idle ${MiB(idle)}, one file ${MiB(highest(one))}`,
      budget: MiB(MEMORY),
      verdict: verdict(over <= MEMORY),
    },
  ];
}

type Run = Deployed & { highest: number };

const without = ({ took, lasted }: Run) => took - (lasted.extracting ?? 0);

function fastest(runs: Run[]): Run {
  const [first] = [...runs].sort((a, b) => without(a) - without(b));
  if (!first) throw new Error("Nothing was measured");
  return first;
}
