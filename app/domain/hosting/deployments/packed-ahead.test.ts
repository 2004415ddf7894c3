import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import { type DeploySite, now, onDisk, deployTest as test } from "#app/test/deploying.ts";
import { removeUpload } from "../uploads/uploads.server.ts";
import { keepFolder } from "../websites/kept-folders.server.ts";
import { deploymentTrace, requestDeployment } from "./deployments.server.ts";
import { packAhead } from "./packed-ahead.server.ts";

const pages = Object.fromEntries(
  Array.from({ length: 12 }, (_, index) => [`hal/${index}.html`, `halaman ${index} `.repeat(20)]),
);
const old = { "index.html": "lama", ...pages };
const changed = { "index.html": "baru", ...pages };

async function uploaded(site: DeploySite, files: Record<string, string>) {
  const uploadId = await site.upload(files);
  const pack = (at = now) => packAhead(site.deps, { uploadId }, at);
  async function deploy() {
    const asked = await requestDeployment(site.deps.db, { ...site.ids, uploadId, now });
    if (asked.outcome !== "queued") throw new Error(asked.outcome);
    expect(await site.run(asked.deploymentId)).toEqual({ outcome: "live" });
    return asked.deploymentId;
  }
  const file = site.deps.store.path(`uploads/${uploadId}`);
  return { uploadId, pack, deploy, spoil: () => writeFileSync(file, readFileSync(file).fill(7)) };
}

const ahead = (site: DeploySite) => {
  const folder = path.dirname(site.deps.store.path("ahead/x"));
  return readdirSync(path.dirname(folder)).includes("ahead") ? readdirSync(folder) : [];
};

async function packing(site: DeploySite, id: string) {
  const trace = await deploymentTrace(site.deps.db, site.which(id));
  return trace.find(({ step, outcome }) => step === "packing" && outcome === "done")?.detail;
}

test("what was packed ahead goes live as it was, without the upload being read again", async ({ site }) => {
  const upload = await uploaded(site, old);
  expect(await upload.pack()).toEqual({ outcome: "packed" });
  upload.spoil();
  const id = await upload.deploy();
  expect(onDisk(site.folderOf(id))).toEqual(old);
  expect(await site.visit("/")).toBe("200 lama");
  expect(ahead(site)).toEqual([]);
});

test("of a site that is live only the difference is packed ahead", async ({ site }) => {
  await site.deploy(old);
  const upload = await uploaded(site, changed);
  expect(await upload.pack()).toEqual({ outcome: "packed" });
  upload.spoil();
  const id = await upload.deploy();
  expect(onDisk(site.folderOf(id))).toEqual(changed);
  expect(await packing(site, id)).toMatchObject({ isDelta: 1, sentFiles: 1 });
});

test("something else went live meanwhile: the deployment packs itself", async ({ site }) => {
  await site.deploy(old);
  const upload = await uploaded(site, changed);
  await upload.pack();
  await site.deploy({ ...old, "tentang.html": "kami" });
  const id = await upload.deploy();
  expect(onDisk(site.folderOf(id))).toEqual(changed);
});

test("a folder kept meanwhile stays out of the release", async ({ site }) => {
  await site.deploy(old);
  const upload = await uploaded(site, { ...changed, "data/a.txt": "a" });
  await upload.pack();
  expect(await keepFolder(site.deps.db, { ...site.ids, name: "data", isPublic: false, now })).toEqual({
    outcome: "keeping",
  });
  const id = await upload.deploy();
  expect(onDisk(site.folderOf(id))).toEqual(changed);
  expect(await packing(site, id)).toMatchObject({ leftOut: 1 });
});

test("what is older than half a day, or no longer whole, is packed anew", async ({ site }) => {
  const upload = await uploaded(site, old);
  await upload.pack(new Date(now.getTime() - 13 * 3_600_000));
  const before = ahead(site);
  expect(await upload.pack()).toEqual({ outcome: "packed" });
  expect(ahead(site)).toHaveLength(before.length);
  expect(await upload.pack()).toEqual({ outcome: "nothing-to-do" });
  const archive = ahead(site).find((name) => name.endsWith(".zip")) ?? "";
  writeFileSync(site.deps.store.path(`ahead/${archive}`), "setengah");
  const id = await upload.deploy();
  expect(onDisk(site.folderOf(id))).toEqual(old);
});

test("two at once leave one whole pack, and an upload that is removed takes it along", async ({ site }) => {
  const upload = await uploaded(site, old);
  await Promise.all([upload.pack(), upload.pack()]);
  const { ids, deps } = site;
  await removeUpload(deps, { ...ids, uploadId: upload.uploadId, now });
  expect(ahead(site).filter((name) => name.endsWith(".json"))).toEqual([]);
  expect(await upload.pack()).toEqual({ outcome: "nothing-to-do" });
});

test("an upload that is being deployed is not packed beside it", async ({ site }) => {
  const upload = await uploaded(site, old);
  await requestDeployment(site.deps.db, { ...site.ids, uploadId: upload.uploadId, now });
  expect(await upload.pack()).toEqual({ outcome: "nothing-to-do" });
});
