import "dotenv/config";
import { parseArgs } from "node:util";
import { wibDay } from "#app/domain/billing/renewals/periods.ts";
import { compareBooks, usualDays } from "#app/domain/billing/safety/comparison.server.ts";
import { type Difference, listDifferences } from "#app/domain/billing/safety/differences.server.ts";
import { services } from "#app/services.server.ts";
import { formatMoment } from "#app/ui/dates.ts";

const USAGE = `Usage: npm run billing:compare [-- --from 2026-11-01 --to 2026-11-22]
  days in WIB, both included; without them today and the two days before`;

/** Compares now, prints what is open, and ends with 1 when anything is, or when somebody did not answer. */
try {
  const now = new Date();
  const { silent, ...done } = await compareBooks(services, readDays(now), now);
  const open = await listDifferences(services.db);
  console.log(
    `${done.days.from} to ${done.days.to}: ${done.transactions} transactions and ${done.sites} sites looked at; ${done.opened} new differences, ${done.healed} healed or being healed, ${done.closed} gone.`,
  );
  for (const name of silent) console.log(`${name} did not answer: nothing is said about it.`);
  for (const line of table(open)) console.log(line);
  console.log(
    open.length === 0 ? "Nothing is open." : `${open.length} open. Act on them at /staff/differences.`,
  );
  if (open.length > 0 || silent.length > 0) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await Promise.all([services.db.destroy(), services.passwords.close()]);
}

function readDays(now: Date) {
  const { values } = parseArgs({ options: { from: { type: "string" }, to: { type: "string" } } });
  const usual = usualDays(now);
  const days = { from: values.from ?? usual.from, to: values.to ?? usual.to };
  const isDay = (text: string) => {
    const moment = new Date(`${text}T00:00:00+07:00`);
    return !Number.isNaN(moment.getTime()) && wibDay(moment) === text;
  };
  if (isDay(days.from) && isDay(days.to) && days.from <= days.to) return days;
  throw new Error(USAGE);
}

function table(open: readonly Difference[]): string[] {
  return open.map((one) => {
    const facts = Object.entries(one.detail).map(([key, value]) => `${key}=${value ?? "-"}`);
    const healing = one.healedAt ? "being healed" : "waits for a person";
    return [one.kind.padEnd(20), one.subject, formatMoment(one.firstSeenAt, "en"), healing, ...facts].join(
      "  ",
    );
  });
}
