import { addDemoPeople } from "../demo/people.ts";
import { startShop } from "../demo/shop.ts";

/** What `npm run demo` does until it says it is on, in the folder it is given; then it says how long and stops. */
const folder = process.argv[2];
if (!folder) throw new Error("Which folder?");
const shop = await startShop({ folder });
await addDemoPeople(shop, () => {});
console.log(`ready ${Math.round(process.uptime() * 1000)}`);
await shop.stop();
process.exit(0);
