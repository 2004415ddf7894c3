import { mkdir, writeFile } from "node:fs/promises";
import { endWebsite, switchWebsite } from "#app/domain/hosting/websites/standing.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import { type DeploySite, deployTest, now } from "./deploying.ts";

type Ended = Omit<DeploySite, "which"> & {
  all: DeploySite["deps"] & { settings: Settings };
  which: { websiteId: string };
  exportRow: () => Promise<ExportRow>;
};
type ExportRow = Awaited<ReturnType<typeof readExport>>;

function readExport({ deps, ids }: DeploySite) {
  return deps.db
    .selectFrom("site_exports")
    .selectAll()
    .where("website_id", "=", ids.websiteId)
    .executeTakeFirstOrThrow();
}

/** A website with a release and a file beside it, whose subscription is over; it is off on its server. */
export const endingTest = deployTest.extend<{ ended: Ended }>({
  ended: async ({ site, settings, aapanel }, use) => {
    const { db } = site.deps;
    const { subscription_id: subscriptionId, site_path: path } = await site.row();
    const release = "/releases/1";
    const files = { [`${release}/index.html`]: "<h1>dua</h1>", [`${release}/img/a.txt`]: "gambar" };
    for (const [name, text] of Object.entries({
      ...files,
      "/releases/0/old.txt": "lama",
      "/data/a.txt": "pesanan",
    })) {
      await mkdir(aapanel.resolve(`${path}${name}/..`), { recursive: true });
      await writeFile(aapanel.resolve(`${path}${name}`), text);
    }
    await site.panel.setRunPath(await site.panelSiteId(), release);
    await db.updateTable("websites").set({ run_path: release }).execute();
    await db
      .updateTable("subscriptions")
      .set({ status: "ended", next_step_at: null })
      .where("id", "=", subscriptionId)
      .execute();
    await db.transaction().execute((tx) => endWebsite(tx, { subscriptionId, now }));
    const all = { ...site.deps, settings };
    const which = { websiteId: site.ids.websiteId };
    await switchWebsite(all, which, now);
    await use({ ...site, all, which, exportRow: () => readExport(site) });
  },
});
