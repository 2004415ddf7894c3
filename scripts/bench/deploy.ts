import { openStore } from "#app/adapters/storage/storage.server.ts";
import { withShop } from "./bench-shop.ts";
import { deployAndByHand } from "./by-hand.ts";
import { addCustomers } from "./people.ts";
import { liftLimits, PICTURE_BYTES, upload } from "./releases.ts";
import { type Bench, mean, seconds, times, verdict } from "./report.ts";
import { activeSite } from "./sales.ts";

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
      const at = { shop, customer, store, siteId, uploadId };
      const { deployed, hand: took } = await deployAndByHand(at, files * PICTURE_BYTES, round);
      hand.push(took);
      own.push(deployed.took);
      say(deployed.steps);
    }
    const [ours, theirs] = [mean(own), mean(hand)];
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
