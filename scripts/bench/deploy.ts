import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { openStore } from "#app/adapters/storage/storage.server.ts";
import { withShop } from "./bench-shop.ts";
import { byHand } from "./by-hand.ts";
import { addCustomers } from "./people.ts";
import { deploy, liftLimits, PICTURE_BYTES, upload } from "./releases.ts";
import { type Bench, percentile, seconds, times, verdict } from "./report.ts";
import { activeSite } from "./sales.ts";

const restDisk = () => promisify(execFile)("sync");
const BUDGET = 1.3;
const ROUNDS = 4;

/** From asking for it until it is live, beside the same bytes sent by FTP and unzipped on the panel by hand. */
export const bench: Bench = ({ full, say }) =>
  withShop(async (shop) => {
    const files = full ? 5_000 : 1_000;
    const [customer] = await addCustomers(shop.db, 1);
    if (!customer) throw new Error("No customer");
    const { siteId } = await activeSite(shop, customer);
    await liftLimits(shop);
    const store = openStore(shop.env.UPLOADS_URL ?? "");
    const own: number[] = [];
    const hand: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const uploadId = await upload({ shop, customer, store, siteId }, { files });
      const hands = async () => {
        await restDisk();
        hand.push(await byHand({ shop, store, siteId, uploadId }, files * PICTURE_BYTES));
      };
      // by turns, each with the disk at rest: what was written just before is no cost of either
      if (round % 2 === 0) await hands();
      await restDisk();
      const deployed = await deploy({ shop, customer, siteId, uploadId });
      if (round % 2 === 1) await hands();
      own.push(deployed.took);
      say(deployed.steps);
    }
    const [ours, theirs] = [percentile(own, 0.5), percentile(hand, 0.5)];
    return [
      {
        name: `deploy of ${(files * PICTURE_BYTES) / 1e6} MB in ${files} files`,
        measured: seconds(ours),
        baseline: `FTP and unzip by hand ${seconds(theirs)}`,
        ratio: times(ours / theirs),
        budget: times(BUDGET),
        verdict: verdict(ours / theirs <= BUDGET),
      },
    ];
  });
