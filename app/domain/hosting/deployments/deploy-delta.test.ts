import { rmSync } from "node:fs";
import fc from "fast-check";
import { expect } from "vitest";
import type { HostingPanel } from "#app/adapters/aapanel/hosting-panel.ts";
import { type DeploySite, now, onDisk, deployTest as test } from "#app/test/deploying.ts";
import { runDeployment } from "./deploy.server.ts";
import { deploymentTrace, findDeployment } from "./deployments.server.ts";

const pages = Object.fromEntries(
  Array.from({ length: 12 }, (_, index) => [`hal/${index}.html`, `halaman ${index} `.repeat(20)]),
);
const old = { "index.html": "lama", "gone/x/y.txt": "pergi", ...pages };
const changed = { "index.html": "baru", "a&b (1).txt": "tambahan", ...pages };

type Files = Record<string, string>;

async function packing(site: DeploySite, id: string) {
  const trace = await deploymentTrace(site.deps.db, site.which(id));
  return trace.filter(({ step, outcome }) => step === "packing" && outcome === "done").at(-1)?.detail;
}

async function disagreements(site: DeploySite, id: string) {
  const trace = await deploymentTrace(site.deps.db, site.which(id));
  return trace.filter(({ detail }) => detail.disagreed !== undefined).map(({ detail }) => detail.disagreed);
}

test("when little has changed, only that travels, and the release is whole", async ({ site }) => {
  await site.deploy(old);
  const id = await site.deploy(changed);

  expect(onDisk(site.folderOf(id))).toEqual(changed);
  expect(await site.visit("/")).toBe("200 baru");
  expect(await packing(site, id)).toMatchObject({ isDelta: 1, files: 14, sentFiles: 2, sentBytes: 12 });
  expect(await disagreements(site, id)).toEqual([]);
  expect(await findDeployment(site.deps.db, site.which(id))).toMatchObject({ fileCount: 14 });
  const next = await site.deploy({ ...changed, "index.html": "lagi" });
  expect(await packing(site, next)).toMatchObject({ isDelta: 1, sentFiles: 1 });
  expect(onDisk(site.folderOf(next))).toEqual({ ...changed, "index.html": "lagi" });
});

test("when most has changed, everything travels", async ({ site }) => {
  await site.deploy({ "index.html": "lama", "a.css": "a{}" });
  const id = await site.deploy({ "index.html": "baru", "a.css": "a{}" });
  expect(await packing(site, id)).toMatchObject({ isDelta: 0, sentFiles: 2 });
  expect(onDisk(site.folderOf(id))).toEqual({ "index.html": "baru", "a.css": "a{}" });
});

test("a file becomes a folder, and a folder a file", async ({ site }) => {
  await site.deploy({ ...pages, "index.html": "1", a: "berkas", "b/c": "dalam" });
  const next = { ...pages, "index.html": "1", "a/x": "dalam", b: "berkas" };
  const id = await site.deploy(next);
  expect(await packing(site, id)).toMatchObject({ isDelta: 1 });
  expect(onDisk(site.folderOf(id))).toEqual(next);
});

const faults: Parameters<DeploySite["fault"]>[0][] = [
  { kind: "copy-incomplete" },
  { kind: "copy-corrupts-a-file" },
  { kind: "unzip-does-nothing", times: 2 },
  { kind: "unzip-corrupts-a-file" },
];
for (const fault of faults) {
  test(`${fault.kind}: everything is sent after all, and the site is right`, async ({ site }) => {
    await site.deploy(old);
    site.fault(fault);
    const id = await site.deploy(changed);
    expect(onDisk(site.folderOf(id))).toEqual(changed);
    expect(await disagreements(site, id)).toHaveLength(1);
  });
}

test("a release changed by hand, or gone, is not copied from", async ({ site }) => {
  const first = await site.deploy(old);
  await site.overwrite(first, "index.html", "diubah lewat FTP");
  const second = await site.deploy(changed);
  expect(onDisk(site.folderOf(second))).toEqual(changed);
  expect(await disagreements(site, second)).toEqual(["release-changed"]);
  rmSync(site.folderOf(second), { recursive: true });
  const third = await site.deploy(old);
  expect(onDisk(site.folderOf(third))).toEqual(old);
});

