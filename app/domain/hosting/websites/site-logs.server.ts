import {
  isPassing,
  PanelAnswerUnknown,
  PanelAuthFailed,
  PanelRefused,
} from "#app/adapters/aapanel/errors.ts";
import type { Vault } from "#app/adapters/vault/vault.server.ts";
import type { Db } from "#db/client.ts";
import { type PanelOf, ServerLocked, withPanel } from "../servers/servers.server.ts";
import { isUuid } from "./websites.server.ts";

export type LogKind = "access" | "error";
export type SiteLog = { outcome: "read"; lines: string[] } | { outcome: "not-on-server" | "silent" };

/**
 * The last lines of the log of one of the customer's own websites, the newest first, at most 1,000: only those that
 * hold `filter`, whatever its case. Visitors' addresses are in them: never kept here, and for the owner only. "silent"
 * when the server does not answer.
 */
export async function readSiteLog(
  deps: { db: Db; panelOf: PanelOf; vault: Vault },
  {
    userId,
    websiteId,
    kind,
    filter,
    now,
  }: { userId: string; websiteId: string; kind: LogKind; filter: string; now: Date },
): Promise<SiteLog> {
  if (!isUuid(websiteId)) return { outcome: "not-on-server" };
  const site = await deps.db
    .selectFrom("websites")
    .select(["server_id", "host"])
    .where("user_id", "=", userId)
    .where("id", "=", websiteId)
    .where("status", "in", ["active", "suspended"])
    .executeTakeFirst();
  if (!site?.server_id) return { outcome: "not-on-server" };
  try {
    const lines = await withPanel(deps, site.server_id, now, ({ panel }) => panel.logOf(site.host, kind));
    const wanted = filter.toLowerCase();
    return {
      outcome: "read",
      lines: lines.filter((line) => line.toLowerCase().includes(wanted)).reverse(),
    };
  } catch (error) {
    if (!isPanels(error)) throw error;
    return { outcome: "silent" };
  }
}

function isPanels(error: unknown): boolean {
  const kinds = [PanelRefused, PanelAnswerUnknown, PanelAuthFailed, ServerLocked];
  return isPassing(error) || kinds.some((kind) => error instanceof kind);
}
