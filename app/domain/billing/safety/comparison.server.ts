import {
  isPassing,
  PanelAnswerUnknown,
  PanelAuthFailed,
  PanelRefused,
} from "#app/adapters/aapanel/errors.ts";
import { GatewayError, type PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import type { Vault } from "#app/adapters/vault/vault.server.ts";
import { type PanelOf, ServerLocked } from "#app/domain/hosting/servers/servers.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import { enqueue } from "#app/jobs/queue.server.ts";
import type { Db } from "#db/client.ts";
import { wibDay } from "../renewals/periods.ts";
import { compareBooksWithin } from "./books-comparison.server.ts";
import { BRAKE } from "./brake.server.ts";
import { cure } from "./cures.server.ts";
import { type Finding, kindOf } from "./difference-kinds.ts";
import { closeGone, keepFinding, unseenSince } from "./differences.server.ts";
import {
  compareDays,
  compareTransactions,
  type Days,
  judgeAgain,
  readHistory,
} from "./gateway-comparison.server.ts";
import { compareServer } from "./panel-comparison.server.ts";

type Deps = { db: Db; gateway: PaymentGateway; settings: Settings; panelOf: PanelOf; vault: Vault };

export type Comparison = {
  days: Days;
  /** What did not answer: `gateway`, or a server's name. Nothing was concluded about it. */
  silent: string[];
  transactions: number;
  sites: number;
  opened: number;
  healed: number;
  closed: number;
};

/** The days that the daily run looks at: today and the two before it, in WIB. */
export function usualDays(now: Date): Days {
  return { from: wibDay(now, -2), to: wibDay(now) };
}

/**
 * Compares the gateway's history of these days, our books and every server's panel. Each difference is written down
 * once; what is safe to heal is healed by the functions that do it otherwise; what is gone is closed; the rest waits for
 * a person. Whatever does not answer is named, and nothing is opened or closed from its silence. Run twice or at once
 * it finds the same.
 */
export async function compareBooks(deps: Deps, days: Days, now: Date): Promise<Comparison> {
  const sum: Comparison = { days, silent: [], transactions: 0, sites: 0, opened: 0, healed: 0, closed: 0 };
  const began = now;
  await compareGateway(deps, sum, now);
  const within = await compareBooksWithin(deps.db);
  // One site that should be off is a slip; many at once are for a person, as with the brake.
  const isMass = within.filter(isStop).length > BRAKE.least;
  for (const finding of within) await take(deps, sum, finding, now, !(isMass && isStop(finding)));
  for (const row of await unseenSince(deps.db, "books", began)) await close(deps.db, sum, row.id, now);
  await comparePanels(deps, sum, now);
  await deps.db
    .insertInto("comparisons")
    .values({
      began_at: began,
      from_day: days.from,
      to_day: days.to,
      silent: JSON.stringify(sum.silent),
      transactions: sum.transactions,
      sites: sum.sites,
      opened: sum.opened,
      healed: sum.healed,
      closed: sum.closed,
    })
    .execute();
  return sum;
}

async function compareGateway(deps: Deps, sum: Comparison, now: Date): Promise<void> {
  try {
    const told = await readHistory(deps.gateway, sum.days);
    sum.transactions = told.length;
    for (const finding of await compareTransactions(deps, told, sum.days))
      await take(deps, sum, finding, now);
    for (const finding of await compareDays(deps.db, told, sum.days, now))
      await take(deps, sum, finding, now);
    for (const row of await unseenSince(deps.db, "gateway", now)) {
      const isCompared = row.subject >= sum.days.from && row.subject <= sum.days.to;
      const isGone = row.kind === "day-sum" ? isCompared : await isSettledNow(deps, row);
      if (isGone) await close(deps.db, sum, row.id, now);
    }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    sum.silent.push("gateway");
  }
}

/** A transaction of other days: asked about by itself. */
async function isSettledNow(deps: Deps, row: { kind: string; subject: string }): Promise<boolean> {
  return (await judgeAgain(deps, row.subject)).every((finding) => finding.kind !== row.kind);
}

async function comparePanels(deps: Deps, sum: Comparison, now: Date): Promise<void> {
  const servers = await deps.db
    .selectFrom("servers")
    .select(["id", "name"])
    .where("removed_at", "is", null)
    .orderBy("name")
    .execute();
  for (const server of servers) {
    try {
      const { sites, findings } = await compareServer(deps, server, now);
      sum.sites += sites;
      for (const finding of findings) await take(deps, sum, finding, now);
      for (const row of await unseenSince(deps.db, "panel", now)) {
        if (row.detail.server === server.name) await close(deps.db, sum, row.id, now);
      }
    } catch (error) {
      if (!isSilence(error)) throw error;
      sum.silent.push(server.name);
    }
  }
}

function isSilence(error: unknown): boolean {
  if (isPassing(error) || error instanceof PanelAuthFailed || error instanceof PanelRefused) return true;
  return error instanceof PanelAnswerUnknown || error instanceof ServerLocked;
}

function isStop({ kind, detail }: Finding): boolean {
  return kind === "decision-differs" && detail.stopped === null;
}

/** Writes a difference down, and heals it when that is safe. */
async function take(deps: Deps, sum: Comparison, finding: Finding, now: Date, mayHeal = true): Promise<void> {
  const { id, isNew } = await keepFinding(deps.db, finding, now);
  if (isNew) sum.opened += 1;
  if (!id || !mayHeal || !kindOf(finding.kind)?.isSafe) return;
  const { outcome } = await cure(deps, { ...finding, id }, now).catch((error: unknown) => {
    // Of one transaction the gateway told something unreadable: the others are healed all the same.
    if (error instanceof GatewayError && error.trouble !== "unreachable") return { outcome: "failed" };
    throw error;
  });
  if (outcome === "gone" || outcome === "begun") sum.healed += 1;
}

async function close(db: Db, sum: Comparison, id: string, now: Date): Promise<void> {
  await closeGone(db, id, now);
  sum.closed += 1;
}

/** Queues a comparison of the usual days now; one that waits already is not doubled. */
export async function askToCompare(db: Db): Promise<void> {
  await enqueue(db, "compare-books", {}, { key: "compare-books" });
}

/** The last comparison, or null before the first. */
export async function lastComparison(db: Db): Promise<(Comparison & { at: Date }) | null> {
  const row = await db
    .selectFrom("comparisons")
    .selectAll()
    .orderBy("began_at", "desc")
    .limit(1)
    .executeTakeFirst();
  if (!row) return null;
  const { transactions, sites, opened, healed, closed } = row;
  const days = { from: row.from_day, to: row.to_day };
  return {
    at: row.began_at,
    days,
    silent: row.silent as string[],
    transactions,
    sites,
    opened,
    healed,
    closed,
  };
}
