import { openStore } from "#app/adapters/storage/storage.server.ts";
import { type BenchShop, withShop } from "./bench-shop.ts";
import { addCustomers } from "./people.ts";
import { type Deployed, deploy, liftLimits, PICTURE_BYTES, rollBack, upload } from "./releases.ts";
import { type Bench, type BenchOptions, type Line, percentile, seconds, verdict } from "./report.ts";
import { activeSite } from "./sales.ts";

const SHARE = 0.25;
const ROLLBACK_MS = 2_000;
/** Between the shop and the server: 100 Mbit/s. What a change saves is the sending, which costs nothing on one machine. */
const LINE_BYTES = 12_500_000;

/** One picture of a site changes; then the site goes back to its first release and forward again. */
export const bench: Bench = (options) => withShop((shop) => measure(shop, options));

async function measure(shop: BenchShop, { full, say }: BenchOptions): Promise<Line[]> {
  // the same 100 MB, in fewer files when it has to be quick
  const [files, size, rounds] = full ? [5_000, PICTURE_BYTES, 3] : [1_000, 5 * PICTURE_BYTES, 2];
  const [customer] = await addCustomers(shop.db, 1);
  if (!customer) throw new Error("No customer");
  await liftLimits(shop);
  const store = openStore(shop.env.UPLOADS_URL ?? "");
  const back: Deployed[] = [];
  /** A website of its own: the first release of a site is not compared with another one. */
  const run = async (series: string) => {
    const { siteId } = await activeSite(shop, customer);
    const at = { shop, customer, store, siteId };
    const first = await deploy({ ...at, uploadId: await upload(at, { files, size, series }) });
    const changed = await deploy({ ...at, uploadId: await upload(at, { files, size, series, retaken: 7 }) });
    say(`first: ${first.steps}`);
    say(`one file changed: ${changed.steps}`);
    for (const one of [first, changed]) back.push(await rollBack(at, one.deploymentId));
    return { first: first.took, changed: changed.took };
  };
  // the first one of all finds nothing warm
  await run("warm");
  const near = [];
  for (let round = 0; round < rounds; round++) near.push(await run(`near ${round}`));
  shop.aapanel.faults.set({ kind: "ftp-line", bytes: LINE_BYTES, times: 0 });
  const far = [];
  for (let round = 0; round < rounds; round++) far.push(await run(`far ${round}`));
  const slowest = Math.max(...back.map(({ took }) => took));
  const name = `one file changed of ${(files * size) / 1e6} MB in ${files} files`;
  return [
    { ...compared(far), name: `${name}, server at 100 Mbit/s` },
    { ...compared(near), name: `${name}, server on this machine`, verdict: "info" },
    {
      name: `rollback, slowest of ${back.length}`,
      measured: seconds(slowest),
      budget: seconds(ROLLBACK_MS),
      verdict: verdict(slowest <= ROLLBACK_MS),
    },
  ];
}

function compared(runs: { first: number; changed: number }[]) {
  const middle = (values: number[]) => percentile(values, 0.5);
  const [first, changed] = [middle(runs.map((run) => run.first)), middle(runs.map((run) => run.changed))];
  return {
    measured: seconds(changed),
    baseline: `first deploy ${seconds(first)}`,
    ratio: `${Math.round((changed / first) * 100)} %`,
    budget: `${SHARE * 100} %`,
    verdict: verdict(changed / first <= SHARE),
  };
}
