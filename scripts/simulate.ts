import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";
import type { Settings } from "#app/domain/settings.ts";
import { live, type Story } from "#app/test/simulation/run.ts";
import { oneScenario, type Scenario } from "#app/test/simulation/scenario.ts";
import { createWorld } from "#app/test/simulation/world.ts";
import { migrate } from "#db/migrate.ts";
import { startPostgres } from "./postgres/embedded.ts";

/** Years of selling in minutes: `npm run simulate -- --customers 1000 --years 10 --seed 7`. */
const { values: given } = parseArgs({
  options: {
    customers: { type: "string", default: "100" },
    years: { type: "string", default: "2" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 1_000_000)) },
    /** Only this one of the buyers, by number: for finding out what one story needs to go wrong. */
    only: { type: "string" },
    "no-trouble": { type: "boolean", default: false },
  },
});
const customers = wholeNumber("customers", given.customers);
const days = Math.round(Number(given.years) * 365.25);
const seed = wholeNumber("seed", given.seed);
if (!(days > 0)) stop("--years must be a number above zero.");

const settings = {
  appUrl: "http://lumi.test",
  sitesDomain: "situs.test",
  payment: { isDirect: true, feeBearer: "merchant" },
  linkKeys: ["a key that is only used in simulations"],
  tax: { ratePercent: 12, baseNumerator: 11, baseDenominator: 12 },
  business: {
    name: "LumiCloud",
    address: "Jl. Contoh No. 1, Malang",
    email: "halo@lumi.test",
    phone: "+62 341 000 000",
    npwp: null,
    hours: "Senin sampai Jumat",
  },
} as Settings;

const command = `npm run simulate -- --customers ${customers} --years ${given.years} --seed ${seed}`;
console.log(command);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lumicloud-simulate-"));
fs.chmodSync(folder, 0o755);
const server = process.env.DATABASE_URL
  ? { url: process.env.DATABASE_URL, stop: async () => {} }
  : await startPostgres({ folder: path.join(folder, "postgres"), fast: true });
const started = performance.now();
let drawn = -1;
try {
  report(await simulate(chosen(oneScenario({ customers, days, seed }))));
} finally {
  await server.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}

function chosen(scenario: Scenario): Scenario {
  const one = given.only === undefined ? undefined : scenario.customers[Number(given.only)];
  if (given.only !== undefined && !one) stop(`--only: there are ${customers} buyers, counted from 0.`);
  return {
    ...scenario,
    customers: one ? [one] : scenario.customers,
    troubles: given["no-trouble"] ? [] : scenario.troubles,
  };
}

async function simulate(scenario: Scenario): Promise<Story> {
  const name = `lumicloud_simulate_${randomBytes(4).toString("hex")}`;
  await asAdmin(`create database ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  await migrate(url.href);
  const world = await createWorld({ databaseUrl: url.href, folder, settings });
  try {
    // Large bases are counted through only now and then; whatever breaks stays broken until it is seen.
    const checkEvery = Math.max(1, Math.round(scenario.customers.length / 25));
    return await live(world, scenario, {
      checkEvery,
      compareEvery: checkEvery,
      onDay: (day) => draw(day / days),
    });
  } finally {
    await world.stop();
    await asAdmin(`drop database if exists ${name} with (force)`);
  }
}

function draw(share: number) {
  const percent = Math.min(100, Math.floor(share * 100));
  if (percent === drawn) return;
  drawn = percent;
  const seconds = (performance.now() - started) / 1000;
  const left = percent > 0 ? `, about ${Math.ceil((seconds / percent) * (100 - percent))} s left` : "";
  const line = `[${"#".repeat(percent / 4).padEnd(25, ".")}] ${percent} %${left}`;
  if (process.stdout.isTTY) process.stdout.write(`\r${line.padEnd(70)}`);
  else if (percent % 10 === 0) console.log(line);
}

function report({ counts, violations, day }: Story) {
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `\n${customers} buyers, ${days} days: ${counts.purchases} purchases, ${counts.payments} payments, ` +
      `${counts.notices} notices delivered, ${counts.jobs} jobs (${counts.failed} tries failed), ` +
      `${counts.days} days checked, ${seconds.toFixed(0)} s.`,
  );
  if (violations.length === 0) return console.log("Every promise was kept.");
  console.error(`Broken on day ${day}:`);
  for (const { rule, about } of violations) console.error(`  ${rule}: ${about}`);
  console.error(`To repeat it: ${command}`);
  process.exitCode = 1;
}

async function asAdmin(statement: string): Promise<void> {
  const client = new pg.Client(server.url);
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) stop(`--${name} must be a whole number.`);
  return Number(text);
}

function stop(message: string): never {
  console.error(message);
  process.exit(1);
}
