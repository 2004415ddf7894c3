import dns from "node:dns/promises";
import path from "node:path";
import { expect } from "vitest";
import { now, onDisk, deployTest as test } from "#app/test/deploying.ts";
import { startAapanelSandbox } from "#scripts/sandbox/aapanel/server.ts";
import { runDeployment } from "./deploy.server.ts";

const files = { "index.html": "besar", "a/b.css": "b{}", "kosong.txt": "" };

test("a queue that is slow is waited for", async ({ bigSite: site, bigPanel }) => {
  bigPanel.faults.set({ kind: "queue-slow", ms: 1_200 });
  const id = await site.request(files);
  expect(await site.run(id, { probeMs: 5_000, extractionMs: 20_000 })).toEqual({ outcome: "live" });
  expect(onDisk(site.folderOf(id))).toEqual(files);
});

test("a panel that is started again while an extraction waits in its queue ends it, and the site is whole", async ({
  bigSite: site,
  bigPanel,
  folder,
}) => {
  bigPanel.faults.set({ kind: "queue-stuck", times: 0 });
  const id = await site.request(files);
  const patience = { probeMs: 5_000, extractionMs: 20_000, pausesMs: [50, 100, 500, 500, 500, 500] };
  const running = runDeployment({ ...site.deps, patience }, { deploymentId: id }, () => now);
  await expect.poll(() => bigPanel.state().tasks.length, { timeout: 10_000 }).toBe(1);

  await bigPanel.stop();
  const port = (address: string) => Number(address.split(":").at(-1));
  const again = await startAapanelSandbox({
    root: path.join(folder, "big"),
    queueAboveBytes: 10,
    panelPort: port(bigPanel.panelUrl),
    webPort: port(bigPanel.webAddress),
    tlsPort: port(bigPanel.tlsAddress),
    ftpPort: bigPanel.ftpPort,
    // still waiting there when it is asked again
    faults: [{ kind: "queue-slow", ms: 1_500 }],
  });
  try {
    expect(await running).toEqual({ outcome: "live" });
    expect(onDisk(site.folderOf(id))).toEqual(files);
    expect(await site.visit("/")).toBe("200 besar");
    // one task and no second one: what was queued already is not queued again
    expect(again.state().tasks).toHaveLength(1);
  } finally {
    await again.stop();
  }
});

test("a worker killed while an extraction waits in the queue is followed by one that waits for the same", async ({
  bigSite: site,
  bigPanel,
}) => {
  bigPanel.faults.set({ kind: "queue-slow", ms: 1_500 });
  const id = await site.request(files);
  const dying: typeof site.deps = {
    ...site.deps,
    panelOf: (address) => {
      const panel = site.deps.panelOf(address);
      const extract: typeof panel.extract = async (...which) => {
        expect(await panel.extract(...which)).toBe("queued");
        throw new Error("killed");
      };
      return { ...panel, extract };
    },
  };
  await expect(runDeployment(dying, { deploymentId: id }, () => now)).rejects.toThrow("killed");
  expect(await site.run(id, { probeMs: 5_000, extractionMs: 20_000 })).toEqual({ outcome: "live" });
  expect(onDisk(site.folderOf(id))).toEqual(files);
  expect(bigPanel.state().tasks).toHaveLength(1);
});

test("empty files and folders of empty files go live, whole and as a difference", async ({ site }) => {
  const first = { ...files, "data/.gitkeep": "", "data/x/kosong.json": "", "b.html": "b".repeat(500) };
  const one = await site.deploy(first);
  expect(onDisk(site.folderOf(one))).toEqual(first);
  expect(await site.visit("/kosong.txt")).toBe("200 ");

  const second = { ...first, "a/b.css": "", "baru.txt": "", "kosong.txt": "isi" };
  const two = await site.deploy(second);
  expect(onDisk(site.folderOf(two))).toEqual(second);
  expect(await site.visit("/a/b.css")).toBe("200 ");
  expect(await site.visit("/baru.txt")).toBe("200 ");
  expect(await site.visit("/kosong.txt")).toBe("200 isi");
});

test("a site whose name leads nowhere yet is looked at by its server's address, and goes live", async ({
  site,
}) => {
  const { host } = await site.row();
  await expect(dns.lookup(host)).rejects.toThrow();
  const id = await site.request({ "index.html": "belum ada DNS" });
  expect(await site.run(id)).toEqual({ outcome: "live" });
  expect(await site.visit("/")).toBe("200 belum ada DNS");
});

test("one deployment of a site at a time: the next waits until the first is over, and then goes live", async ({
  site,
}) => {
  const first = await site.request({ "index.html": "1" });
  const dying: typeof site.deps = {
    ...site.deps,
    panelOf: (address) => ({
      ...site.deps.panelOf(address),
      accessOf: async () => Promise.reject(new Error("killed")),
    }),
  };
  await expect(runDeployment(dying, { deploymentId: first }, () => now)).rejects.toThrow("killed");
  const second = await site.request({ "index.html": "2" });
  const third = await site.request({ "index.html": "3" });

  expect(await site.run(second)).toEqual({ outcome: "nothing-to-do" });
  expect(await site.run(third)).toEqual({ outcome: "waits" });
  expect(await site.run(first)).toEqual({ outcome: "live" });
  expect(await site.run(third)).toEqual({ outcome: "live" });
  expect(await site.visit("/")).toBe("200 3");
});
