import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";
import type { Settings } from "#app/domain/settings.ts";
import { type Counts, live, type Story } from "#app/test/simulation/run.ts";
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

const command = [
  `npm run simulate -- --customers ${customers} --years ${given.years} --seed ${seed}`,
  ...(given.only === undefined ? [] : [`--only ${given.only}`]),
  ...(given["no-trouble"] ? ["--no-trouble"] : []),
].join(" ");
console.log(command);
// Ctrl-C ends the story after the day it is in, and the summary is told of what there was.
let stoppedAt: number | null = null;
process.on("SIGINT", askToStop).on("SIGTERM", askToStop);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lumicloud-simulate-"));
fs.chmodSync(folder, 0o755);
const server = process.env.DATABASE_URL
  ? { url: process.env.DATABASE_URL, stop: async () => {} }
  : await startPostgres({ folder: path.join(folder, "postgres"), fast: true, apart: true });
const started = performance.now();
let drawn = { at: 0, percent: -1 };
try {
  report(await simulate(chosen(oneScenario({ customers, days, seed }))));
} catch (error) {
  console.error(error, `\nTo repeat it: ${command}`);
  process.exitCode = 1;
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
    return await live(world, scenario, {
      compareEvery: Math.min(7, Math.max(1, Math.round(scenario.customers.length / 10))),
      completeEvery: 30,
      onDay: (day, counts) => draw(day, counts),
      isOver: () => stoppedAt !== null,
    });
  } finally {
    await world.stop();
    await asAdmin(`drop database if exists ${name} with (force)`);
  }
}

function askToStop() {
  if (stoppedAt === null) {
    stoppedAt = performance.now();
    console.error("\nStopping after this day. Once more stops at once.");
    // npm passes on what the terminal has told us already: the same Ctrl-C twice.
  } else if (performance.now() - stoppedAt > 500) {
    void server.stop().finally(() => process.exit(130));
  }
}

/** In a terminal the one line moves on every second; elsewhere there is a line for every twentieth of the way. */
function draw(day: number, counts: Counts) {
  const percent = Math.min(100, Math.floor((day / days) * 100));
  const now = performance.now();
  const isDue = process.stdout.isTTY ? now - drawn.at >= 1000 : percent >= drawn.percent + 5;
  if (!isDue) return;
  drawn = { at: now, percent };
  const seconds = (now - started) / 1000;
  const left = day > 0 ? `, ${duration((seconds / day) * (days - day))} left` : "";
  const line =
    `[${"#".repeat(percent / 5).padEnd(20, ".")}] day ${day} of ${days}, ${counts.purchases + counts.bills} orders, ` +
    `${counts.payments} payments, ${counts.faults} faults, ${(day / seconds).toFixed(1)} days/s${left}`;
  if (process.stdout.isTTY) process.stdout.write(`\r${line}\x1b[K`);
  else console.log(line);
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}

function report({ counts, violations, day, isCut }: Story) {
  const seconds = (performance.now() - started) / 1000;
  const many = (number: number, what: string) => `  ${number.toLocaleString("en").padStart(12)}  ${what}`;
  console.log(
    [
      `\n\n${customers} buyers, ${Math.min(day, days)} of ${days} days in ${duration(seconds)}:`,
      many(counts.purchases, "purchases"),
      many(counts.bills, "bills for a next period"),
      many(counts.payments, "payments at the gateway"),
      many(counts.notices, "of its notices delivered"),
      many(counts.faults, "faults of gateway, panel and worker"),
      many(counts.jobs, "jobs done"),
      many(counts.failed, "tries that failed or were killed, and came again"),
      many(counts.days, "days after which every promise was checked"),
    ].join("\n"),
  );
  if (violations.length > 0) {
    console.error(`Broken on day ${day}:`);
    for (const { rule, about } of violations) console.error(`  ${rule}: ${about}`);
    console.error(`To repeat it: ${command}`);
    process.exitCode = 1;
  } else if (isCut) {
    console.log("Stopped before the end; every promise was kept so far.");
    process.exitCode = 130;
  } else {
    console.log("Every promise was kept.");
  }
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
