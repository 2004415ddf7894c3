import http from "node:http";
import { expect } from "vitest";
import { type DeploySite, now, deployTest as test } from "#app/test/deploying.ts";
import { requestDeployment } from "./deployments.server.ts";
import { discardDraft, newPreviewHost, publishDraft, sweepDrafts } from "./previews.server.ts";
import { cleanReleases } from "./releases.server.ts";

async function aDraft(site: DeploySite, text: string) {
  const { db } = site.deps;
  const previewHost = newPreviewHost("situs.test:8080");
  const uploadId = await site.upload({ "index.html": text });
  const asked = await requestDeployment(db, { ...site.ids, uploadId, previewHost, now });
  if (asked.outcome !== "queued") throw new Error(asked.outcome);
  expect(await site.run(asked.deploymentId)).toEqual({ outcome: "ready" });
  return { id: asked.deploymentId, host: previewHost, which: { ...site.which(asked.deploymentId), now } };
}

function look(address: string, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.get(`http://${address}/`, { headers: { host }, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (piece: string) => {
        text += piece;
      });
      response.on("end", () => resolve(`${response.statusCode} ${text}`));
    });
    request.on("error", reject);
  });
}

test("a draft is seen at an address of its own, goes live by a switch, and the address is gone after", async ({
  db,
  site,
  aapanel,
}) => {
  await site.deploy({ "index.html": "lama" });
  const draft = await aDraft(site, "baru");
  expect(draft.host).toMatch(/^pratinjau-[a-z0-9]{18,21}\.situs\.test$/);
  expect(await look(aapanel.webAddress, draft.host)).toBe("200 baru");
  expect(await site.visit("/")).toBe("200 lama");
  // cleaning leaves a waiting draft alone
  await cleanReleases(site.deps, site.ids, now);
  expect(await look(aapanel.webAddress, draft.host)).toBe("200 baru");
  expect(await publishDraft(db, draft.which)).toEqual({ outcome: "queued" });
  expect(await publishDraft(db, draft.which)).toEqual({ outcome: "not-ready" });
  expect(await site.run(draft.id)).toEqual({ outcome: "live" });
  expect(await site.visit("/")).toBe("200 baru");
  await cleanReleases(site.deps, site.ids, now);
  expect(await site.panel.folderBindings(await site.panelSiteId())).toEqual([]);
  expect(await look(aapanel.webAddress, draft.host)).not.toContain("baru");
});

test("a draft that is discarded, or waits for seven days, leaves nothing behind", async ({ db, site }) => {
  const live = await site.deploy({ "index.html": "lama" });
  const one = await aDraft(site, "satu");
  const two = await aDraft(site, "dua");
  expect(await discardDraft(db, one.which)).toEqual({ outcome: "discarded" });
  expect(await discardDraft(db, one.which)).toEqual({ outcome: "not-ready" });
  expect(await sweepDrafts(db, now)).toEqual({ discarded: 0 });
  const later = new Date(now.getTime() + 8 * 86_400_000);
  expect(await sweepDrafts(db, later)).toEqual({ discarded: 1 });
  expect(await publishDraft(db, two.which)).toEqual({ outcome: "not-ready" });
  await cleanReleases(site.deps, site.ids, later);
  expect(site.releases()).toEqual([live]);
  expect(await site.panel.folderBindings(await site.panelSiteId())).toEqual([]);
  expect(await site.visit("/")).toBe("200 lama");
});

test("three drafts of a site wait at most", async ({ db, site }) => {
  for (const text of ["1", "2", "3"]) await aDraft(site, text);
  const uploadId = await site.upload({ "index.html": "4" });
  const previewHost = newPreviewHost("situs.test");
  const fourth = await requestDeployment(db, { ...site.ids, uploadId, previewHost, now });
  expect(fourth).toEqual({ outcome: "too-many-drafts" });
});
