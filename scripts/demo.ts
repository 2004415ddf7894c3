import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { addDemoPeople, people } from "./demo/people.ts";
import { runSale } from "./demo/sale.ts";
import { type Shop, startShop } from "./demo/shop.ts";

const root = path.join(import.meta.dirname, "..");
const started = performance.now();
const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

if (process.argv.includes("--once")) await once();
else await demo();

/** The shop to click through. Runs until Ctrl-C; its data stays in the ignored folder `.data`. */
async function demo(): Promise<void> {
  let shop: Shop | undefined;
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    console.log("\nStopping …");
    await shop?.stop();
    process.exit(0);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  try {
    const folder = path.join(root, ".data");
    const databaseUrl = process.env.DATABASE_URL;
    shop = await startShop({
      folder,
      databaseUrl,
      say: (line) => console.log(`  ${line} (${seconds(started)})`),
    });
    await addDemoPeople(shop, (line) => console.log(`  ${line} (${seconds(started)})`));
    console.log(welcome(shop));
  } catch (error) {
    if (stopping) return;
    console.error(error instanceof Error ? error.message : error);
    await shop?.stop();
    process.exit(1);
  }
}

/** One whole sale by itself, from registering to the live site, on a shop of its own that is thrown away after. */
async function once(): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lumicloud-once-"));
  fs.chmodSync(folder, 0o755);
  let shop: Shop | undefined;
  let code = 1;
  const interrupted = () => void shop?.stop().then(() => process.exit(130));
  process.once("SIGINT", interrupted);
  process.once("SIGTERM", interrupted);
  try {
    shop = await startShop({ folder, fast: true, beside: true });
    console.log(`Shop ready in ${seconds(started)}`);
    await runSale(shop, {
      say: (step, took) => console.log(`  ${(took / 1000).toFixed(2).padStart(6)} s  ${step}`),
    });
    console.log(`Paid and live, all in ${seconds(started)}.`);
    code = 0;
  } catch (error) {
    console.error(`The sale failed: ${error instanceof Error ? error.message : error}`);
    if (shop) console.error(`Worker: ${shop.worker.said()}\nWeb: ${shop.web.said()}`);
  } finally {
    await shop?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
  process.exit(code);
}

function welcome({ appUrl, ipaymu, aapanel, mail }: Shop): string {
  const logins = people.map(
    ({ role, email, password }) => `    ${role.padEnd(10)} ${email.padEnd(22)} ${password}`,
  );
  return `
LumiCloud is on (${seconds(started)}).

  Storefront     ${appUrl}
  Payment page   ${ipaymu.url}   (stands in for iPaymu)
  Panel          ${aapanel.panelUrl}   (stands in for aaPanel)
  Inbox          ${mail.url}   (every message the shop sends)
  Sites          http://<name>.localhost:${aapanel.webAddress.split(":")[1]}

  Log-ins
${logins.join("\n")}

  Everything is kept in .data. Ctrl-C stops it all.`;
}