for (const method of ["copyFolder", "deleteFolder", "extract", "folderSize"] as const) {
  test(`a worker killed after ${method} of a copied release is followed by one that finishes`, async ({
    site,
  }) => {
    await site.deploy(old);
    const id = await site.request(changed);
    await expect(runDeployment(dyingAfter(site, method), { deploymentId: id }, () => now)).rejects.toThrow(
      "killed",
    );
    expect(await site.visit("/")).toBe("200 lama");
    expect(await site.run(id)).toEqual({ outcome: "live" });
    expect(onDisk(site.folderOf(id))).toEqual(changed);
  });
}

function dyingAfter(site: DeploySite, method: keyof HostingPanel): typeof site.deps {
  return {
    ...site.deps,
    panelOf: (address) => {
      const panel = site.deps.panelOf(address);
      const inner = panel[method] as (...values: unknown[]) => Promise<unknown>;
      const dying = async (...values: unknown[]) => {
        await inner(...values);
        throw new Error("killed");
      };
      return { ...panel, [method]: dying };
    },
  };
}

test("any pair of trees: what is served after the second is the second, byte for byte", async ({ site }) => {
  const name = fc.constantFrom("a", "b", "c", "ä b", "日(1)", "x@2x.png", "a&b", "50%.txt");
  const place = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
  const content = fc.string({ maxLength: 40 });
  const tree = fc.dictionary(place, content, { maxKeys: 8 }).map(withoutClashes);
  await fc.assert(
    fc.asyncProperty(tree, tree, async (one, other) => {
      await site.deploy({ ...pages, "index.html": "1", ...one });
      const next = { ...pages, "index.html": "2", ...other };
      const id = await site.deploy(next);
      expect(await packing(site, id)).toMatchObject({ isDelta: 1 });
      expect(await disagreements(site, id)).toEqual([]);
      expect(onDisk(site.folderOf(id))).toEqual(next);
    }),
    { numRuns: 4 },
  );
});

/** No file where another one needs a folder. */
function withoutClashes(files: Files): Files {
  const paths = Object.keys(files);
  return Object.fromEntries(
    Object.entries(files).filter(([file]) => !paths.some((other) => other.startsWith(`${file}/`))),
  );
}

test("a page opened before a deployment still gets its hashed files after it, for some releases", async ({
  site,
}) => {
  const release = (hash: string) => ({
    ...pages,
    "index.html": `<script src=/assets/app-${hash}.js>`,
    [`assets/app-${hash}.js`]: `versi ${hash}`,
  });
  await site.deploy(release("1111aaaa"));
  const second = await site.deploy(release("2222aaaa"));

  expect(await site.visit("/assets/app-1111aaaa.js")).toBe("200 versi 1111aaaa");
  expect(await site.visit("/assets/app-2222aaaa.js")).toBe("200 versi 2222aaaa");
  expect(await packing(site, second)).toMatchObject({ isDelta: 1, carriedFiles: 1, files: 14 });
  expect(await findDeployment(site.deps.db, site.which(second))).toMatchObject({ fileCount: 14 });

  // all new: nothing is copied but what is carried
  const whole = await site.deploy({
    "index.html": "semua baru ".repeat(999),
    "assets/app-3333aaaa.js": "versi 3",
  });
  expect(await packing(site, whole)).toMatchObject({ isDelta: 0, carriedFiles: 2 });
  expect(await site.visit("/assets/app-1111aaaa.js")).toBe("200 versi 1111aaaa");
  expect(await site.visit("/assets/app-2222aaaa.js")).toBe("200 versi 2222aaaa");
  expect(await site.visit("/hal/1.html")).toMatch(/^404/);
  expect(await disagreements(site, whole)).toEqual([]);

  for (const last of ["4", "5", "6", "7"]) await site.deploy({ "index.html": last.repeat(9_999) });
  expect(await site.visit("/assets/app-1111aaaa.js")).toMatch(/^404/);
  expect(await site.visit("/assets/app-3333aaaa.js")).toBe("200 versi 3");
});
