import { setTimeout as pause } from "node:timers/promises";
import { openStore } from "#app/adapters/storage/storage.server.ts";
import { type BenchShop, withShop } from "./bench-shop.ts";
import { deployAndByHand } from "./by-hand.ts";
import { settledMemory, watchMemory } from "./memory.ts";
import { addCustomers } from "./people.ts";
import { type Deployed, liftLimits, upload } from "./releases.ts";
import { type Bench, type BenchOptions, type Line, MiB, mean, seconds, times, verdict } from "./report.ts";
import { activeSite } from "./sales.ts";

const SMALL_BYTES = 2_000;
const BUDGET = 1.3;
const MEMORY = 32 * 1024 * 1024;
const ROUNDS = 4;

/**
 * Very many small files, beside the same bytes in one file. Making that many files takes a server its time, whoever
 * asks for it: what it needs more for them by hand, archive sent and unpacked, is allowed to the deployment as well.
 */
export const bench: Bench = (options) => withShop((shop) => measure(shop, options));

async function measure(shop: BenchShop, { full, say }: BenchOptions): Promise<Line[]> {
  const files = full ? 20_000 : 5_000;
  const [customer] = await addCustomers(shop.db, 1);
  if (!customer) throw new Error("No customer");
  await liftLimits(shop);
  const store = openStore(shop.env.UPLOADS_URL ?? "");
  const run = async (pictures: { files: number; size: number }, round = 0) => {
    const { siteId } = await activeSite(shop, customer);
    const at = { shop, customer, store, siteId };
    const uploadId = await upload(at, pictures);
    // what follows the activation, and the inspection, is over
    await pause(500);
    const watch = watchMemory(shop.worker);
    const bytes = (pictures.files - 1) * pictures.size;
    const { deployed, hand } = await deployAndByHand({ ...at, uploadId }, bytes, round);
    const highest = watch.stop();
    say(`by hand ${Math.round(hand)} ms`);
    say(`${pictures.files} files: ${deployed.steps}`);
    return { ...deployed, highest, hand };
  };
  const manyFiles = { files, size: SMALL_BYTES };
  const oneFile = { files: 2, size: (files - 1) * SMALL_BYTES };
  // Running in: what is loaded or compiled once is no cost of many files.
  await run({ files: 500, size: SMALL_BYTES });
  await run(oneFile);
  const idle = await settledMemory(shop.worker);
  const one: Run[] = [];
  const many: Run[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    one.push(await run(oneFile, round));
    many.push(await run(manyFiles, round));
  }
  const [single, several] = [one, many].map((runs) => ({
    took: mean(runs.map((run) => run.took)),
    hand: mean(runs.map((run) => run.hand)),
    outside: mean(runs.map((run) => run.took - (run.lasted.extracting ?? 0))),
  }));
  if (!single || !several) throw new Error("Nothing was measured");
  const allowed = single.took + Math.max(0, several.hand - single.hand);
  const highest = (runs: Run[]) => Math.max(...runs.map((each) => each.highest));
  const over = highest(many) - highest(one);
  const name = `deploy of ${(files * SMALL_BYTES) / 1e6} MB in ${files} files`;
  return [
    {
      name,
      measured: seconds(several.took),
      baseline: `in one file ${seconds(single.took)}, and ${seconds(allowed - single.took)} more by hand`,
      ratio: times(several.took / allowed),
      budget: times(BUDGET),
      verdict: verdict(several.took / allowed <= BUDGET),
    },
    {
      name: `${name}, all but the unpacking`,
      measured: seconds(several.outside),
      baseline: `in one file ${seconds(single.outside)}`,
      ratio: times(several.outside / single.outside),
      budget: "–",
      verdict: "info",
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

type Run = Deployed & { highest: number; hand: number };
