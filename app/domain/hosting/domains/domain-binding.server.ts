import { isPassing, PanelRefused } from "#app/adapters/aapanel/errors.ts";
import type { HostingPanel } from "#app/adapters/aapanel/hosting-panel.ts";
import type { Vault } from "#app/adapters/vault/vault.server.ts";
import { askForAttention } from "#app/domain/attention/attention.server.ts";
import type { Db } from "#db/client.ts";
import { type PanelOf, withPanel } from "../servers/servers.server.ts";
import { markOf } from "../websites/provisioning.server.ts";
import type { WebsiteRow } from "../websites/websites.server.ts";
import type { PlacedSite } from "./domain-places.server.ts";
import { type DomainRow, recordDomain } from "./domains.server.ts";

type Deps = { db: Db; panelOf: PanelOf; vault: Vault };

/**
 * Binds a waiting domain to its site on the server, alone there, unless it is bound already, and reads it back. False
 * when it is not waited for any more. Throws the panel's errors, PanelRefused when the panel does not show it after.
 */
export async function bindOnServer(
  deps: Deps,
  { site, server }: PlacedSite,
  domainId: string,
  now: Date,
): Promise<boolean> {
  return withPanel(deps, server.id, now, ({ panel, write }) =>
    write(async () => {
      const row = await read(deps.db, domainId);
      if (row.status !== "waiting-for-dns") return false;
      const made = await findOurs(panel, site);
      const isBound = async () => (await panel.domainsOf(made.id)).some(({ name }) => name === row.host);
      if (await isBound()) return true;
      let lost: unknown = null;
      await panel.addDomain(made, row.host).catch((error: unknown) => {
        if (!isPassing(error)) throw error;
        lost = error;
      });
      if (await isBound()) return true;
      throw lost ?? new PanelRefused(`AddDomain: ${row.host} is not shown afterwards`);
    }),
  );
}

/**
 * Takes a domain that its owner gave up off the server and frees its name. A site that is gone took its domains along.
 * Run twice it does nothing more; when the panel fails it throws, and the job tries again.
 */
export async function unbindDomain(
  deps: Deps,
  { domainId }: { domainId: string },
  now: Date,
): Promise<{ outcome: "removed" | "nothing-to-do" }> {
  const { db } = deps;
  const row = await read(db, domainId);
  if (row.status !== "removing") return { outcome: "nothing-to-do" };
  const site = await db
    .selectFrom("websites")
    .selectAll()
    .where("id", "=", row.website_id)
    .executeTakeFirstOrThrow();
  if (site.server_id && ["active", "suspended"].includes(site.status)) {
    await withPanel(deps, site.server_id, now, ({ panel, write }) =>
      write(() => unbind(panel, site, row.host)),
    );
  }
  return db.transaction().execute(async (tx) => {
    const changed = await tx
      .updateTable("website_domains")
      .set({ status: "removed", removed_at: now })
      .where("id", "=", row.id)
      .where("status", "=", "removing")
      .returning("id")
      .executeTakeFirst();
    if (!changed) return { outcome: "nothing-to-do" };
    await recordDomain(tx, row.id, site.order_id, "domain-removed", { host: row.host }, now);
    return { outcome: "removed" };
  });
}

async function unbind(panel: HostingPanel, site: WebsiteRow, host: string): Promise<void> {
  const made = await findOurs(panel, site);
  const bound = async () => (await panel.domainsOf(made.id)).find(({ name }) => name === host);
  const found = await bound();
  if (found) await panel.removeDomain(made, found).catch(passLater);
  if (await bound()) throw new Error(`the panel still shows ${host} at ${site.host}`);
}

/** The panel's site, known by our mark. */
export async function findOurs(panel: HostingPanel, site: WebsiteRow) {
  const made = await panel.findSite(site.host);
  if (!made || made.note !== markOf(site))
    throw new PanelRefused(`the panel shows no site of ours for ${site.host}`);
  return made;
}

/** An answer may be lost after the work was done: what the panel shows next is what counts. */
export function passLater(error: unknown): void {
  if (!isPassing(error)) throw error;
}

function read(db: Db, domainId: string): Promise<DomainRow> {
  return db.selectFrom("website_domains").selectAll().where("id", "=", domainId).executeTakeFirstOrThrow();
}

/** The server said no to a domain that leads to it: another site there may hold it. Noted, and staff are asked once. */
export async function askAboutRefusal(db: Db, site: WebsiteRow, row: DomainRow, text: string): Promise<void> {
  await db
    .updateTable("website_domains")
    .set({ problem_detail: text.slice(0, 500) })
    .where("id", "=", row.id)
    .execute();
  await askForAttention(db, {
    kind: "domain-refused",
    subject: row.id,
    detail: { domain: row.host, host: site.host, text: text.slice(0, 200) },
    userId: site.user_id,
    orderId: site.order_id,
  });
}
