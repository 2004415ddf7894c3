import { mkdir, rm, writeFile } from "node:fs/promises";
import { expect } from "vitest";
import { type DeploySite, now, deployTest as test } from "#app/test/deploying.ts";
import { cleanReleases } from "../deployments/releases.server.ts";
import { receiveUpload } from "../uploads/uploads.server.ts";
import { measureDisk } from "./disk.server.ts";

const PERCENT = 1_000;

type Panel = { resolve(path: string): string };

/** A plan of 100,000 bytes; `fill` puts so many percent of it beside the releases. */
async function smallPlan(site: DeploySite, aapanel: Panel) {
  const { db } = site.deps;
  await db
    .updateTable("plans")
    .set({ disk_bytes: 100 * PERCENT })
    .execute();
  const folder = aapanel.resolve(`${(await site.row()).site_path}/isi`);
  await mkdir(folder, { recursive: true });
  return async (percent: number) => {
    await writeFile(`${folder}/isi.bin`, Buffer.alloc(percent * PERCENT));
    await measureDisk(site.deps, site.ids, now);
    return (await site.notices()).filter((kind) => kind === "disk-filling").length;
  };
}

test("the owner gets one letter at 80 and one at 95 %, and again only after it went well below", async ({
  site,
  aapanel,
}) => {
  const fill = await smallPlan(site, aapanel);
  const told: [number, number][] = [];
  for (const percent of [70, 82, 85, 78, 83, 96, 99, 92, 96, 60, 81])
    told.push([percent, await fill(percent)]);
  expect(told).toEqual([
    [70, 0],
    [82, 1],
    [85, 1],
    [78, 1],
    [83, 1],
    [96, 2],
    [99, 2],
    [92, 2],
    [96, 2],
    [60, 2],
    [81, 3],
  ]);
});

test("a full disk takes no archive, and takes one again once there is room", async ({ site, aapanel }) => {
  const fill = await smallPlan(site, aapanel);
  const send = () =>
    receiveUpload(site.deps, { ...site.ids, fileName: "a.zip", stream: bytes(), now }).then(
      (one) => one.outcome,
    );
  await fill(100);
  expect(await send()).toBe("disk-full");
  await fill(90);
  expect(await send()).toBe("received");
});

async function* bytes() {
  yield Buffer.from("PK\u0003\u0004 enough to be taken for one");
}

test("a release that does not fit beside what else is there is refused before it travels", async ({
  site,
  aapanel,
}) => {
  const fill = await smallPlan(site, aapanel);
  await site.deploy({ "index.html": "satu" });
  await fill(70);
  const id = await site.request({ "index.html": "dua", "besar.bin": "x".repeat(40 * PERCENT) });
  expect(await site.run(id)).toEqual({ outcome: "failed" });
  expect(await site.failure(id)).toEqual(["packing", "disk-full"]);
  expect(await site.visit("/")).toBe("200 satu");
  expect(site.inbox().join(" ")).not.toContain(id);
});

test("earlier releases make room for a new one, the oldest first, once it is live", async ({
  site,
  aapanel,
}) => {
  await smallPlan(site, aapanel);
  await rm(aapanel.resolve(`${(await site.row()).site_path}/isi`), { recursive: true });
  const release = (text: string) => ({ "index.html": text, "besar.bin": text.repeat(45 * PERCENT) });
  const first = await site.deploy(release("a"));
  const second = await site.deploy(release("b"));
  await cleanReleases(site.deps, site.ids, now);
  expect(site.releases()).toEqual([first, second].sort());
  const third = await site.deploy(release("c"));
  await cleanReleases(site.deps, site.ids, now);
  expect(site.releases()).toEqual([second, third].sort());
  expect(await site.visit("/")).toContain("200 c");
});
